package io.cognitoclaims.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.conformance.Wire.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;

/** Attacks a running server over one connection, or over a new one whenever the server ends it. */
final class Attacker implements AutoCloseable {
    private final Server server;
    private final int port;
    private final String good;
    private Wire wire;

    /** @param good a request that is served after every attack */
    Attacker(Server server, int port, String good) throws IOException {
        this.server = server;
        this.port = port;
        this.good = good;
        this.wire = new Wire(port);
    }

    /**
     * Reactor Netty leaves some requests that it can't read without any answer if it served another one on the same
     * connection just before; so there they come first. It is the sender alone who waits.
     */
    void assertMet(Attack attack) throws IOException {
        if (server == Server.SPRING_NETTY && attack.statusOn(server) >= 400 && attack.statusOn(server) != 401) {
            reconnect();
        }
        Answer answer = exchange(attack.request());
        assertThat(answer.status()).as(answer.text()).isEqualTo(attack.statusOn(server));
        assertThat(answer.header("X-Injected")).isEmpty();
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(attack.secretsOn(server)).noneMatch(secret -> answer.text().contains(secret));
        assertThat(answer.body().contains("guarded")).isEqualTo(answer.status() == 200);
        assertThat(answer.header("WWW-Authenticate"))
                .hasSizeBetween(answer.status() == 401 ? 1 : 0, answer.status() == 200 ? 0 : 1);
        Answer next = exchangeAgain(good);
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.body()).isEqualTo("guarded " + Token.SUBJECT);
    }

    /** {@return the answer} It comes on the connection of the request before, unless the server said that it ends. */
    Answer exchange(String request) throws IOException {
        boolean goesOn = false;
        try {
            Answer answer = wire.exchange(request);
            goesOn = !answer.isLast();
            return answer;
        } finally {
            if (!goesOn) {
                reconnect();
            }
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    /** A server may hang up after a request that it could not read, also without saying so; then a new connection serves. */
    private Answer exchangeAgain(String request) throws IOException {
        try {
            return exchange(request);
        } catch (EOFException | SocketException hungUp) {
            return exchange(request);
        }
    }

    private void reconnect() throws IOException {
        wire.close();
        wire = new Wire(port);
    }
}
