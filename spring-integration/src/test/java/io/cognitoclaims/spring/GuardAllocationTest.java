package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.management.ThreadMXBean;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.testing.TestUserPool;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.core.SpringSecurityCoreVersion;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * How much memory a request with a token that was verified before allocates between its header and its {@code
 * Authentication}. Bytes are the same on every machine. The bounds are a little above what was measured; {@code
 * docs/performance.md} has the figures.
 */
class GuardAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 11;
    private static final int REQUESTS = 1_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.accessToken()
            .groups("admins", "dog-owners")
            .scopes("openid", "pets/read")
            .claim("pet_preference", "dogs")
            .sign();

    /** So that the compiler cannot leave out what nobody uses. */
    private static volatile Object lastResult = "";

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void thisModulesPartOfARequestAllocatesLessThan2000Bytes() {
        // There the two converters that are compared below differ by more than our authorities.
        assumeThat(SpringSecurityCoreVersion.getVersion()).doesNotStartWith("7.0.");
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        String header = "Bearer " + TOKEN;
        request.addHeader("Authorization", header);

        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class))
                .withPropertyValues(
                        "cognito-claims.user-pools[0].issuer=" + POOL.issuer(),
                        "cognito-claims.user-pools[0].client-ids=" + POOL.clientId())
                .run(context -> {
                    BearerTokenResolver resolver = context.getBean(BearerTokenResolver.class);
                    JwtDecoder decoder = context.getBean(JwtDecoder.class);
                    CognitoVerifier<?> verifier = context.getBean(CognitoVerifier.class);
                    JwtAuthenticationConverter converter = context.getBean(JwtAuthenticationConverter.class);
                    JwtAuthenticationConverter withoutAuthorities = new JwtAuthenticationConverter();
                    withoutAuthorities.setJwtGrantedAuthoritiesConverter(jwt -> List.of());
                    CognitoJwt principal = (CognitoJwt) decoder.decode(TOKEN);

                    long readHeader = bytesOf(() -> Collections.list(request.getHeaders("Authorization")));
                    long textOfToken = bytesOf(() -> header.substring("Bearer ".length()));
                    long find = bytesOf(() -> resolver.resolve(request)) - readHeader - textOfToken;
                    long decode = bytesOf(() -> decoder.decode(TOKEN)) - bytesOf(() -> verifier.verify(TOKEN));
                    // Spring Security reads this claim of each token.
                    long claims = bytesOf(() -> principal.getClaims().containsKey("cnf"));
                    long convert = bytesOf(() -> converter.convert(principal))
                            - bytesOf(() -> withoutAuthorities.convert(principal));

                    assertThat(find).as("find the token").isBetween(0L, 300L);
                    assertThat(decode).as("the principal").isBetween(0L, 750L);
                    assertThat(claims).as("the claims").isZero();
                    assertThat(convert).as("four authorities").isBetween(0L, 950L);
                    assertThat(find + decode + convert).isLessThan(2_000);
                });
    }

    private static long bytesOf(Supplier<Object> task) {
        repeat(task, WARM_UP);
        long[] rounds = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            repeat(task, REQUESTS);
            rounds[i] = (THREADS.getCurrentThreadAllocatedBytes() - before) / REQUESTS;
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    private static void repeat(Supplier<Object> task, int times) {
        for (int i = 0; i < times; i++) {
            lastResult = task.get();
        }
        assertThat(lastResult).isNotNull();
    }
}
