package io.cognitoclaims.conformance;

class SpringReactiveAttackTest extends AttackSuite {
    SpringReactiveAttackTest() {
        super(Server.SPRING_NETTY);
    }
}
