package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.Operations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The user pools API in its JSON protocol. Signatures of requests are not checked, and need not be there; but what Cognito
 * does for nobody without AWS credentials is not done for an unsigned request of a page in a browser. See <a href=
 * "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html">Amazon Cognito user pools API
 * reference</a>.
 */
@RestController
final class IdentityProviderApi {
    private static final String SERVICE = "AWSCognitoIdentityProviderService.";
    private static final int MOST_BYTES = 64 * 1024;

    /** What Cognito does without AWS credentials. */
    private static final Set<String> UNSIGNED = Set.of(
            "ChangePassword",
            "ConfirmForgotPassword",
            "ConfirmSignUp",
            "DeleteUser",
            "ForgotPassword",
            "GetTokensFromRefreshToken",
            "GetUser",
            "GetUserAttributeVerificationCode",
            "GlobalSignOut",
            "InitiateAuth",
            "ResendConfirmationCode",
            "RespondToAuthChallenge",
            "RevokeToken",
            "SignUp",
            "UpdateUserAttributes",
            "VerifyUserAttribute");

    private final UserPoolSettings settings;
    private final Clients clients;
    private final JsonMapper json;
    private final Map<String, Operation> operations = new HashMap<>();

    IdentityProviderApi(UserPoolSettings settings, Clients clients, List<Operations> families, JsonMapper json) {
        this.settings = settings;
        this.clients = clients;
        this.json = json;
        families.forEach(family -> operations.putAll(family.byName()));
    }

    @PostMapping(path = "/", headers = "X-Amz-Target")
    ResponseEntity<byte[]> call(@RequestHeader("X-Amz-Target") String target, HttpServletRequest request)
            throws IOException {
        try {
            String name = target.startsWith(SERVICE) ? target.substring(SERVICE.length()) : "";
            return answer(ResponseEntity.ok(), perform(name, request));
        } catch (ApiException e) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("__type", e.type());
            error.put("message", String.valueOf(e.getMessage()));
            return answer(ResponseEntity.badRequest().header("x-amzn-ErrorType", e.type() + ":"), error);
        }
    }

    private Map<String, ?> perform(String name, HttpServletRequest request) throws ApiException, IOException {
        Operation operation = operations.get(name);
        if (operation == null) {
            throw new ApiException("UnknownOperationException", "The stand-in has no such operation.");
        }
        ApiRequest parameters = parameters(request);
        if (!UNSIGNED.contains(name)) {
            requireNoPage(request);
            requireThisPool(name, parameters);
        }
        return operation.call(parameters);
    }

    /**
     * Pages of callback URLs may call the API: for what their users may do, not for what the pool's owner may. Since no
     * signature is checked, a client that registered itself gets there with none.
     */
    private void requireNoPage(HttpServletRequest request) throws ApiException {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null) {
            return;
        }
        boolean stranger = clients.areOnlyRegisteredAt(origin)
                && !settings.allowedOrigins().contains(origin);
        if (stranger || request.getHeader(HttpHeaders.AUTHORIZATION) == null) {
            throw new ApiException("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
    }

    private void requireThisPool(String name, ApiRequest parameters) throws ApiException {
        if (!name.equals("ListUserPools") && !parameters.text("UserPoolId").equals(settings.id())) {
            throw new ApiException(
                    "ResourceNotFoundException", "The user pool does not exist; there is " + settings.id() + " only.");
        }
    }

    private ApiRequest parameters(HttpServletRequest request) throws ApiException, IOException {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        try {
            JsonNode parameters = json.readTree(body);
            if (body.length <= MOST_BYTES && parameters.isObject()) {
                return new ApiRequest(parameters);
            }
        } catch (JacksonException notJson) {
            // Refused like JSON that is no object.
        }
        throw new ApiException("SerializationException", "The request is not a JSON object, or too large.");
    }

    private ResponseEntity<byte[]> answer(ResponseEntity.BodyBuilder response, Map<String, ?> body) {
        return response.header("Content-Type", "application/x-amz-json-1.1")
                .header("x-amzn-RequestId", UUID.randomUUID().toString())
                .body(json.writeValueAsBytes(body));
    }
}
