package io.cognitoclaims.spring;

import io.cognitoclaims.core.AcceptedClients;
import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenUse;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/**
 * Logs at the start which tokens the application accepts: one line for each {@link CognitoVerifier} bean, at level {@code
 * INFO}. The start fails if a bean of the application and the properties differ in the kind of token, and if a verifier or a
 * tenant resolver decides nothing.
 */
final class AcceptedTokens implements SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedTokens.class);

    private final ConfigurableListableBeanFactory beans;
    private final CognitoClaimsProperties properties;
    private final String own;
    private final @Nullable TokenUse kindByProperty;
    /** The verifiers of decoders. */
    private final Set<CognitoVerifier<?>> used = ConcurrentHashMap.newKeySet();

    /** The verifiers of chains by their configurers, as far as the chain was given one. */
    private final Map<Object, CognitoVerifier<?>> ofChains = Collections.synchronizedMap(new IdentityHashMap<>());

    /** The verifiers of chains that ask no resolver. */
    private final Set<CognitoVerifier<?>> ofAnyTenant = ConcurrentHashMap.newKeySet();

    /** The resolvers that decoders ask. */
    private final Set<Object> resolvers =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    /**
     * @param own the name of the verifier bean that the properties describe; empty if the application's bean replaces it
     * @param kindByProperty null if no property sets it
     */
    AcceptedTokens(
            ConfigurableListableBeanFactory beans,
            CognitoClaimsProperties properties,
            String own,
            @Nullable TokenUse kindByProperty) {
        this.beans = beans;
        this.properties = properties;
        this.own = own;
        this.kindByProperty = kindByProperty;
    }

    /** Says that a filter chain accepts its tokens of any tenant. */
    void useForAnyTenant(CognitoVerifier<?> verifier) {
        ofAnyTenant.add(verifier);
    }

    /** Says that the chain of this configurer accepts its tokens. */
    void useIn(Object configurer, CognitoVerifier<?> verifier) {
        ofChains.put(configurer, verifier);
    }

    /** {@return the scopes that tokens must have in the chain of this configurer} */
    Set<String> scopesOf(Object configurer, ObjectProvider<CognitoVerifier<?>> verifiers) {
        CognitoVerifier<?> verifier = ofChains.getOrDefault(configurer, verifiers.getIfUnique());
        return verifier == null ? Set.of() : verifier.requiredScopes();
    }

    /** Says that a decoder verifies with it. */
    void use(CognitoVerifier<?> verifier) {
        used.add(verifier);
    }

    /**
     * Says that a decoder asks this resolver for the tenant of a request. Every pool that the verifier was given must have
     * one.
     */
    void useTenants(CognitoVerifier<?> verifier, Object resolver) {
        resolvers.add(resolver);
        for (AcceptedPool accepted : verifier.pools()) {
            if (accepted.tenant().isEmpty()) {
                throw new WrongUseException(
                        "The application requires the tenant of each request, and the user pool "
                                + accepted.pool().id() + " belongs to none, so that all of its tokens would be refused",
                        "Write its tenant: cognito-claims.user-pools[].tenant, or AcceptedPool.withTenant.");
            }
        }
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
        PrincipalName.requireUnique(
                properties,
                used.stream()
                        .flatMap(verifier -> verifier.pools().stream())
                        .map(AcceptedPool::pool)
                        .collect(Collectors.toSet()),
                used.stream().anyMatch(verifier -> verifier.lookedUpPools().isPresent()));
        AuthorityPrefixes.requireGroupsApart(
                properties,
                used.stream()
                        .flatMap(verifier -> verifier.pools().stream())
                        .map(AcceptedPool::pool)
                        .collect(Collectors.toSet()),
                used.stream().anyMatch(verifier -> verifier.lookedUpPools().isPresent()));
        AuthorityPrefixes.warnIfShared(properties);
        warnIfNothingTellsPoolsApart();
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
        requireUse(verifiers, deciding);
    }

    private void warnIfNothingTellsPoolsApart() {
        boolean areNamed = properties.authorities().poolPrefix() != null
                || properties.authorities().tenantPrefix() != null;
        if (resolvers.isEmpty()
                && !areNamed
                && used.stream().anyMatch(verifier -> verifier.lookedUpPools().isPresent())) {
            LOG.warn(
                    "User pools are looked up, and nothing tells their users apart: a group of one pool becomes the same"
                            + " authority as a group of that name in another. Make a TenantResolver bean, or set"
                            + " cognito-claims.authorities.pool-prefix or .tenant-prefix.");
        }
    }

    /** Only of web applications: others call their verifiers themselves. */
    private void requireUse(Map<String, CognitoVerifier<?>> verifiers, @Nullable CognitoVerifier<?> deciding) {
        if (!hasChains()) {
            return;
        }
        verifiers.forEach((name, verifier) -> {
            // With a decoder of the application, no verifier may be in use.
            if (!used.isEmpty() && !used.contains(verifier) && isDefaultCandidate(name)) {
                throw new WrongUseException(
                        "No filter chain uses the CognitoVerifier bean " + name + ", so that nothing of it is enforced",
                        "To use it in a filter chain, write oauth2ResourceServer(cognito.accepting(verifier)) with the bean"
                                + " CognitoResourceServer, or ReactiveCognitoResourceServer. To use it in place of"
                                + " cognito-claims.user-pools, mark it @Primary. If your code calls it, mark it"
                                + " @Bean(defaultCandidate = false).");
            }
        });
        Stream.of(TenantResolver.class, ReactiveTenantResolver.class)
                .flatMap(type -> Stream.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type)))
                .filter(this::isDefaultCandidate)
                .forEach(name -> requireAsked(name, deciding));
    }

    private void requireAsked(String name, @Nullable CognitoVerifier<?> deciding) {
        if (!isAsked(name)) {
            throw new WrongUseException(
                    "No decoder uses the bean " + name + ", so that tokens of every tenant are accepted",
                    "A TenantResolver is for servlets, and a ReactiveTenantResolver for WebFlux. A decoder of"
                            + " the application knows neither. If your code calls it, mark it"
                            + " @Bean(defaultCandidate = false).");
        }
        if (deciding != null && ofAnyTenant.contains(deciding)) {
            throw new WrongUseException(
                    "A filter chain does not ask the bean " + name
                            + ", so that it accepts the tokens of every tenant: it has accepting(verifier) with the"
                            + " application's own verifier",
                    "Write server.jwt(withDefaults()), or accepting(verifier, resolver). If the chain is for all tenants,"
                            + " give it a verifier of its own.");
        }
    }

    /** Of a bean that is made anew each time, some object must be in use. */
    private boolean isAsked(String name) {
        return beans.isSingleton(name) ? resolvers.contains(beans.getBean(name)) : !resolvers.isEmpty();
    }

    private boolean hasChains() {
        return beans.getBeanNamesForType(CognitoResourceServer.class).length
                        + beans.getBeanNamesForType(ReactiveCognitoResourceServer.class).length
                > 0;
    }

    private boolean isDefaultCandidate(String name) {
        return !beans.containsBeanDefinition(name)
                || !(beans.getMergedBeanDefinition(name) instanceof AbstractBeanDefinition definition)
                || definition.isDefaultCandidate();
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
