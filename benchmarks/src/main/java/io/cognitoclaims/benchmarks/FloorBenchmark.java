package io.cognitoclaims.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MICROSECONDS;

import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What nobody can do without: the signature of a token, or its hash, and nothing else, of 64 users in turn. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(MICROSECONDS)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH makes the object and then calls @Setup.
public class FloorBenchmark {
    @Param
    SecurityProvider provider;

    private Signature verifier;
    private MessageDigest sha256;
    private byte[][] tokens;
    private byte[][] signed;
    private byte[][] signatures;
    private int next;

    /** Has the key translated into the provider's own, which is the fastest way to use it. */
    @Setup
    public void prepare() throws Exception {
        Trial trial = Trial.create();
        tokens = new byte[Trial.USERS][];
        signed = new byte[Trial.USERS][];
        signatures = new byte[Trial.USERS][];
        for (int i = 0; i < Trial.USERS; i++) {
            String text = trial.users().get(i);
            int end = text.lastIndexOf('.');
            tokens[i] = text.getBytes(ISO_8859_1);
            signed[i] = text.substring(0, end).getBytes(ISO_8859_1);
            signatures[i] = Base64.getUrlDecoder().decode(text.substring(end + 1));
        }
        PublicKey key =
                (PublicKey) KeyFactory.getInstance("RSA", provider.provider()).translateKey(trial.signingKey());
        verifier = Signature.getInstance("SHA256withRSA", provider.provider());
        verifier.initVerify(key);
        sha256 = MessageDigest.getInstance("SHA-256");
        Trial.require(signature());
    }

    @Benchmark
    public boolean signature() throws Exception {
        int user = next++ & (Trial.USERS - 1);
        verifier.update(signed[user]);
        return verifier.verify(signatures[user]);
    }

    @Benchmark
    public byte[] sha256() {
        return sha256.digest(tokens[next++ & (Trial.USERS - 1)]);
    }
}
