package io.cognitoclaims.core;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Headers of tokens whose signature holds, so that they need not be read again: the ID tokens of a pool have the same one,
 * and so have its access tokens, until the keys rotate. Where two fall on one place, the later one has it.
 */
final class KnownHeaders {
    private static final int PLACES = 64;

    private final AtomicReferenceArray<@Nullable JwsHeader> headers = new AtomicReferenceArray<>(PLACES);

    /** {@return the header that the first characters of the token are} */
    JwsHeader read(byte[] token, int length) {
        JwsHeader known = headers.get(place(JwsHeader.hashOf(token, length)));
        return known != null && known.startsOff(token, length) ? known : JwsHeader.parse(token, length);
    }

    /** Only for a header that is signed: others are whatever somebody sends. */
    void remember(JwsHeader header) {
        int place = place(header.hash());
        if (headers.get(place) != header) {
            headers.set(place, header);
        }
    }

    private static int place(int hash) {
        return hash & (PLACES - 1);
    }
}
