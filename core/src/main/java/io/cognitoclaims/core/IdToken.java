package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.contract.Claim;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verified ID token, which tells the app client who signed in. See <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html">Understanding
 * the identity (ID) token</a>.
 */
public final class IdToken extends CognitoToken {
    private static final Claim<String> USERNAME = Claim.ofString("cognito:username");
    private static final Claim<String> EMAIL = Claim.ofString("email");
    private static final Claim<Boolean> EMAIL_VERIFIED = Claim.ofBoolean("email_verified");
    private static final Claim<String> PHONE_NUMBER = Claim.ofString("phone_number");
    private static final Claim<Boolean> PHONE_NUMBER_VERIFIED = Claim.ofBoolean("phone_number_verified");
    private static final Claim<String> NONCE = Claim.ofString("nonce");
    private static final Claim<String> AT_HASH = Claim.ofString("at_hash");
    private static final Claim<List<String>> ROLES = Claim.ofStrings("cognito:roles");
    private static final Claim<String> PREFERRED_ROLE = Claim.ofString("cognito:preferred_role");
    private static final Claim<List<Identity>> IDENTITIES =
            Claim.of("identities", Objects::requireNonNull, IdToken::toIdentities);

    private static final Claim<Long> CREATED_MILLIS = Claim.ofLong("dateCreated");

    IdToken(Map<String, @Nullable Object> claims, AcceptedPool accepted) {
        super(claims, accepted);
        requireTextIfPresent("cognito:username");
        requireTextIfPresent("email");
        requireIfPresent(EMAIL_VERIFIED);
        requireTextIfPresent("phone_number");
        requireIfPresent(PHONE_NUMBER_VERIFIED);
        requireTextIfPresent("nonce");
        requireTextIfPresent("at_hash");
        requireTextsIfPresent("cognito:roles");
        requireTextIfPresent("cognito:preferred_role");
        requireIfPresent(IDENTITIES);
    }

    @Override
    public TokenUse tokenUse() {
        return TokenUse.ID;
    }

    /** {@return the app client that the token was issued to ({@code aud})} */
    @Override
    public String clientId() {
        return requireText("aud");
    }

    @Override
    public Optional<String> username() {
        return get(USERNAME);
    }

    /** {@return the e-mail address; {@link #isEmailVerified} tells whether it is the user's own} */
    public Optional<String> email() {
        return get(EMAIL);
    }

    /** {@return whether the pool knows that the e-mail address is the user's own} */
    public boolean isEmailVerified() {
        return get(EMAIL_VERIFIED).orElse(false);
    }

    /** {@return the telephone number; {@link #isPhoneNumberVerified} tells whether it is the user's own} */
    public Optional<String> phoneNumber() {
        return get(PHONE_NUMBER);
    }

    /** {@return whether the pool knows that the telephone number is the user's own} */
    public boolean isPhoneNumberVerified() {
        return get(PHONE_NUMBER_VERIFIED).orElse(false);
    }

    /**
     * {@return the value of a custom attribute of the pool} Cognito always writes it as a string.
     *
     * @throws io.cognitoclaims.contract.ClaimValueException if a trigger changed its type; read it with {@link #get} then
     */
    public Optional<String> custom(String name) {
        return get(Claim.ofString("custom:" + name));
    }

    /** {@return the value that the client sent with its sign-in request ({@code nonce})} */
    public Optional<String> nonce() {
        return get(NONCE);
    }

    /**
     * {@return whether the token belongs to the sign-in request that the client sent with this value} The client that kept
     * the value calls this, as a protection against injected tokens (<a
     * href="https://openid.net/specs/openid-connect-core-1_0.html#NonceNotes">OpenID Connect Core, section 15.5.2</a>).
     */
    public boolean hasNonce(String expected) {
        return nonce().filter(requireNonNull(expected, "expected")::equals).isPresent();
    }

    /** {@return the IAM roles of the user's groups ({@code cognito:roles})} */
    public List<String> iamRoles() {
        return get(ROLES).orElse(List.of());
    }

    /** {@return the IAM role of the user's first group ({@code cognito:preferred_role})} */
    public Optional<String> preferredRole() {
        return get(PREFERRED_ROLE);
    }

    /** {@return the identities of a federated user at other providers ({@code identities}); empty for the pool's own users} */
    public List<Identity> identities() {
        return get(IDENTITIES).orElse(List.of());
    }

    /**
     * {@return whether the access token was issued together with this ID token ({@code at_hash})} It is false if the claim
     * is absent, as in tokens that were not issued through the authorization endpoint (<a
     * href="https://openid.net/specs/openid-connect-core-1_0.html#CodeIDToken">OpenID Connect Core, section 3.1.3.6</a>).
     *
     * @param accessToken the access token string, verified or not
     */
    public boolean matchesAccessToken(String accessToken) {
        byte[] hash = sha256(accessToken.getBytes(ISO_8859_1));
        String leftHalf = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
        return get(AT_HASH).filter(leftHalf::equals).isPresent();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static List<Identity> toIdentities(Object json) {
        return ((List<?>) json)
                .stream().map(element -> new Identity((Map<?, ?>) element)).toList();
    }

    /** One identity of a federated user at another provider. Immutable; two are equal if their JSON is equal. */
    public static final class Identity {
        private final Map<?, ?> json;

        private Identity(Map<?, ?> json) {
            this.json = json;
            text("userId");
            text("providerName");
            text("providerType");
            text("issuer");
            createdAt();
        }

        /** {@return the user's id at the provider ({@code userId})} */
        public Optional<String> userId() {
            return text("userId");
        }

        /** {@return the provider's name in the pool ({@code providerName})} */
        public Optional<String> providerName() {
            return text("providerName");
        }

        /** {@return the kind of provider ({@code providerType}), such as {@code SAML} or {@code Google}} */
        public Optional<String> providerType() {
            return text("providerType");
        }

        /** {@return the entity id of a SAML provider ({@code issuer})} */
        public Optional<String> issuer() {
            return text("issuer");
        }

        /** {@return whether the user is linked to this identity ({@code primary})} In tokens this is a string. */
        public boolean isPrimary() {
            return "true".equals(Objects.toString(json.get("primary"), ""));
        }

        /** {@return when the pool first saw the identity ({@code dateCreated})} In tokens this is a string, in milliseconds. */
        public Optional<Instant> createdAt() {
            return Optional.ofNullable(json.get("dateCreated"))
                    .map(CREATED_MILLIS::decode)
                    .map(Instant::ofEpochMilli);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Identity identity && json.equals(identity.json);
        }

        @Override
        public int hashCode() {
            return json.hashCode();
        }

        /** {@return the class; never anything of the token's content} */
        @Override
        public String toString() {
            return "Identity[not shown]";
        }

        private Optional<String> text(String member) {
            return Optional.ofNullable(json.get(member)).map(String.class::cast).filter(text -> !text.isEmpty());
        }
    }
}
