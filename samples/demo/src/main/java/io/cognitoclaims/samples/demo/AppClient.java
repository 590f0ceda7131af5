package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.samples.demo.SignedInSession.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * The demo as a confidential app client of the pool: the authorization code flow with PKCE, {@code state} and {@code
 * nonce}. See <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html">Authorize
 * endpoint</a> and <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html">Token
 * endpoint</a>.
 */
final class AppClient {
    static final String ID = "55pb79dl8gm0i1ho9hdre91r3k";

    // In a real application it comes from where secrets are kept.
    private static final String SECRET = "local-secret";
    private static final String SCOPES = "openid email pets/read";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Http http;
    private final String domain;
    private final String website;
    private final CognitoVerifier<IdToken> idTokens;

    AppClient(Http http, String domain, UserPool pool, String website) {
        this.http = http;
        this.domain = domain;
        this.website = website;
        this.idTokens = CognitoVerifier.idTokens(pool, Set.of(ID)).build();
    }

    /** {@return the address of the pool's page, to which the browser is sent} */
    String signInAddress(SignIn signIn) {
        return domain + "/oauth2/authorize?"
                + Http.form(Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        ID,
                        "redirect_uri",
                        callback(),
                        "scope",
                        SCOPES,
                        "state",
                        signIn.state(),
                        "nonce",
                        signIn.nonce(),
                        "code_challenge",
                        signIn.codeChallenge(),
                        "code_challenge_method",
                        "S256"));
    }

    /** {@return the address that ends the session at the pool too, and leads back} */
    String signOutAddress() {
        return domain + "/logout?" + Http.form(Map.of("client_id", ID, "logout_uri", website + "/"));
    }

    /** {@return the visitor, whose ID token is verified} */
    SignedInSession redeem(SignIn signIn, String code) throws IOException, Problem {
        JsonNode answer = tokens(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                callback(),
                "code_verifier",
                signIn.codeVerifier()));
        Tokens tokens = new Tokens(
                answer.path("id_token").asText(),
                answer.path("access_token").asText(),
                answer.path("refresh_token").asText());
        return new SignedInSession(verified(tokens, signIn), tokens, SignIn.random());
    }

    /** {@return fresh tokens for the same visitor} They are not verified: the page shows what checks say of them. */
    Tokens refresh(Tokens tokens) throws IOException, Problem {
        JsonNode answer = tokens(Map.of("grant_type", "refresh_token", "refresh_token", tokens.refreshToken()));
        return new Tokens(
                answer.path("id_token").asText(),
                answer.path("access_token").asText(),
                answer.path("refresh_token").asText(tokens.refreshToken()));
    }

    private String callback() {
        return website + "/callback";
    }

    private JsonNode tokens(Map<String, String> fields) throws IOException, Problem {
        String credentials = Base64.getEncoder().encodeToString((ID + ":" + SECRET).getBytes(US_ASCII));
        HttpResponse<String> answer = http.post(
                URI.create(domain).resolve("/oauth2/token").toString(),
                Http.form(fields),
                "Authorization",
                "Basic " + credentials,
                "Content-Type",
                "application/x-www-form-urlencoded");
        if (answer.statusCode() != 200) {
            throw new Problem(502, "The pool gave no tokens", "A code works once only. Sign in again.");
        }
        return MAPPER.readTree(answer.body());
    }

    private IdToken verified(Tokens tokens, SignIn signIn) throws Problem {
        try {
            IdToken user = idTokens.verify(tokens.idToken());
            if (user.hasNonce(signIn.nonce()) && user.matchesAccessToken(tokens.accessToken())) {
                return user;
            }
        } catch (VerificationUnavailableException e) {
            throw new Problem(503, "Nobody can be signed in now", "The pool's keys can't be had. Try again later.");
        } catch (TokenRejectedException e) {
            // Whatever is wrong with it, the visitor is told the same.
        }
        throw new Problem(502, "The pool's ID token is not accepted", "Sign in again.");
    }
}
