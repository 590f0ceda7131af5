package io.cognitoclaims.conformance;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class TomcatTenantAttackTest extends TenantAttackSuite {
    TomcatTenantAttackTest() {
        super(Server.TOMCAT);
    }
}
