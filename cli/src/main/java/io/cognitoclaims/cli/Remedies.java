package io.cognitoclaims.cli;

import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.TokenUse;

/**
 * What to do about a refusal. Where that is an option of this program, it says so; the rest is the last column of the page "Why is
 * my token refused?".
 */
final class Remedies {
    private Remedies() {}

    static String of(Reason reason, TokenUse use, TokenContent content) {
        return switch (reason) {
            case WRONG_ISSUER -> trusting(content);
            case WRONG_CLIENT ->
                "if you trust this app client, add it with --client, and in the application to"
                        + " cognito-claims.user-pools[*].client-ids";
            case WRONG_TOKEN_USE ->
                use == TokenUse.ACCESS
                        ? "send the access token; if the application accepts ID tokens, say --use id"
                        : "send the ID token; if the application accepts access tokens, as APIs do, say --use access";
            case WRONG_AUDIENCE ->
                "ask for the token with resource= and the URI of your API; if what it has is your API, add"
                        + " --resource with that, and cognito-claims.resources in the application";
            case UNKNOWN_KEY ->
                "sign in again: the pool has withdrawn that key, or a pool for tests was started anew and has"
                        + " new keys. A file of --jwks may be too old";
            case BAD_SIGNATURE ->
                "take the token anew from where it was issued: it was changed on its way, cut off or put"
                        + " together by hand. A file of --jwks may be another pool's";
            case EXPIRED -> "use the refresh token. If the token is new, this machine's clock is ahead: run NTP";
            case NOT_YET_VALID -> "run NTP, as this machine's clock is behind; if it is right, wait until then";
            case INVALID_CLAIM -> "use a token of Cognito, which has this claim. One for tests is made by TestUserPool";
            default -> Texts.remedy(reason);
        };
    }

    /** {@return what to do about a text that does not have the form of a token} */
    static String ofForm(String detail, TokenContent content) {
        if (content.isOfLoadBalancer()) {
            return "send x-amzn-oidc-accesstoken to an API. To verify x-amzn-oidc-data itself, use cognito-claims-alb";
        } else if (content.parts() == 5) {
            return "send the access token, which stands beside it in the token endpoint's answer. A refresh token goes"
                    + " to that endpoint only";
        } else if ("none".equals(content.headerMember("alg"))) {
            return "use a token that the user pool issued: Cognito signs each one, with RS256";
        } else if (content.parts() == 1 && !detail.contains("cut off")) {
            return "send the access token. If this is a code, redeem it at the token endpoint, whose answer has the"
                    + " token";
        }
        return "copy the token again, whole and unchanged: three parts with two dots between them";
    }

    private static String trusting(TokenContent content) {
        String options = Pools.optionsFor(content.claim("iss"));
        return (options == null
                        ? "send a token of a pool that is named with --pool."
                        : "send a token of the right pool. If you trust this one, add " + options
                                + " here, and name it in the application: cognito-claims.user-pools[*].issuer.")
                + " Look for the other stage's pool and for another Region";
    }
}
