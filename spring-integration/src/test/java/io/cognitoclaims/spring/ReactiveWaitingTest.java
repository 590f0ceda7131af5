package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/** What happens on the reactive stack while keys are fetched: no thread waits. */
@Tag("slow")
class ReactiveWaitingTest {
    private static final int WAITING = 40;
    private static final long PATIENCE_SECONDS = 60;

    private final TestUserPool pool = TestUserPool.create();
    private final TestUserPool other = TestUserPool.create();

    @AfterEach
    void closePools() {
        pool.close();
        other.close();
    }

    @Test
    void waitingForKeysLeavesTheOnlyThreadOfTheServerToOtherRequests() throws Exception {
        try (RunningApi api = WebStack.NETTY.startFor(
                pool,
                OneThread.class,
                "cognito-claims.user-pools[1].issuer=" + other.issuer(),
                "cognito-claims.user-pools[1].client-ids=" + other.clientId(),
                "cognito-claims.keys.fetch-timeout=30s")) {
            pool.stallKeys();
            List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, WAITING)
                    .mapToObj(i -> api.getLater("/hello", pool.accessToken().sign()))
                    .toList();

            assertThat(api.get("/hello", other.accessToken().sign()).statusCode())
                    .isEqualTo(200);
            assertThat(api.get("/hello", "opaque").statusCode()).isEqualTo(401);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);

            pool.resumeKeys();
            for (CompletableFuture<HttpResponse<String>> request : waiting) {
                assertThat(request.get(PATIENCE_SECONDS, TimeUnit.SECONDS).statusCode())
                        .isEqualTo(200);
            }
            assertThat(pool.keyFetches()).isEqualTo(1);
        }
    }

    @Test
    void aFetchGoesOnForOthersAfterOneRequestIsCancelled() throws Exception {
        ReactiveCognitoJwtDecoder decoder = decoder(Duration.ofSeconds(30));
        pool.stallKeys();
        CompletableFuture<SignalType> end = new CompletableFuture<>();
        List<Jwt> afterwards = new CopyOnWriteArrayList<>();
        Disposable cancelled = decoder.decode(pool.accessToken().sign())
                .doFinally(end::complete)
                .subscribe(afterwards::add);
        CompletableFuture<?> other = decoder.decode(pool.accessToken().sign()).toFuture();

        assertThat(end).isNotDone();
        cancelled.dispose();
        assertThat(end).as("while the fetch goes on").isCompletedWithValue(SignalType.CANCEL);
        pool.resumeKeys();

        assertThat(other.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(CognitoJwt.class);
        assertThat(afterwards).isEmpty();
        assertThat(pool.keyFetches()).isEqualTo(1);
    }

    @Test
    void aFetchGoesOnAfterTheOnlyRequestIsCancelled() throws Exception {
        ReactiveCognitoJwtDecoder decoder = decoder(Duration.ofSeconds(30));
        pool.stallKeys();
        decoder.decode(pool.accessToken().sign()).subscribe().dispose();
        pool.resumeKeys();

        assertThat(decoder.decode(pool.accessToken().sign()).block(Duration.ofSeconds(PATIENCE_SECONDS)))
                .isInstanceOf(CognitoJwt.class);
        assertThat(pool.keyFetches()).isEqualTo(1);
    }

    @Test
    void aRequestThatWaitedForKeysGoesOnOnAThreadOfReactor() {
        Mono<Boolean> onAThreadOfReactor = decoder(Duration.ofSeconds(30))
                .decode(pool.accessToken().sign())
                .map(jwt -> Schedulers.isInNonBlockingThread());

        assertThat(onAThreadOfReactor.block(Duration.ofSeconds(PATIENCE_SECONDS)))
                .isTrue();
    }

    @Test
    void aRequestStaysOnItsThreadWhenTheKeyIsKnown() {
        ReactiveCognitoJwtDecoder decoder = decoder(Duration.ofSeconds(30));
        decoder.decode(pool.accessToken().sign()).block(Duration.ofSeconds(PATIENCE_SECONDS));

        assertThat(decoder.decode(pool.accessToken().sign())
                        .map(jwt -> Thread.currentThread())
                        .block())
                .isSameAs(Thread.currentThread());
    }

    @Test
    void theDecoderFetchesNoKeysBeforeSomebodySubscribes() {
        Mono<Jwt> unused =
                decoder(Duration.ofSeconds(30)).decode(pool.accessToken().sign());

        assertThat(pool.keyFetches()).isZero();
    }

    @Test
    void waitingForKeysEndsWithTheTimeout() {
        pool.stallKeys();
        Mono<Jwt> decoded =
                decoder(Duration.ofMillis(100)).decode(pool.accessToken().sign());

        assertThatThrownBy(() -> decoded.block(Duration.ofSeconds(PATIENCE_SECONDS)))
                .isInstanceOf(JwtException.class)
                .hasCauseInstanceOf(VerificationUnavailableException.class);
    }

    private ReactiveCognitoJwtDecoder decoder(Duration fetchTimeout) {
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                .keys(JwksCache.builder().fetchTimeout(fetchTimeout).build())
                .build();
        return new ReactiveCognitoJwtDecoder(verifier, PrincipalName.SUBJECT, null);
    }

    @Import(Greeter.class)
    static class OneThread {
        @Bean
        ReactorResourceFactory reactorResourceFactory() {
            ReactorResourceFactory resources = new ReactorResourceFactory();
            resources.setUseGlobalResources(false);
            resources.setLoopResourcesSupplier(() -> LoopResources.create("only", 1, 1, true));
            return resources;
        }
    }
}
