package io.cognitoclaims.conformance;

class SpringServletAttackTest extends AttackSuite {
    SpringServletAttackTest() {
        super(Server.SPRING_TOMCAT);
    }
}
