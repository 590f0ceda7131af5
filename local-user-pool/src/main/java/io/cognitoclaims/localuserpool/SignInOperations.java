package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.localuserpool.User.Status;
import io.cognitoclaims.localuserpool.UserPoolSettings.AuthFlow;
import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Signs users in by password or SRP, in one step or by challenges, and refreshes their tokens. See <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html">
 * Authentication flows</a>.
 */
@Component
final class SignInOperations implements Operations, Resettable {
    private static final String ATTRIBUTE = "userAttributes.";
    private static final int SALT_BYTES = 16;

    private final String pool;
    private final ApiClients clients;
    private final Users users;
    private final PasswordSignIn passwords;
    private final ApiTokens tokens;
    private final Clock clock;
    private final JsonMapper json;
    private final Challenges<Proof> proofs;
    private final Challenges<User> newPasswords;
    private final SecureRandom random = new SecureRandom();
    private final byte[] saltKey = new byte[32];

    SignInOperations(
            UserPoolSettings settings,
            ApiClients clients,
            Users users,
            PasswordSignIn passwords,
            ApiTokens tokens,
            Clock clock,
            JsonMapper json) {
        this.pool = settings.id().substring(settings.id().lastIndexOf('_') + 1);
        this.clients = clients;
        this.users = users;
        this.passwords = passwords;
        this.tokens = tokens;
        this.clock = clock;
        this.json = json;
        this.proofs = new Challenges<>(clock);
        this.newPasswords = new Challenges<>(clock);
        random.nextBytes(saltKey);
    }

    @Override
    public void reset() {
        proofs.reset();
        newPasswords.reset();
    }

    @Override
    public Map<String, Operation> byName() {
        return Map.of(
                "InitiateAuth",
                request -> initiate(request, false),
                "AdminInitiateAuth",
                request -> initiate(request, true),
                "RespondToAuthChallenge",
                this::respond,
                "AdminRespondToAuthChallenge",
                this::respond,
                "GetTokensFromRefreshToken",
                request -> tokens.rotate(clients.withSecret(request), request.text("RefreshToken")),
                "RevokeToken",
                this::revoke);
    }

    private Map<String, Object> initiate(ApiRequest request, boolean admin) throws ApiException {
        Client client = clients.of(request);
        ApiRequest parameters = request.object("AuthParameters");
        String flow = request.text("AuthFlow");
        return switch (flow) {
            case "USER_SRP_AUTH" -> {
                requireFlow(client, AuthFlow.ALLOW_USER_SRP_AUTH, "USER_SRP_AUTH is not enabled for the client.");
                yield challenge(client, parameters);
            }
            case "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH" -> {
                if (admin != flow.startsWith("ADMIN_")) {
                    throw ApiException.invalidParameter("Initiate Auth method not supported.");
                }
                requireFlow(
                        client,
                        admin ? AuthFlow.ALLOW_ADMIN_USER_PASSWORD_AUTH : AuthFlow.ALLOW_USER_PASSWORD_AUTH,
                        admin
                                ? "Auth flow not enabled for this client"
                                : "USER_PASSWORD_AUTH flow not enabled for this client");
                yield byPassword(client, parameters);
            }
            case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN" -> {
                requireFlow(client, AuthFlow.ALLOW_REFRESH_TOKEN_AUTH, flow + " flow not enabled for this client");
                yield tokens.refresh(client, parameters);
            }
            default -> throw ApiException.invalidParameter("The stand-in has no such AuthFlow.");
        };
    }

    private Map<String, Object> byPassword(Client client, ApiRequest parameters) throws ApiException {
        String name = parameters.text("USERNAME");
        String password = parameters.text("PASSWORD");
        ApiClients.requireHash(client, parameters.textOr("SECRET_HASH", ""), List.of(name));
        return proved(client, passwords.check(name, password));
    }

    /** {@return PASSWORD_VERIFIER, for a user who does not exist, too} Then its answer is refused like a wrong password. */
    private Map<String, Object> challenge(Client client, ApiRequest parameters) throws ApiException {
        String name = parameters.text("USERNAME");
        String clientKey = parameters.text("SRP_A");
        ApiClients.requireHash(client, parameters.textOr("SECRET_HASH", ""), List.of(name));
        User user = users.find(name).orElse(null);
        byte[] always = Srp.hmac(saltKey, (user == null ? AsciiCase.lower(name) : user.sub()).getBytes(UTF_8));
        String userId = user == null ? UUID.nameUUIDFromBytes(always).toString() : user.username();
        String password =
                user == null ? UUID.randomUUID().toString() : user.password().text();
        Srp srp = Srp.answer(pool, userId, password, new BigInteger(1, always, 0, SALT_BYTES), clientKey, random);
        Map<String, String> told = new LinkedHashMap<>();
        told.put("SALT", srp.salt());
        told.put("SECRET_BLOCK", proofs.begin(client.id(), new Proof(user, srp)));
        told.put("SRP_B", srp.publicKey());
        told.put("USERNAME", userId);
        told.put("USER_ID_FOR_SRP", userId);
        return Map.of("ChallengeName", "PASSWORD_VERIFIER", "ChallengeParameters", told);
    }

    private Map<String, Object> respond(ApiRequest request) throws ApiException {
        Client client = clients.of(request);
        ApiRequest responses = request.object("ChallengeResponses");
        String challenge = request.text("ChallengeName");
        String name = responses.text("USERNAME");
        ApiClients.requireHash(client, responses.textOr("SECRET_HASH", ""), List.of(name));
        return switch (challenge) {
            case "PASSWORD_VERIFIER" -> verify(client, name, responses);
            case "NEW_PASSWORD_REQUIRED" -> setPassword(client, request.text("Session"), name, responses);
            default -> throw ApiException.invalidParameter("The stand-in has no such ChallengeName.");
        };
    }

    private Map<String, Object> verify(Client client, String name, ApiRequest responses) throws ApiException {
        byte[] signature = base64(responses.text("PASSWORD_CLAIM_SIGNATURE"));
        String timestamp = responses.text("TIMESTAMP");
        String secretBlock = responses.text("PASSWORD_CLAIM_SECRET_BLOCK");
        Proof proof = proofs.take(secretBlock, client.id());
        boolean proved = proof.srp().proves(signature, base64(secretBlock), timestamp);
        User before = proof.user();
        if (before == null || !before.answersTo(name)) {
            throw PasswordSignIn.incorrect();
        }
        User user = users.bySub(before.sub()).orElseThrow(PasswordSignIn::incorrect);
        // A password that was changed meanwhile is not the one that was proved.
        if (!user.password().equals(before.password())) {
            throw PasswordSignIn.incorrect();
        }
        user.requireUsable(proved);
        user.password().requireLive(clock.instant());
        return proved(client, user);
    }

    private static byte[] base64(String text) throws ApiException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalidParameter("PASSWORD_CLAIM_SIGNATURE must be base64");
        }
    }

    /** {@return the tokens, or the demand for another password of one who has a temporary one} */
    private Map<String, Object> proved(Client client, User user) throws ApiException {
        if (user.status() != Status.FORCE_CHANGE_PASSWORD) {
            return tokens.signIn(client, user, "Authentication");
        }
        Map<String, String> told = new LinkedHashMap<>();
        told.put("USER_ID_FOR_SRP", user.username());
        told.put("requiredAttributes", "[]");
        told.put("userAttributes", json.writeValueAsString(user.attributes()));
        return Map.of(
                "ChallengeName",
                "NEW_PASSWORD_REQUIRED",
                "ChallengeParameters",
                told,
                "Session",
                newPasswords.begin(client.id(), user));
    }

    /** Sets the password, unless it or an attribute is refused: then the session can be used again. */
    private Map<String, Object> setPassword(Client client, String session, String name, ApiRequest responses)
            throws ApiException {
        User proved = newPasswords.find(session, client.id());
        String password = responses.text("NEW_PASSWORD");
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String response : responses.json().propertyNames()) {
            if (response.startsWith(ATTRIBUTE)) {
                attributes.put(response.substring(ATTRIBUTE.length()), responses.textOr(response, ""));
            }
        }
        UserAttributes.requireOwn(attributes);
        if (users.bySub(proved.sub()).filter(user -> user.answersTo(name)).isEmpty()) {
            throw ApiException.notAuthorized("Invalid session for the user.");
        }
        User changed = passwords.replaceTemporary(proved, password, attributes);
        newPasswords.end(session);
        return tokens.signIn(client, changed, "NewPasswordChallenge");
    }

    private Map<String, Object> revoke(ApiRequest request) throws ApiException {
        tokens.revoke(clients.withSecret(request), request.text("Token"));
        return Map.of();
    }

    private static void requireFlow(Client client, AuthFlow flow, String refusal) throws ApiException {
        if (!client.authFlows().contains(flow)) {
            throw ApiException.invalidParameter(refusal);
        }
    }

    /**
     * A sign-in by SRP that waits for the proof.
     *
     * @param user as of the first message; null for one who does not exist
     */
    private record Proof(@Nullable User user, Srp srp) {}
}
