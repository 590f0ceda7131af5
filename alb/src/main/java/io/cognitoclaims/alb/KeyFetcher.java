package io.cognitoclaims.alb;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one key over HTTP. It accepts status 200 alone, follows no redirect, refuses content encodings, and stops reading
 * after {@value Es256Key#MAX_PEM_LENGTH} bytes. 403 and 404 mean that there is no such key: S3 answers with either.
 */
final class KeyFetcher {
    private final Duration timeout;
    /** Its threads end only when it is garbage-collected (before JDK 21 it cannot be closed). */
    private final HttpClient client;

    KeyFetcher(Duration timeout) {
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                // How long the client keeps the socket of an exchange that is cancelled while it connects.
                .connectTimeout(AlbVerifierBuilder.MAX_FETCH_TIMEOUT)
                .build();
    }

    /** {@return a future of the key; empty if there is none of this name} */
    CompletableFuture<Optional<Es256Key>> fetch(URI uri) {
        CompletableFuture<Optional<Es256Key>> key = new CompletableFuture<>();
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        // From the moment on that it is false, the thread is not interrupted: other code may follow on it, such as a
        // log.
        AtomicBoolean isSending = new AtomicBoolean(true);
        // Not sendAsync, and no delayedExecutor alone: what depends on them runs on the common pool. The application
        // may
        // block that pool.
        Thread thread = start("cognito-claims-alb-key", () -> {
            try {
                Optional<Es256Key> answer = read(client.send(request, KeyFetcher::bodyOf));
                if (isSending.getAndSet(false)) {
                    key.complete(answer);
                }
            } catch (Throwable e) {
                if (isSending.getAndSet(false)) {
                    // The client wraps what happened on another thread into an exception of the same kind.
                    key.completeExceptionally(e.getCause() == null ? e : e.getCause());
                }
            }
        });
        CompletableFuture.delayedExecutor(
                        timeout.toMillis(), TimeUnit.MILLISECONDS, task -> failOnItsOwnThread(key, task))
                .execute(() -> key.completeExceptionally(
                        new UnusableKeyException("no whole answer within " + timeout.toMillis() + " ms")));
        CompletableFuture<Optional<Es256Key>> unused = key.whenComplete((done, failure) -> {
            if (isSending.getAndSet(false)) {
                thread.interrupt();
            }
        });
        return key;
    }

    private static void failOnItsOwnThread(CompletableFuture<?> key, Runnable fail) {
        if (key.isDone()) {
            return;
        }
        try {
            Thread unused = start("cognito-claims-alb-time-out", fail);
        } catch (OutOfMemoryError e) {
            // The machine gives no thread. Others wait for the key.
            fail.run();
        }
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static Optional<Es256Key> read(HttpResponse<byte[]> response) throws UnusableKeyException {
        int status = response.statusCode();
        if (status == 403 || status == 404) {
            return Optional.empty();
        }
        // The body is null if a proxy asked for credentials: the client does not call the body handler then.
        byte @Nullable [] body = response.body();
        if (status != 200 || body == null) {
            throw new UnusableKeyException("the key endpoint answered with status " + status);
        }
        return Optional.of(Es256Key.parse(body));
    }

    private static BodySubscriber<byte[]> bodyOf(ResponseInfo response) {
        boolean encoded = response.headers().firstValue("Content-Encoding").isPresent();
        return new CappedBody(response.statusCode() == 200 && !encoded);
    }

    /** Collects a body up to a limit. One that is not wanted, or longer, ends at once and is empty. */
    private static final class CappedBody implements BodySubscriber<byte[]> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CompletableFuture<byte[]> result = new CompletableFuture<>();
        private final boolean wanted;
        private Flow.@Nullable Subscription subscription;

        CappedBody(boolean wanted) {
            this.wanted = wanted;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return result;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            if (wanted) {
                subscription.request(Long.MAX_VALUE);
            } else {
                giveUp();
            }
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (bytes.size() + buffer.remaining() > Es256Key.MAX_PEM_LENGTH) {
                    giveUp();
                    return;
                }
                byte[] part = new byte[buffer.remaining()];
                buffer.get(part);
                bytes.write(part, 0, part.length);
            }
        }

        @Override
        public void onError(Throwable failure) {
            result.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            result.complete(bytes.toByteArray());
        }

        private void giveUp() {
            if (subscription != null) {
                subscription.cancel();
            }
            result.complete(new byte[0]);
        }
    }
}
