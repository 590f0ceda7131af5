package io.cognitoclaims.servlet;

/** Tomcat 11. */
class TomcatContractTest extends ServletContainerContract {
    TomcatContractTest() {
        super(TomcatServer::start);
    }
}
