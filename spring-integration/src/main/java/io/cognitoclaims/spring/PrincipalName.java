package io.cognitoclaims.spring;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenUse;
import io.cognitoclaims.core.UserPool;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;

/**
 * The claim that names the caller. A token without it is refused. The subject does not replace it, because a user who can
 * choose a user name could choose another caller's subject.
 *
 * @param claim its name in the token
 */
record PrincipalName(String claim) {
    static final PrincipalName SUBJECT = new PrincipalName("sub");

    private static final Logger LOG = LoggerFactory.getLogger(PrincipalName.class);

    /** Users write these claims themselves. Until a user has proved to own the value, the other claim is not true. */
    private static final Map<String, String> PROOFS =
            Map.of("email", "email_verified", "phone_number", "phone_number_verified");

    /** {@return the claim that the properties name, in tokens of the kind that they name} */
    static PrincipalName of(CognitoClaimsProperties properties) {
        return of(properties, properties.tokenUse());
    }

    static PrincipalName of(CognitoClaimsProperties properties, CognitoVerifier<?> verifier) {
        return of(properties, verifier.tokenUse());
    }

    /** {@return the claim that the properties name} The claim with the user's name has another name in ID tokens. */
    static PrincipalName of(CognitoClaimsProperties properties, TokenUse use) {
        String claim = properties.principalClaim();
        if (claim.isBlank()) {
            throw new WrongSettingException(
                    CognitoClaimsProperties.PREFIX + ".principal-claim",
                    "no claim is named",
                    "Write the name of a claim, such as username, or leave it out for the subject.");
        }
        if (!claim.equals(claim.strip())) {
            throw new WrongSettingException(
                    CognitoClaimsProperties.PREFIX + ".principal-claim",
                    "there is a blank before or behind it",
                    "Write the name of a claim alone, such as username.");
        }
        return new PrincipalName(claim.equals("username") && use == TokenUse.ID ? "cognito:username" : claim);
    }

    /**
     * Ends the start if users of several pools could have the same name.
     *
     * @param pools the pools of all verifiers
     */
    static void requireUnique(CognitoClaimsProperties properties, Set<UserPool> pools, boolean areMoreLookedUp) {
        if ((pools.size() > 1 || areMoreLookedUp)
                && !properties.principalClaim().equals(SUBJECT.claim())) {
            throw new WrongSettingException(
                    CognitoClaimsProperties.PREFIX + ".principal-claim",
                    "with several user pools a user of one could have the name of another pool's user",
                    "Leave it out for the subject, which is unique in all pools.");
        }
    }

    /**
     * {@return the caller's name}
     *
     * @throws OAuth2AuthenticationException if the token has none: 403, because the token is good and a new one would not
     *     help
     */
    String in(CognitoToken token) {
        @Nullable Object name = token.claims().get(claim);
        if (!(name instanceof String text) || text.isBlank()) {
            throw refusal("the token has no text in the claim " + claim);
        }
        String proof = PROOFS.get(claim);
        if (proof != null && !isProved(token, proof)) {
            throw refusal("the token does not say that its " + claim + " was verified");
        }
        return text;
    }

    /** An access token has these claims only from a trigger, which may have checked them itself and left out the proof. */
    private static boolean isProved(CognitoToken token, String proof) {
        @Nullable Object proved = token.claims().get(proof);
        return proved == null ? token instanceof AccessToken : proved.toString().equals("true");
    }

    private static OAuth2AuthenticationException refusal(String reason) {
        LOG.debug("refused: {}, which cognito-claims.principal-claim asks for", reason);
        return new OAuth2AuthenticationException(BearerTokenErrors.insufficientScope(
                BearerProblem.insufficientScope(Set.of()).detail(), null));
    }
}
