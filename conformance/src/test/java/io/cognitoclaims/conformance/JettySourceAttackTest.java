package io.cognitoclaims.conformance;

class JettySourceAttackTest extends SourceAttackSuite {
    JettySourceAttackTest() {
        super(Server.JETTY);
    }
}
