package io.cognitoclaims.samples.demo;

import io.cognitoclaims.samples.demo.SignedInSession.Tokens;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A token that a visitor can show to the APIs: their own, or one with something wrong about it. */
enum TokenVariant {
    AS_IT_IS("As it is", "Your access token, just as the pool issued it."),
    EXPIRED("Expired", "Your claims, but exp is an hour ago. The pool's key really signed it."),
    TAMPERED("One character changed", "Your access token with another character in the middle of its signature."),
    EDITED("Claim edited", "Your access token now says that you prefer hamsters. The signature stayed as it was."),
    WRONG_CLIENT(
            "Another app client", "Your claims, but client_id names another app. The pool's key really signed it."),
    ID_TOKEN("ID token", "Your ID token, where the APIs want an access token."),
    UNKNOWN_KEY("Unknown key", "Your access token, but its header names a key that the pool never had."),
    OTHER_POOL("Another pool", "Your claims, but iss names another user pool.");

    private static final String NO_KEY_OF_THE_POOL = "a2V5IHRoYXQgbm8gdXNlciBwb29sIGV2ZXIgc2lnbmVkIHc=";

    private final String label;
    private final String description;

    TokenVariant(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /** {@return the variant of that {@link #id}; the token as it is, if there is none} */
    static TokenVariant of(@Nullable String id) {
        return Arrays.stream(values())
                .filter(variant -> variant.id().equals(id))
                .findFirst()
                .orElse(AS_IT_IS);
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String label() {
        return label;
    }

    String description() {
        return description;
    }

    /** {@return the token to show} Where a check behind the signature is to fail, the pool itself signs. */
    String token(Tokens tokens, PoolControl pool, Clock clock) throws IOException {
        Jwt access = Jwt.of(tokens.accessToken());
        return switch (this) {
            case AS_IT_IS -> tokens.accessToken();
            case EXPIRED -> pool.sign(access.with("exp", hourAgo(clock)));
            case TAMPERED -> access.withOtherSignature().token();
            case EDITED -> access.with("pet_preference", "hamsters").token();
            case WRONG_CLIENT -> pool.sign(access.with("client_id", "1another2app3client4id5"));
            case ID_TOKEN -> tokens.idToken();
            case UNKNOWN_KEY -> access.withKeyId(NO_KEY_OF_THE_POOL).token();
            case OTHER_POOL -> pool.sign(access.with("iss", otherIssuer(access)));
        };
    }

    private static long hourAgo(Clock clock) {
        return clock.instant().minus(Duration.ofHours(1)).getEpochSecond();
    }

    private static String otherIssuer(Jwt jwt) {
        String issuer = jwt.claims().path("iss").asText();
        return issuer.substring(0, issuer.lastIndexOf('/')) + "/us-east-1_OtherPool";
    }
}
