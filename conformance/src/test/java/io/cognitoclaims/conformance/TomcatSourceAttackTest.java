package io.cognitoclaims.conformance;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class TomcatSourceAttackTest extends SourceAttackSuite {
    TomcatSourceAttackTest() {
        super(Server.TOMCAT);
    }
}
