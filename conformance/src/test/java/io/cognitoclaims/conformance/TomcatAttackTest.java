package io.cognitoclaims.conformance;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class TomcatAttackTest extends AttackSuite {
    TomcatAttackTest() {
        super(Server.TOMCAT);
    }
}
