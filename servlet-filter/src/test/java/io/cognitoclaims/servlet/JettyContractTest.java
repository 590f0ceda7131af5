package io.cognitoclaims.servlet;

/** Jetty 12.1. */
class JettyContractTest extends ServletContainerContract {
    JettyContractTest() {
        super(JettyServer::start);
    }
}
