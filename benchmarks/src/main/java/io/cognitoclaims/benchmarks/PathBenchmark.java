package io.cognitoclaims.benchmarks;

import static java.util.concurrent.TimeUnit.MICROSECONDS;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.TokenRejectedException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The other ways through this library's verifier, with Amazon's provider: remembered tokens, futures, rejections. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(MICROSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH makes the object and then calls @Setup.
public class PathBenchmark {
    private CognitoVerifier<IdToken> verifier;
    private CognitoVerifier<IdToken> remembering;
    private Supplier<String> tokens;
    private String malformed;
    private String wrongIssuer;
    private String unknownKey;
    private String badSignature;

    /** Refuses to time a path that is not the one it is named for. */
    @Setup
    public void prepare() {
        Trial trial = Trial.create();
        verifier = Library.verifier(trial, SecurityProvider.ACCP)
                .withoutTokenCache()
                .build();
        remembering = Library.verifier(trial, SecurityProvider.ACCP).build();
        String good = trial.good();
        tokens = trial.inTurn();
        // The costliest of its kind: all is well but for the end of the JSON.
        malformed = good.substring(0, good.lastIndexOf('.') - 4) + good.substring(good.lastIndexOf('.'));
        wrongIssuer = trial.bad("wrong issuer");
        unknownKey = trial.bad("unknown key");
        // Not another key's, which may be a number that is too large for this one, and then costs next to nothing.
        badSignature = trial.bad("signature tampered with");
        verifier.verify(good);
        trial.users().forEach(remembering::verify);
        Trial.require(malformed().reason() == TokenRejectedException.Reason.MALFORMED);
        Trial.require(wrongIssuer().reason() == TokenRejectedException.Reason.WRONG_ISSUER);
        Trial.require(unknownKeyInCooldown().reason() == TokenRejectedException.Reason.UNKNOWN_KEY);
        Trial.require(badSignature().reason() == TokenRejectedException.Reason.BAD_SIGNATURE);
    }

    @Benchmark
    public IdToken cacheHit() {
        return remembering.verify(tokens.get());
    }

    @Benchmark
    public IdToken verifyAsync() throws ExecutionException, InterruptedException {
        return verifier.verifyAsync(tokens.get()).get();
    }

    @Benchmark
    public TokenRejectedException malformed() {
        return rejection(malformed);
    }

    @Benchmark
    public TokenRejectedException wrongIssuer() {
        return rejection(wrongIssuer);
    }

    @Benchmark
    public TokenRejectedException unknownKeyInCooldown() {
        return rejection(unknownKey);
    }

    @Benchmark
    public TokenRejectedException badSignature() {
        return rejection(badSignature);
    }

    private TokenRejectedException rejection(String token) {
        try {
            verifier.verify(token);
        } catch (TokenRejectedException e) {
            return e;
        }
        throw new IllegalStateException("accepts a bad token");
    }
}
