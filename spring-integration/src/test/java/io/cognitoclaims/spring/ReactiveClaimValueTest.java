package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A claim as a {@code Mono} parameter. */
class ReactiveClaimValueTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = WebStack.NETTY.startFor(POOL, Application.class);
    }

    @AfterAll
    static void stop() {
        api.close();
        POOL.close();
    }

    @Test
    void aMonoHasTheClaimOnWhateverThreadItIsAskedFor() throws Exception {
        String token = POOL.accessToken().claim("level", 7).sign();

        assertThat(api.get("/level", token).body()).isEqualTo("7");
        assertThat(api.get("/elsewhere", token).body()).isEqualTo("7");
        assertThat(api.get("/optional", token).body()).isEqualTo("Optional[7]");
    }

    @Test
    void aMonoOfAMissingClaimIsDeniedUnlessItIsOptionalOrUnused() throws Exception {
        String token = POOL.accessToken().sign();

        assertThat(api.get("/level", token).statusCode()).isEqualTo(403);
        assertThat(api.get("/elsewhere", token).statusCode()).isEqualTo(403);
        assertThat(api.get("/optional", token).body()).isEqualTo("Optional.empty");
        assertThat(api.get("/unused", token).body()).isEqualTo("unused");
    }

    @Test
    void aMonoIsReadThroughTheDeclaredClaim() throws Exception {
        assertThat(api.get("/tag", POOL.accessToken().claim("tag", "rex").sign())
                        .body())
                .isEqualTo("Tag[code=rex]");
        assertThat(api.get("/tag", POOL.accessToken().sign()).statusCode()).isEqualTo(403);
    }

    record Tag(String code) {}

    @EnableAutoConfiguration
    @RestController
    static class Application {
        @Bean
        Claim<Tag> declared() {
            return Claim.ofString("tag").map(Tag::new, Tag::code);
        }

        @GetMapping("/tag")
        Mono<String> tag(@ClaimValue Mono<Tag> tag) {
            return tag.map(Tag::toString);
        }

        @GetMapping("/level")
        Mono<String> level(@ClaimValue("level") Mono<Integer> level) {
            return level.map(String::valueOf);
        }

        @GetMapping("/elsewhere")
        Mono<String> elsewhere(@ClaimValue("level") Mono<Integer> level) {
            return Mono.just("").publishOn(Schedulers.boundedElastic()).flatMap(unused -> level.map(String::valueOf));
        }

        @GetMapping("/optional")
        Mono<String> optional(@ClaimValue("level") Mono<Optional<Integer>> level) {
            return level.map(Optional::toString);
        }

        @GetMapping("/unused")
        String unused(@ClaimValue("level") Mono<Integer> level) {
            return "unused";
        }
    }
}
