package io.cognitoclaims.conformance;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SpringServletTenantAttackTest extends TenantAttackSuite {
    SpringServletTenantAttackTest() {
        super(Server.SPRING_TOMCAT);
    }
}
