package io.cognitoclaims.spring;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.spring.CognitoClaimsProperties.Authorities;
import io.cognitoclaims.spring.CognitoClaimsProperties.ClaimAuthorities;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A claim whose values become authorities with this prefix. */
record AuthoritiesOfClaim(String name, String prefix) {
    private static final Logger LOG = LoggerFactory.getLogger(AuthoritiesOfClaim.class);
    private static final String SETTING = CognitoClaimsProperties.PREFIX + ".authorities.claims";

    /** Spring Security's prefix for the ways in which a caller has authenticated. */
    static final String FACTOR_PREFIX = "FACTOR_";

    /** {@return the claims in the settings} The start fails if a prefix lets values be mistaken for other authorities. */
    static List<AuthoritiesOfClaim> listOf(Authorities settings) {
        List<AuthoritiesOfClaim> claims = new ArrayList<>();
        for (int i = 0; i < settings.claims().size(); i++) {
            String setting = SETTING + "[" + i + "]";
            AuthoritiesOfClaim claim = of(setting, settings.claims().get(i));
            if (claims.stream().anyMatch(other -> other.name.equals(claim.name))) {
                throw new WrongSettingException(
                        setting + ".name", "the claim is there twice", "Write every claim once, with one prefix.");
            }
            Stream.concat(
                            Stream.of(settings.groupPrefix(), settings.scopePrefix(), FACTOR_PREFIX),
                            claims.stream().map(AuthoritiesOfClaim::prefix))
                    .forEach(other -> claim.requireApartFrom(other, setting));
            claims.add(claim);
        }
        return List.copyOf(claims);
    }

    private static AuthoritiesOfClaim of(String setting, ClaimAuthorities given) {
        return new AuthoritiesOfClaim(
                requireText(
                        setting + ".name",
                        given.name(),
                        "Write the name of a claim, such as tier, that users can't write."),
                requireText(
                        setting + ".prefix",
                        given.prefix(),
                        "Write a prefix such as TIER_: without one, values would be mistaken for other authorities."));
    }

    private static String requireText(String setting, @Nullable String value, String advice) {
        if (value == null || value.isBlank()) {
            throw new WrongSettingException(setting, "it is missing or blank", advice);
        }
        if (!value.equals(value.strip())) {
            throw new WrongSettingException(setting, "there is a blank before or behind it", advice);
        }
        return value;
    }

    /**
     * With ROLE and ROLE_, the value _admin would become the group admin. An empty prefix is similar to no prefix of a
     * claim.
     */
    private void requireApartFrom(String other, String setting) {
        if (!other.isEmpty() && (prefix.startsWith(other) || other.startsWith(prefix))) {
            throw new WrongSettingException(
                    setting + ".prefix",
                    "values of the claim could be mistaken for what has the prefix " + other,
                    "Write a prefix that does not begin like that one. Those of groups and scopes are"
                            + " cognito-claims.authorities.group-prefix and .scope-prefix.");
        }
    }

    /** {@return the values that are strings and not blank} A claim of another type gives none. */
    List<String> valuesIn(CognitoToken token) {
        @Nullable Object json = token.claims().get(name);
        if (json == null) {
            return List.of();
        }
        if (json instanceof String text && !text.startsWith("[")) {
            return text.isBlank() ? List.of() : List.of(text);
        }
        try {
            return Claim.ofStrings(name).decode(json).stream()
                    .filter(value -> !value.isBlank())
                    .toList();
        } catch (ClaimValueException e) {
            LOG.debug("no authorities from the claim {}: {}", name, e.getMessage());
            return List.of();
        }
    }
}
