package io.cognitoclaims.conformance;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SpringServletSourceAttackTest extends SourceAttackSuite {
    SpringServletSourceAttackTest() {
        super(Server.SPRING_TOMCAT);
    }
}
