package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Which app client calls the user pools API, and how it shows that it knows its secret. See <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash">
 * Computing secret hash values</a>.
 */
@Component
final class ApiClients {
    private final Clients clients;

    ApiClients(Clients clients) {
        this.clients = clients;
    }

    /** {@return the client that the request names} */
    Client of(ApiRequest request) throws ApiException {
        String id = request.text("ClientId");
        return clients.find(id).orElseThrow(() -> unknown(id));
    }

    static ApiException unknown(String id) {
        return new ApiException("ResourceNotFoundException", "User pool client " + id + " does not exist.");
    }

    /** {@return the client that the request names, which gives {@code SecretHash} of the username that it names} */
    Client withHash(ApiRequest request) throws ApiException {
        Client client = of(request);
        requireHash(client, request.textOr("SecretHash", ""), List.of(request.text("Username")));
        return client;
    }

    /** Wants the hash of one of {@code usernames} from a client that has a secret. */
    static void requireHash(Client client, String hash, List<String> usernames) throws ApiException {
        if (client.isPublic()) {
            return;
        }
        if (hash.isEmpty()) {
            throw ApiException.notAuthorized(
                    "Client " + client.id() + " is configured with secret but SECRET_HASH was not received");
        }
        if (usernames.stream().noneMatch(username -> isEqual(hash, hash(client, username)))) {
            throw ApiException.notAuthorized("Unable to verify secret hash for client " + client.id());
        }
    }

    /** {@return the client that the request names, which gives the secret itself, as for refresh tokens} */
    Client withSecret(ApiRequest request) throws ApiException {
        Client client = of(request);
        if (!client.isPublic() && !isEqual(request.textOr("ClientSecret", ""), client.secret())) {
            throw ApiException.notAuthorized("Unable to verify the secret of client " + client.id());
        }
        return client;
    }

    private static String hash(Client client, String username) {
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
