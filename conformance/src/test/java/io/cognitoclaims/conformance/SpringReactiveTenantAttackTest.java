package io.cognitoclaims.conformance;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SpringReactiveTenantAttackTest extends TenantAttackSuite {
    SpringReactiveTenantAttackTest() {
        super(Server.SPRING_NETTY);
    }
}
