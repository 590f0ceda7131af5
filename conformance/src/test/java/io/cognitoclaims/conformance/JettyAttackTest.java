package io.cognitoclaims.conformance;

class JettyAttackTest extends AttackSuite {
    JettyAttackTest() {
        super(Server.JETTY);
    }
}
