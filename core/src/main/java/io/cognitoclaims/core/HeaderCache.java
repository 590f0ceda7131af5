package io.cognitoclaims.core;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A direct-mapped cache of the headers of tokens whose signature is right, so that they need not be parsed again: all ID
 * tokens of a pool have the same header until the keys rotate, and so have all access tokens. On a collision the newer header
 * replaces the older one.
 */
final class HeaderCache {
    private static final int SLOTS = 64;

    private final AtomicReferenceArray<@Nullable JwsHeader> headers = new AtomicReferenceArray<>(SLOTS);

    /** {@return the header in the first characters of the token} */
    JwsHeader read(byte[] token, int length) {
        JwsHeader known = headers.get(slot(JwsHeader.hashOf(token, length)));
        return known != null && known.isPrefixOf(token, length) ? known : JwsHeader.parse(token, length);
    }

    /** Only for the header of a token with a right signature: anybody can send others. */
    void remember(JwsHeader header) {
        int slot = slot(header.hash());
        if (headers.get(slot) != header) {
            headers.set(slot, header);
        }
    }

    private static int slot(int hash) {
        return hash & (SLOTS - 1);
    }
}
