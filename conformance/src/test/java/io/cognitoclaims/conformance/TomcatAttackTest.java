package io.cognitoclaims.conformance;

class TomcatAttackTest extends AttackSuite {
    TomcatAttackTest() {
        super(Server.TOMCAT);
    }
}
