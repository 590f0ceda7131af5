package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.cognitoclaims.testing.TestUserPool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What a page of another origin gets of the API in Chromium, which comes from the system's packages. Where there is none the
 * test is skipped, or fails if the system property {@code browser} is {@code required}.
 */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class CorsInBrowserTest {
    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
    private static final TestUserPool POOL = TestUserPool.create();

    /** Asks with a good token, a bad one and none, tells its own server what it was allowed to see, and asks no more. */
    @SuppressWarnings("InlineFormatString")
    private static final String PAGE = """
            <!doctype html><title>page</title><script>
            const see = token => fetch('%s/hello', token ? {headers: {Authorization: 'Bearer ' + token}} : {})
                .then(answer => answer.text().then(() =>
                    answer.status + ' ' + (answer.headers.get('WWW-Authenticate') || 'no challenge').split('=')[0]))
                .catch(() => 'nothing');
            Promise.all(['%s', 'opaque', ''].map(see))
                .then(seen => fetch('/seen?' + encodeURIComponent(seen.join('|'))));
            </script>""";

    @Parameter
    WebStack stack;

    @TempDir
    Path profile;

    @BeforeAll
    static void requireBrowser() {
        boolean installed = Files.isExecutable(CHROMIUM);
        if (!"required".equals(System.getProperty("browser"))) {
            assumeThat(installed).as("there is a browser").isTrue();
        }
        assertThat(installed)
                .as("chromium is installed, or named with -Dchromium")
                .isTrue();
    }

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void aPageOfTheAllowedOriginSeesAnswersAndRefusals() throws Exception {
        assertThat(seenByPageAt("localhost", "localhost"))
                .containsExactly("200 no challenge", "401 Bearer error", "401 Bearer resource_metadata");
    }

    @Test
    void aPageOfAnotherOriginSeesNothing() throws Exception {
        assertThat(seenByPageAt("127.0.0.1", "localhost")).containsExactly("nothing", "nothing", "nothing");
    }

    private List<String> seenByPageAt(String host, String allowedHost) throws Exception {
        HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int port = pages.getAddress().getPort();
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (RunningApi api = stack.startFor(POOL, Api.class, "allowed-origin=http://" + allowedHost + ":" + port)) {
            byte[] page = PAGE.formatted(
                            api.metadata().replace(ProtectedResource.WELL_KNOWN, ""),
                            POOL.accessToken().sign())
                    .getBytes(UTF_8);
            pages.createContext("/", exchange -> {
                if (exchange.getRequestURI().getPath().equals("/seen")) {
                    seen.complete(URLDecoder.decode(exchange.getRequestURI().getRawQuery(), UTF_8));
                }
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                exchange.close();
            });
            pages.start();
            Process browser = open("http://" + host + ":" + port + "/");
            try {
                return List.of(seen.get(2, TimeUnit.MINUTES).split("\\|"));
            } finally {
                browser.descendants().forEach(ProcessHandle::destroyForcibly);
                browser.destroyForcibly().waitFor();
            }
        } finally {
            pages.stop(0);
        }
    }

    private Process open(String address) throws Exception {
        return new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        address)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @EnableAutoConfiguration
    @RestController
    @Import({OnServlets.class, OnWebFlux.class})
    static class Api {
        @GetMapping("/hello")
        String hello() {
            return "hello";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OnServlets {
        @Bean
        WebMvcConfigurer cors(@Value("${allowed-origin}") String origin) {
            return new WebMvcConfigurer() {
                @Override
                public void addCorsMappings(CorsRegistry registry) {
                    registry.addMapping("/**").allowedOrigins(origin).exposedHeaders("WWW-Authenticate");
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class OnWebFlux {
        @Bean
        WebFluxConfigurer cors(@Value("${allowed-origin}") String origin) {
            return new WebFluxConfigurer() {
                @Override
                public void addCorsMappings(org.springframework.web.reactive.config.CorsRegistry registry) {
                    registry.addMapping("/**").allowedOrigins(origin).exposedHeaders("WWW-Authenticate");
                }
            };
        }
    }
}
