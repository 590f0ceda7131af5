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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fetcher that {@link JwksFetcher#overHttp} describes. */
final class HttpJwksFetcher implements JwksFetcher {
    static final int MAX_BODY_LENGTH = 262_144;

    /** The longest {@link JwksCacheBuilder#fetchTimeout}, for a wrapper of this fetcher that does not cancel. */
    private static final int MAX_SECONDS = 30;

    private static final Pattern NO_TUNNEL = Pattern.compile("Tunnel failed, got: (\\d{3})");

    private final ReentrantLock lock = new ReentrantLock();
    /** Created with the first fetch. Its threads end only when it is garbage-collected (before JDK 21 it cannot be closed). */
    private @Nullable HttpClient client;

    @Override
    public CompletableFuture<byte[]> fetch(URI jwksUri) {
        HttpRequest request = HttpRequest.newBuilder(jwksUri)
                .header("Accept", "application/json")
                .build();
        HttpClient http = client();
        CompletableFuture<byte[]> document = new CompletableFuture<>();
        // From the moment on that it is false, the thread is not interrupted: the application's code may follow on it.
        AtomicBoolean isSending = new AtomicBoolean(true);
        // Not sendAsync: the client completes its future on the common pool.
        Thread thread = OwnThread.start("keys", () -> {
            try {
                byte[] body = documentOf(http.send(request, HttpJwksFetcher::bodyOf));
                if (isSending.getAndSet(false)) {
                    document.complete(body);
                }
            } catch (Throwable e) {
                if (isSending.getAndSet(false)) {
                    document.completeExceptionally(problemOf(e));
                }
            }
        });
        // Code that completes the document early, by a time-out, ends the exchange too. If no code does, this time-out
        // ends it.
        document.orTimeout(MAX_SECONDS, TimeUnit.SECONDS);
        CompletableFuture<byte[]> unused = document.whenComplete((body, failure) -> {
            if (isSending.getAndSet(false)) {
                thread.interrupt();
            }
        });
        return document;
    }

    private HttpClient client() {
        lock.lock();
        try {
            if (client == null) {
                client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        // How long the client keeps the socket of an exchange that is cancelled while it connects.
                        .connectTimeout(Duration.ofSeconds(MAX_SECONDS))
                        .build();
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private static byte[] documentOf(HttpResponse<byte[]> response) throws UnusableResponseException {
        byte @Nullable [] body = response.body();
        if (body == null) {
            // A proxy that requires credentials: the client returns its answer without calling the body handler.
            throw refusedByProxy(response.statusCode());
        }
        return body;
    }

    /** {@return what went wrong; if a proxy opened no tunnel, a problem with the status from the client's message} */
    private static Throwable problemOf(Throwable failure) {
        // The client wraps what happened on another thread into an exception of the same kind.
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        Matcher tunnel = NO_TUNNEL.matcher(String.valueOf(cause.getMessage()));
        return tunnel.matches() ? refusedByProxy(Integer.parseInt(tunnel.group(1))) : cause;
    }

    private static UnusableResponseException refusedByProxy(int status) {
        return new UnusableResponseException("a proxy answered with status " + status);
    }

    private static BodySubscriber<byte[]> bodyOf(ResponseInfo response) {
        if (response.statusCode() != 200) {
            return new CappedBody("status " + response.statusCode() + hintFor(response.statusCode()));
        }
        if (response.headers().firstValue("Content-Encoding").isPresent()) {
            return new CappedBody("an encoded body, which was not asked for");
        }
        return new CappedBody(null);
    }

    /** What Cognito answers for a pool that does not exist is not documented. It is one of these. */
    private static String hintFor(int status) {
        return status == 400 || status == 403 || status == 404 ? " (is the user pool's id right?)" : "";
    }

    private static String refusalOf(String answer) {
        return "the key endpoint answered with " + answer;
    }

    /** Collects a body up to a limit, or refuses it unread. */
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
                refuse(refusalOf(refusal));
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
                refuse(refusalOf("more than " + MAX_BODY_LENGTH + " bytes"));
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
            result.completeExceptionally(new UnusableResponseException(why));
        }
    }
}
