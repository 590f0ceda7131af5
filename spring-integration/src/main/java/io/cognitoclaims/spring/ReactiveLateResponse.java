package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.BearerProblem;
import java.util.Set;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.authentication.AuthenticationServiceException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The response that the application gets. It tells the {@link ReactiveOperation} of the first byte, and writes a refusal in
 * place of it, so that code which reports the refusal as its own error changes nothing. If other code completes it without a
 * body, this class explains the refusal.
 */
final class ReactiveLateResponse extends ServerHttpResponseDecorator {
    private final ReactiveOperation operation;

    ReactiveLateResponse(ServerHttpResponse response, ReactiveOperation operation) {
        super(response);
        this.operation = operation;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        // As in Spring's own responses, one buffer has a shorter way.
        if (body instanceof Mono<? extends DataBuffer> one) {
            return one.flatMap(buffer -> {
                if (operation.begin()) {
                    return super.writeWith(Mono.just(buffer));
                }
                DataBufferUtils.release(buffer);
                return refusal();
            });
        }
        return Flux.<DataBuffer>from(body)
                .switchOnFirst((first, all) -> {
                    if (first.isOnError() || operation.begin()) {
                        return super.writeWith(all);
                    }
                    DataBufferUtils.release(first.get());
                    return refusal();
                })
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                .then();
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return Flux.<Publisher<? extends DataBuffer>>from(body)
                .switchOnFirst((first, all) -> {
                    Publisher<? extends DataBuffer> group = first.get();
                    if (group == null) {
                        return first.isOnError() || operation.begin() ? super.writeAndFlushWith(all) : refusal();
                    } else if (operation.isRefused()) {
                        release(group);
                        return refusal();
                    }
                    return writeAndFlushWith(group, all);
                })
                .then();
    }

    /** A group is only a promise: code may still demand a scope until its first buffer comes. */
    private Mono<Void> writeAndFlushWith(
            Publisher<? extends DataBuffer> group, Flux<Publisher<? extends DataBuffer>> all) {
        return Flux.<DataBuffer>from(group)
                .switchOnFirst((first, buffers) -> {
                    if (first.isOnError() || operation.begin()) {
                        return super.writeAndFlushWith(Flux.concat(Mono.just(buffers), all.skip(1)));
                    }
                    DataBufferUtils.release(first.get());
                    return refusal();
                })
                .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                .then();
    }

    @Override
    public Mono<Void> setComplete() {
        // Handlers call it before what they demand is known, as in demand.then(response.setComplete()).
        return Mono.defer(this::complete);
    }

    /** Encoders of streams wrap buffers that they have already filled, so all that is there at once must be taken. */
    private static void release(Publisher<? extends DataBuffer> buffers) {
        Flux.from(buffers)
                .subscribe(DataBufferUtils::release, failure -> {
                    // The refusal replaces this, too.
                })
                .dispose();
    }

    private Mono<Void> complete() {
        if (!operation.begin()) {
            return refusal();
        }
        BearerProblem problem = getStatusCode() == null
                ? null
                : BearerProblems.of(getStatusCode().value(), getHeaders().getFirst("WWW-Authenticate"))
                        .orElse(null);
        return problem == null || isCommitted() ? super.setComplete() : write(problem);
    }

    boolean isRefused() {
        return operation.isRefused();
    }

    /** {@return the refusal, which writes nothing if there is none, or if it was written before} */
    Mono<Void> refusal() {
        return Mono.defer(() -> {
            if (!operation.beginRefusal()) {
                return Mono.empty();
            }
            // ReactiveResourceMetadataFilter adds the scopes to the challenge.
            BearerProblem problem = BearerProblem.insufficientScope(Set.of());
            if (!setRawStatusCode(problem.status())) {
                return Mono.empty();
            }
            ReplacedAnswer.clear(getHeaders());
            problem.headers().forEach(getHeaders()::set);
            return write(problem);
        });
    }

    Mono<Void> unavailable(AuthenticationServiceException failure) {
        BearerProblem problem = BearerProblems.of(failure).orElse(null);
        if (problem == null || !operation.begin() || !setRawStatusCode(problem.status())) {
            return Mono.error(failure);
        }
        problem.headers().forEach(getHeaders()::set);
        return write(problem);
    }

    private Mono<Void> write(BearerProblem problem) {
        byte[] body = problem.toJson().getBytes(UTF_8);
        getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        getHeaders().setContentLength(body.length);
        return super.writeWith(Mono.fromSupplier(() -> bufferFactory().wrap(body)));
    }
}
