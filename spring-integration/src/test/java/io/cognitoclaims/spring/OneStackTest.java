package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications that have the jars of one web stack and none of the other, or sign nobody in, as those of users do. */
@Tag("slow")
class OneStackTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "TOMCAT, 'reactor|netty|webflux|jetty', org.springframework.web.reactive.HandlerResult",
        "TOMCAT, 'oauth2-client', org.springframework.security.oauth2.client.registration.ClientRegistration",
        "NETTY, 'oauth2-client', org.springframework.security.oauth2.client.registration.ClientRegistration",
        "NETTY, 'tomcat|servlet-api|webmvc|jetty', jakarta.servlet.Servlet"
    })
    void anApplicationNeedsNeitherTheOtherWebStackNorTheOAuth2Client(
            String stack, String absentJars, String absentClass) throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                URLClassLoader classes = without(absentJars)) {
            String token = pool.accessToken().subject("somebody").sign();

            Object answers = classes.loadClass(Inside.class.getName())
                    .getDeclaredMethod("answers", String.class, String.class, String.class, String.class, String.class)
                    .invoke(null, stack, absentClass, pool.issuer(), pool.clientId(), token);

            assertThat(answers).isEqualTo("200 401 400 AccessToken somebody by " + pool.clientId());
        }
    }

    private static URLClassLoader without(String absentJars) throws Exception {
        Pattern absent = Pattern.compile(absentJars);
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
            File file = new File(entry);
            if (!absent.matcher(file.getName()).find()) {
                classPath.add(file.toURI().toURL());
            }
        }
        return new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Runs among the classes that are left. */
    public static final class Inside {
        private Inside() {}

        public static String answers(String stack, String absentClass, String issuer, String clientId, String token)
                throws Exception {
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(Inside.class.getClassLoader());
            if (stack.equals("TOMCAT")) {
                // A JVM takes one such factory only, and the Tomcat of other tests may have set its own.
                TomcatURLStreamHandlerFactory.disable();
            }
            try (RunningApi api = WebStack.valueOf(stack)
                    .start(
                            Greeter.class,
                            "cognito-claims.user-pools[0].issuer=" + URI.create(issuer),
                            "cognito-claims.user-pools[0].client-ids=" + clientId)) {
                assertThat(Thread.currentThread()
                                .getContextClassLoader()
                                .getResource(absentClass.replace('.', '/') + ".class"))
                        .isNull();
                return api.get("/hello", token).statusCode() + " "
                        + api.get("/hello").statusCode() + " "
                        + api.getAs("Bearer", "/hello").statusCode() + " "
                        + api.get("/any", token).body() + " "
                        + api.get("/access", token).body();
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }
}
