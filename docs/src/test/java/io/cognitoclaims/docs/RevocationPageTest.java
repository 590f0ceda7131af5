package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.Revocation;
import io.cognitoclaims.core.RevocationNotStoredException;
import io.cognitoclaims.core.RevocationStore;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.spring.CognitoClaimsAutoConfiguration;
import io.cognitoclaims.spring.CurrentToken;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The code of revocation.md. Its table of failures is what the tests of {@code revocation-redis} show, its settings for Spring what
 * those of {@code spring-integration} show.
 */
@NullUnmarked
class RevocationPageTest {
    private final TestClock clock = TestClock.atNow();
    private final TestUserPool signer = TestUserPool.create(clock);
    private final UserPool pool = UserPool.fromIssuer(signer.issuer());
    private final Set<String> clientIds = Set.of(signer.clientId());
    private final Log log = new Log();
    private final List<Revocations> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Revocations::close);
        signer.close();
        SecurityContextHolder.clearContext();
    }

    @Test
    void revocationsOfOneProcessAreChecked() {
        Revocations revocations = Revocations.create();
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(pool, clientIds)
                .revocations(revocations)
                .build();
        String token = signer.accessToken().sign();
        new Controller(revocations).signOut(verifier.verify(token));

        assertRevoked(verifier, token);
    }

    @Test
    void anOutageIsAnsweredByEachVerifierAsItWasTold() {
        String redisAddress = "redis://127.0.0.1:1";
        String redisPassword = "secret";
        String token = signer.accessToken().sign();
        Revocations revocations = Revocations.builder(RedisRevocationStore.builder(redisAddress)
                        .user("app")
                        .password(redisPassword)
                        .build())
                .maxAge(Duration.ofSeconds(10))
                .start();
        CognitoVerifier<AccessToken> reads = CognitoVerifier.accessTokens(pool, clientIds)
                .revocations(revocations, WhenStale.ACCEPT)
                .build();
        CognitoVerifier<AccessToken> payments = CognitoVerifier.accessTokens(pool, clientIds)
                .revocations(revocations, WhenStale.UNAVAILABLE)
                .build();
        try (revocations) {
            assertThat(reads.verify(token)).isNotNull();
            assertThatExceptionOfType(VerificationUnavailableException.class).isThrownBy(() -> payments.verify(token));
            assertThatExceptionOfType(RevocationNotStoredException.class)
                    .isThrownBy(() -> revocations.revokeToken(reads.verify(token)));
            assertRevoked(reads, token);
            assertRevoked(payments, token);
        }
    }

    @Test
    void aSignOutRevokesHereAndThenAtCognito() {
        Application application = new Application();
        String token = ofSignIn("s");

        application.signOut(application.verifier.verify(token), "refresh");

        assertThat(log.steps).containsExactly("revoked", "RevokeToken refresh");
        assertRevoked(application.verifier, token);
        assertThat(application.verifier.verify(ofSignIn("other"))).isNotNull();
    }

    @Test
    void aSignOutThatFailsAtCognitoLeavesNothingOpenHere() {
        Application application = new Application();
        String token = ofSignIn("s");
        long signedIn = clock.instant().getEpochSecond();
        log.cognitoFails = true;

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> application.signOut(application.verifier.verify(token), "refresh"));

        clock.advance(Duration.ofHours(23));
        String refreshed = signer.accessToken()
                .claim("origin_jti", "s")
                .claim("auth_time", signedIn)
                .sign();
        assertRevoked(application.verifier, refreshed);
    }

    @Test
    void aSignOutThatCannotBeStoredEndsTheRefreshTokenAndThrows() {
        Application application = new Application();
        String token = ofSignIn("s");
        log.storeFails = true;

        assertThatExceptionOfType(RevocationNotStoredException.class)
                .isThrownBy(() -> application.signOut(application.verifier.verify(token), "refresh"));

        assertThat(log.steps).containsExactly("RevokeToken refresh");
        assertRevoked(application.verifier, token);
    }

    @Test
    void aSignOutEverywhereRefusesAllSignInsAndNoNewOne() {
        Application application = new Application();
        String here = ofSignIn("here");
        String there = ofSignIn("there");

        application.signOutEverywhere(application.verifier.verify(here), here);

        assertThat(log.steps).containsExactly("revoked", "GlobalSignOut");
        assertRevoked(application.verifier, here);
        assertRevoked(application.verifier, there);
        clock.advance(Duration.ofSeconds(1));
        assertThat(application.verifier.verify(ofSignIn("new"))).isNotNull();
    }

    @Test
    void anEventOfASignOutRefusesWhatWasSignedInBeforeIt() {
        Application application = new Application();
        String before = ofSignIn("before");
        AccessToken token = application.verifier.verify(before);
        clock.advance(Duration.ofMinutes(1));
        Instant eventTime = clock.instant();
        clock.advance(Duration.ofMinutes(1));
        String after = ofSignIn("after");

        application.signedOutElsewhere(pool, token.subject(), eventTime);
        application.signedOutElsewhere(pool, token.subject(), eventTime.minusSeconds(600));

        assertRevoked(application.verifier, before);
        assertThat(application.verifier.verify(after)).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> application.signedOutElsewhere(
                        pool, token.subject(), clock.instant().plusSeconds(301)));
    }

    @Test
    void aRevokedSessionIsEnded() {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class))
                .withUserConfiguration(Sessions.class)
                .withPropertyValues(
                        "cognito-claims.user-pools[0].issuer=" + signer.issuer(),
                        "cognito-claims.user-pools[0].client-ids=" + signer.clientId())
                .run(context -> {
                    IdToken user = CognitoVerifier.idTokens(pool, clientIds)
                            .build()
                            .verify(signer.idToken().claim("origin_jti", "s").sign());
                    SecurityContextHolder.getContext()
                            .setAuthentication(new TestingAuthenticationToken(user, null, "ROLE_user"));
                    Filter filter = context.getBean("endRevokedSessions", Filter.class);

                    assertThat(status(filter, new MockHttpServletRequest())).isEqualTo(200);
                    context.getBean(Revocations.class).revokeSignIn(user);
                    MockHttpServletRequest request = new MockHttpServletRequest();
                    HttpSession session = request.getSession();
                    assertThat(status(filter, request)).isEqualTo(401);
                    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(session::getCreationTime);
                });
    }

    /** The rule is tried with a server there. */
    @Test
    void thePagesRuleForTheRedisUserIsThatOfTheStoresTests() {
        String test = Page.read(Page.ROOT.resolve(
                "revocation-redis/src/test/java/io/cognitoclaims/revocation/redis/RedisStoreTest.java"));
        String rule = Page.named("docs/revocation.md").spans().stream()
                .map(Page.Span::code)
                .filter(code -> code.startsWith("ACL SETUSER"))
                .findFirst()
                .orElseThrow();

        assertThat(test.replaceAll("[\",]", "").replace("~ + KEY", "~cognito-claims:revocations"))
                .contains(rule);
    }

    private static int status(Filter filter, MockHttpServletRequest request) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(request, response, new MockFilterChain());
        return response.getStatus();
    }

    private String ofSignIn(String originJti) {
        return signer.accessToken().claim("origin_jti", originJti).sign();
    }

    private static void assertRevoked(CognitoVerifier<?> verifier, String token) {
        TokenRejectedException rejected =
                catchThrowableOfType(TokenRejectedException.class, () -> verifier.verify(token));
        assertThat(rejected.reason()).isEqualTo(Reason.REVOKED);
    }

    /** What an application has. */
    private final class Application {
        private final Revocations revocations =
                Revocations.builder(log).clock(clock).start();
        private final Log cognito = log;
        private final CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(pool, clientIds)
                .clock(clock)
                .revocations(revocations, WhenStale.ACCEPT)
                .build();

        Application() {
            open.add(revocations);
        }

        void signOut(CognitoToken token, String refreshToken) {
            try {
                revocations.revokeSignIn(token);
            } finally {
                cognito.revokeToken(refreshToken);
            }
        }

        void signOutEverywhere(AccessToken token, String text) {
            try {
                revocations.revokeUser(token);
            } finally {
                cognito.globalSignOut(text);
            }
        }

        void signedOutElsewhere(UserPool pool, String subject, Instant eventTime) {
            revocations.revokeUser(pool, subject, eventTime);
        }
    }

    private static final class Controller {
        private final Revocations revocations;

        Controller(Revocations revocations) {
            this.revocations = revocations;
        }

        @PostMapping("/sign-out")
        void signOut(@AuthenticationPrincipal AccessToken token) {
            revocations.revokeSignIn(token);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Sessions {
        @Bean
        Filter endRevokedSessions(CurrentToken current, Revocations revocations) {
            return new OncePerRequestFilter() {
                @Override
                protected void doFilterInternal(
                        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                        throws ServletException, IOException {
                    if (current.token().filter(revocations::isRevoked).isEmpty()) {
                        chain.doFilter(request, response);
                        return;
                    }
                    Optional.ofNullable(request.getSession(false)).ifPresent(HttpSession::invalidate);
                    response.sendError(401);
                }
            };
        }
    }

    /** The store, and Cognito, and what was done at them in which order. */
    private static final class Log implements RevocationStore {
        private final List<String> steps = new ArrayList<>();
        private boolean storeFails;
        private boolean cognitoFails;

        void revokeToken(String refreshToken) {
            if (cognitoFails) {
                throw new IllegalStateException("down");
            }
            steps.add("RevokeToken " + refreshToken);
        }

        void globalSignOut(String accessToken) {
            assertThat(accessToken).isNotEmpty();
            steps.add("GlobalSignOut");
        }

        @Override
        public void append(Revocation revocation) throws IOException {
            if (storeFails) {
                throw new IOException("down");
            }
            steps.add("revoked");
        }

        @Override
        public Batch read(String cursor, Duration maxWait) throws IOException {
            throw new IOException("nothing to read here");
        }

        @Override
        public void close() {}
    }
}
