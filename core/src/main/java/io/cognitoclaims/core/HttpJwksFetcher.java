package io.cognitoclaims.core;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The fetcher that {@link JwksFetcher#overHttp} describes. */
final class HttpJwksFetcher implements JwksFetcher {
    static final int MAX_BODY_LENGTH = 262_144;

    /** The longest {@link JwksCache.Builder#fetchTimeout}, for whoever wraps this fetcher and forgets to cancel. */
    private static final int MAX_SECONDS = 30;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    /** Made with the first fetch: its threads end only when it is collected (before JDK 21 it can't be closed). */
    private @Nullable HttpClient client;

    @Override
    public CompletableFuture<byte[]> fetch(URI jwksUri) {
        HttpRequest request = HttpRequest.newBuilder(jwksUri)
                .header("Accept", "application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> exchange = client().sendAsync(request, HttpJwksFetcher::bodyOf);
        CompletableFuture<byte[]> document = exchange.thenApply(HttpResponse::body);
        // Whoever completes the document early, by a time-out, ends the exchange with it; if nobody does, this does.
        document.orTimeout(MAX_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<byte[]> unused = document.whenComplete((body, failure) -> exchange.cancel(true));
        return document;
    }

    private HttpClient client() {
        lock.lock();
        try {
            if (client == null) {
                client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build();
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private static BodySubscriber<byte[]> bodyOf(ResponseInfo response) {
        if (response.statusCode() != 200) {
            return new CappedBody("status " + response.statusCode());
        }
        if (response.headers().firstValue("Content-Encoding").isPresent()) {
            return new CappedBody("an encoded body, which was not asked for");
        }
        return new CappedBody(null);
    }

    /** Collects a body up to a bound, or refuses it unread. */
    private static final class CappedBody implements BodySubscriber<byte[]> {
        private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();
        private final CompletableFuture<byte[]> result = new CompletableFuture<>();
        private final @Nullable String refusal;
        private Flow.@Nullable Subscription subscription;
        private int length;

        CappedBody(@Nullable String refusal) {
            this.refusal = refusal;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return result;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            if (refusal != null) {
                refuse("the key endpoint answered with " + refusal);
                return;
            }
            body.onSubscribe(subscription);
            body.getBody().whenComplete((bytes, failure) -> {
                if (failure == null) {
                    result.complete(bytes);
                } else {
                    result.completeExceptionally(failure);
                }
            });
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            length += buffers.stream().mapToInt(ByteBuffer::remaining).sum();
            if (length > MAX_BODY_LENGTH) {
                refuse("the key endpoint answered with more than " + MAX_BODY_LENGTH + " bytes");
            } else if (!result.isDone()) {
                body.onNext(buffers);
            }
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            if (!result.isDone()) {
                body.onComplete();
            }
        }

        private void refuse(String why) {
            if (subscription != null) {
                subscription.cancel();
            }
            result.completeExceptionally(new RefusedAnswerException(why));
        }
    }
}
