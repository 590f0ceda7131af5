package io.cognitoclaims.conformance;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class SpringServletAttackTest extends AttackSuite {
    SpringServletAttackTest() {
        super(Server.SPRING_TOMCAT);
    }
}
