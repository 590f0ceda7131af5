package io.cognitoclaims.spring;

import io.cognitoclaims.testing.TestUserPool;
import java.util.stream.Stream;

/** The servers that an application can run on. What it answers is the same. */
enum WebStack {
    TOMCAT("servlet"),
    NETTY("reactive");

    private final String type;

    WebStack(String type) {
        this.type = type;
    }

    /** {@return the application of this class, with these properties ({@code name=value})} */
    RunningApi start(Class<?> application, String... properties) {
        return RunningApi.start(
                application,
                Stream.concat(Stream.of("spring.main.web-application-type=" + type), Stream.of(properties))
                        .toArray(String[]::new));
    }

    /** {@return the same, which accepts the tokens of this pool} */
    RunningApi startFor(TestUserPool pool, Class<?> application, String... properties) {
        return start(application, RunningApi.accepting(pool, properties));
    }
}
