package io.cognitoclaims.testing;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;

/** The keys of a pool at one time: the two that sign, and older ones that are still published. */
record PoolKeys(SigningKey id, SigningKey access, List<SigningKey> old) {
    static PoolKeys first(KeyPairs pairs) {
        return of(pairs, SigningKey.newKid(), SigningKey.newKid(), List.of());
    }

    PoolKeys rotated(KeyPairs pairs) {
        return of(
                pairs,
                SigningKey.newKid(),
                SigningKey.newKid(),
                Stream.concat(Stream.of(id, access), old.stream()).toList());
    }

    PoolKeys withoutOld() {
        return new PoolKeys(id, access, List.of());
    }

    PoolKeys withNewMaterial(KeyPairs pairs) {
        return of(pairs, id.kid(), access.kid(), old);
    }

    String jwks() {
        return Stream.concat(Stream.of(id, access), old.stream())
                .map(SigningKey::jwk)
                .collect(joining(",", "{\"keys\":[", "]}"));
    }

    private static PoolKeys of(KeyPairs pairs, String idKid, String accessKid, List<SigningKey> old) {
        List<SigningKey> keys = SigningKey.under(pairs, idKid, accessKid);
        return new PoolKeys(keys.get(0), keys.get(1), old);
    }
}
