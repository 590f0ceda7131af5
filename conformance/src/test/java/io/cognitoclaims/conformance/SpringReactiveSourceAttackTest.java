package io.cognitoclaims.conformance;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SpringReactiveSourceAttackTest extends SourceAttackSuite {
    SpringReactiveSourceAttackTest() {
        super(Server.SPRING_NETTY);
    }
}
