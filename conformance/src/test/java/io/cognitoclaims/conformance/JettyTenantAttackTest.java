package io.cognitoclaims.conformance;

class JettyTenantAttackTest extends TenantAttackSuite {
    JettyTenantAttackTest() {
        super(Server.JETTY);
    }
}
