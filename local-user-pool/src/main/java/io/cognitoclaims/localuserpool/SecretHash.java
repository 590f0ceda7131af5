package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/**
 * How a client of the API shows that it knows its secret. See <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash">
 * Computing secret hash values</a>.
 */
final class SecretHash {
    private SecretHash() {}

    /** Wants the hash of one of {@code usernames} from a client that has a secret. */
    static void require(Client client, JsonNode parameters, List<String> usernames) throws ApiException {
        if (client.isPublic()) {
            return;
        }
        String hash = parameters.path("SECRET_HASH").asString("");
        if (hash.isEmpty()) {
            throw ApiException.notAuthorized(
                    "Client " + client.id() + " is configured with secret but SECRET_HASH was not received");
        }
        if (usernames.stream().noneMatch(username -> isEqual(hash, of(client, username)))) {
            throw ApiException.notAuthorized("Unable to verify secret hash for client " + client.id());
        }
    }

    /** Wants the secret itself, which the operations on refresh tokens take. */
    static void requireSecret(Client client, JsonNode request) throws ApiException {
        if (!client.isPublic() && !isEqual(request.path("ClientSecret").asString(""), client.secret())) {
            throw ApiException.notAuthorized("Unable to verify the secret of client " + client.id());
        }
    }

    private static String of(Client client, String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(client.secret().getBytes(UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal((username + client.id()).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    private static boolean isEqual(String received, String expected) {
        return MessageDigest.isEqual(received.getBytes(UTF_8), expected.getBytes(UTF_8));
    }
}
