package io.cognitoclaims.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebInitParam;

/** What an application writes that prefers annotations; the pool has no keys. */
@WebFilter(
        urlPatterns = "/*",
        asyncSupported = true,
        dispatcherTypes = {
            DispatcherType.REQUEST,
            DispatcherType.FORWARD,
            DispatcherType.INCLUDE,
            DispatcherType.ERROR,
            DispatcherType.ASYNC
        },
        initParams = {
            @WebInitParam(name = "userPoolId", value = "us-east-1_EXAMPLE"),
            @WebInitParam(name = "clientIds", value = "55pb79dl8gm0i1ho9hdre91r3k"),
            @WebInitParam(name = "open", value = "/public")
        })
public final class AnnotatedFilter extends WebXmlCognitoFilter {}
