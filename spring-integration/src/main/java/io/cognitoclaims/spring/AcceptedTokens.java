package io.cognitoclaims.spring;

import io.cognitoclaims.core.AcceptedClients;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenUse;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Logs at the start which tokens the application accepts: one line for each {@link CognitoVerifier} bean, at level {@code
 * INFO}. The start fails if a bean of the application and the properties differ in the kind of token.
 */
final class AcceptedTokens implements SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedTokens.class);

    private final ListableBeanFactory beans;
    private final String own;
    private final @Nullable TokenUse kindByProperty;

    /**
     * @param own the name of the verifier bean that the properties describe; empty if the application's bean replaces it
     * @param kindByProperty null if no property sets it
     */
    AcceptedTokens(ListableBeanFactory beans, String own, @Nullable TokenUse kindByProperty) {
        this.beans = beans;
        this.own = own;
        this.kindByProperty = kindByProperty;
    }

    /**
     * {@return the verifier of the application's decoder}
     *
     * @throws WrongUseException if there are several, and none is the primary one
     */
    static CognitoVerifier<?> deciding(ObjectProvider<CognitoVerifier<?>> verifiers) {
        try {
            return verifiers.getObject();
        } catch (NoUniqueBeanDefinitionException e) {
            String names = e.getBeanNamesFound() == null ? "" : ": " + String.join(", ", e.getBeanNamesFound());
            throw new WrongUseException(
                    "There are several CognitoVerifier beans, and one must decide which tokens the application accepts"
                            + names,
                    "Mark that one @Primary, or each of the others @Bean(defaultCandidate = false). One verifier can accept"
                            + " tokens of several user pools, but of one kind only.");
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<String, CognitoVerifier<?>> verifiers = new TreeMap<>();
        beans.getBeansOfType(CognitoVerifier.class).forEach(verifiers::put);
        CognitoVerifier<?> deciding =
                beans.getBeanProvider(CognitoVerifier.class).getIfUnique();
        verifiers.forEach((name, verifier) -> {
            if (verifier == deciding) {
                requireKind(name, verifier);
            }
            LOG.info(
                    "{}accepts {}{}",
                    verifiers.size() == 1 ? "" : "CognitoVerifier bean " + name + ": ",
                    describe(verifier),
                    name.equals(own) ? "" : " (CognitoVerifier bean " + name + " of the application)");
        });
    }

    private void requireKind(String name, CognitoVerifier<?> verifier) {
        if (!name.equals(own) && kindByProperty != null && kindByProperty != verifier.tokenUse()) {
            throw new WrongUseException(
                    "The CognitoVerifier bean " + name + " takes " + verifier.tokenUse()
                            + " tokens, while the cognito-claims properties say " + kindByProperty + " tokens",
                    "To accept what the properties say beside it, mark the bean @Bean(defaultCandidate = false). To accept"
                            + " what the bean says, write cognito-claims.token-use: "
                            + verifier.tokenUse() + ", or leave out cognito-claims.user-pools.");
        }
    }

    static String describe(CognitoVerifier<?> verifier) {
        Stream<String> given = verifier.pools().stream()
                .map(accepted -> accepted.pool().id() + " (" + accepted.pool().issuer() + ") for "
                        + clients(accepted.clients())
                        + accepted.tenant().map(", tenant "::concat).orElse(""))
                .sorted();
        Stream<String> lookedUp = verifier.lookedUpPools().stream().map(pools -> "user pools that are looked up");
        String pools = Stream.concat(given, lookedUp).collect(Collectors.joining("; "));
        String resources = verifier.requiredResources().isEmpty()
                ? ""
                : ", bound to one of "
                        + verifier.requiredResources().stream().sorted().toList();
        return verifier.tokenUse() + " tokens of " + pools + resources;
    }

    private static String clients(AcceptedClients clients) {
        return clients.isAny()
                ? "any client"
                : "client " + String.join(", ", clients.ids().stream().sorted().toList());
    }
}
