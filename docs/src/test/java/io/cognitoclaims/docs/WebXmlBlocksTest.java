package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cognitoclaims.docs.Page.Block;
import io.cognitoclaims.servlet.WebXmlCognitoFilter;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Deploys each block of a {@code web.xml} to Jetty and Tomcat: as it stands, where a request without a token is answered with
 * 401; and with a user pool of this test in place of the one that it names, where a token of that pool is answered with 200.
 */
class WebXmlBlocksTest {
    private static final Pattern PARAMETER = Pattern.compile(
            "<init-param>\\s*<param-name>([^<]+)</param-name>\\s*<param-value>([^<]*)</param-value>\\s*</init-param>");
    private static final Pattern MAPPING = Pattern.compile(
            "<(filter|servlet)-mapping>\\s*<(?:filter|servlet)-name>([^<]+)<.*?</\\1-mapping>", Pattern.DOTALL);
    private static final Pattern NAMED =
            Pattern.compile("<(filter|servlet)>\\s*<(?:filter|servlet)-name>([^<]+)<", Pattern.DOTALL);

    @TempDir
    private Path directory;

    static List<Block> blocks() {
        return Page.blocksIn("xml").filter(WebXmlBlocksTest::isWebXml).toList();
    }

    static boolean isWebXml(Block block) {
        return Pattern.compile("<(web-app|filter|servlet|filter-mapping|servlet-mapping)[ >]")
                .matcher(block.text())
                .find();
    }

    static Stream<Arguments> onEachContainer() {
        return blocks().stream()
                .flatMap(block -> Stream.of(Container.values()).map(container -> Arguments.of(block, container)));
    }

    @ParameterizedTest
    @MethodSource("onEachContainer")
    void webXmlBlocksAreDeployedAsTheyStand(Block block, Container container) throws Exception {
        try (Running running = start(block, container, whole(block))) {
            assertThat(running.get("/guarded").statusCode())
                    .as("%s on %s: without a token", block, container)
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @MethodSource("onEachContainer")
    void webXmlBlocksLetInWhoHasAToken(Block block, Container container) throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                Running running = start(block, container, withPool(whole(block), pool))) {
            assertThat(running.get("/guarded").statusCode())
                    .as("%s on %s: without a token", block, container)
                    .isEqualTo(401);
            String token = token(whole(block), pool).sign();
            assertThat(running.get("/guarded", "Authorization", "Bearer " + token)
                            .statusCode())
                    .as("%s on %s: with a token", block, container)
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void webXmlBlocksMapWhatTheyDeclare(Block block) {
        assertThat(names(NAMED, whole(block)))
                .as("%s: filters and servlets that nothing maps guard nothing", block)
                .isSubsetOf(names(MAPPING, whole(block)));
    }

    @Test
    void theBlockOfTheServletPageIsFound() {
        assertThat(blocks()).extracting(block -> block.page().name()).contains("docs/servlet.md");
    }

    /** What guards one path of a page is shown there without what guards all of them, which stands above it. */
    private static String whole(Block block) {
        if (block.text().contains(WebXmlCognitoFilter.class.getName())) {
            return block.text();
        }
        return block.page().blocks().stream()
                        .filter(other -> other.language().equals("xml")
                                && other.text().contains(WebXmlCognitoFilter.class.getName()))
                        .map(Block::text)
                        .findFirst()
                        .orElse("")
                + block.text();
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(2)).toList();
    }

    private static String withPool(String declarations, TestUserPool pool) {
        int begin = declarations.indexOf(WebXmlCognitoFilter.class.getName());
        int end = declarations.indexOf("</filter>", begin);
        return declarations.substring(0, begin)
                + PARAMETER
                        .matcher(declarations.substring(begin, end))
                        .replaceAll(parameter -> withPool(parameter, pool))
                + declarations.substring(end);
    }

    private static String withPool(MatchResult parameter, TestUserPool pool) {
        return switch (plain(parameter.group(1))) {
            case "userpool", "userpoolid", "issuer" -> parameter("issuer", pool.issuer());
            case "jwksuri" -> "";
            default -> parameter.group();
        };
    }

    private static String parameter(String name, String value) {
        return "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>"
                .formatted(name, value);
    }

    /** One that has what the declarations ask for. */
    private static TokenBuilder token(String declarations, TestUserPool pool) {
        TokenBuilder token = pool.accessToken();
        for (MatchResult parameter : PARAMETER.matcher(declarations).results().toList()) {
            String[] values = parameter.group(2).strip().split("[\\s,]+");
            switch (plain(parameter.group(1))) {
                case "clientids" -> token = token.clientId(values[0]);
                case "groups", "anygroup" -> token = token.groups(values);
                case "anyscope" -> token = token.scopes(values);
                case "resources" -> token = token.claim("aud", values[0]);
                default -> {}
            }
        }
        return token;
    }

    private static String plain(String name) {
        return name.strip().replace("-", "").toLowerCase(Locale.ROOT);
    }

    private Running start(Block block, Container container, String declarations) throws Exception {
        Files.createDirectories(directory.resolve("WEB-INF"));
        Files.writeString(directory.resolve("WEB-INF/web.xml"), document(declarations));
        try {
            return container.start(directory);
        } catch (Exception e) {
            return fail("%s on %s: is not deployed: %s".formatted(block, container, e.getMessage()), e);
        }
    }

    private static String document(String declarations) {
        String servlet = """
                  <!-- Logback would stop logging for all tests when the application stops. -->
                  <context-param>
                    <param-name>logbackDisableServletContainerInitializer</param-name>
                    <param-value>true</param-value>
                  </context-param>
                  <servlet>
                    <servlet-name>guarded</servlet-name>
                    <servlet-class>%s</servlet-class>
                    <async-supported>true</async-supported>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>guarded</servlet-name>
                    <url-pattern>/guarded</url-pattern>
                  </servlet-mapping>
                """.formatted(Guarded.class.getName());
        return declarations.contains("<web-app")
                ? declarations.replace("</web-app>", servlet + "</web-app>")
                : "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">" + declarations + servlet
                        + "</web-app>";
    }

    @SuppressWarnings("serial")
    public static final class Guarded extends HttpServlet {
        public Guarded() {}

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("guarded");
        }
    }

    enum Container {
        JETTY {
            @Override
            Running start(Path application) throws Exception {
                Server server = new Server();
                ServerConnector connector = new ServerConnector(server, 1, 1);
                connector.setHost("localhost");
                server.addConnector(connector);
                WebAppContext context = new WebAppContext(application.toString(), "/");
                context.setParentLoaderPriority(true);
                context.setThrowUnavailableOnStartupException(true);
                server.setHandler(context);
                try {
                    server.start();
                } catch (Exception e) {
                    LifeCycle.stop(server);
                    throw e;
                }
                return new Running(connector.getLocalPort(), server::stop);
            }
        },
        TOMCAT {
            @Override
            Running start(Path application) throws Exception {
                LOG.setUseParentHandlers(false);
                Tomcat tomcat = new Tomcat();
                tomcat.setBaseDir(application
                        .resolveSibling(application.getFileName() + "-tomcat")
                        .toString());
                tomcat.setHostname("localhost");
                tomcat.setPort(0);
                tomcat.setAddDefaultWebXmlToWebapp(false);
                Context context = tomcat.addWebapp("", application.toString());
                context.setParentClassLoader(WebXmlBlocksTest.class.getClassLoader());
                // The jars of this test are not the application's.
                context.getJarScanner().setJarScanFilter((type, jar) -> false);
                tomcat.getConnector();
                tomcat.start();
                Running running = new Running(tomcat.getConnector().getLocalPort(), () -> {
                    tomcat.stop();
                    tomcat.destroy();
                });
                if (!context.getState().isAvailable()) {
                    running.close();
                    throw new IllegalStateException("the application does not start; its log says why");
                }
                return running;
            }
        };

        /** Kept here, as java.util.logging forgets the settings of a logger that nobody holds. */
        private static final Logger LOG = Logger.getLogger("org.apache");

        abstract Running start(Path application) throws Exception;
    }

    interface Stop {
        void run() throws Exception;
    }

    record Running(int port, Stop stop) implements AutoCloseable {
        HttpResponse<String> get(String path, String... headers) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        }

        @Override
        public void close() {
            try {
                stop.run();
            } catch (Exception e) {
                throw new IllegalStateException("the container does not stop", e);
            }
        }
    }
}
