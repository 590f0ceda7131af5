package io.cognitoclaims.conformance;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SpringReactiveAttackTest extends AttackSuite {
    SpringReactiveAttackTest() {
        super(Server.SPRING_NETTY);
    }
}
