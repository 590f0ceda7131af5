package io.cognitoclaims.spring;

import static io.cognitoclaims.spring.WrongSettingException.requireValid;

import io.cognitoclaims.core.RevocationStore;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.core.RevocationsBuilder;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.spring.CognitoClaimsProperties.Redis;
import io.cognitoclaims.spring.CognitoClaimsProperties.SharedRevocations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The revocations that the default verifier checks: in memory, or shared through Redis or a store of the application. */
@Configuration(proxyBeanMethods = false)
class RevocationsConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationsConfiguration.class);
    private static final String REVOCATIONS = "cognitoRevocations";
    private static final String PREFIX = CognitoClaimsProperties.PREFIX + ".revocations";
    private static final String WHEN_STALE = PREFIX + ".when-stale";

    @Bean(REVOCATIONS)
    @ConditionalOnMissingBean
    Revocations revocations(
            CognitoClaimsProperties properties,
            ObjectProvider<RevocationStore> stores,
            ObjectProvider<RedisStoreFactory> redis,
            ObjectProvider<ApplicationRedis> applicationRedis,
            Environment environment) {
        SharedRevocations settings = properties.revocations();
        RevocationStore store = stores.getIfAvailable();
        RedisStoreFactory factory = redis.getIfAvailable();
        if (store == null) {
            store = redisStore(settings.redis(), factory);
        }
        ApplicationRedis ofApplication = applicationRedis.getIfAvailable();
        if (store == null && factory != null && ofApplication != null && isSharingAskedFor(settings, environment)) {
            store = ofApplication.createStore(factory, settings.redis());
        }
        if (store == null) {
            requireNoSettings(settings.redis(), environment);
            return Revocations.create();
        }
        requireWhenStale(settings);
        RevocationsBuilder builder = Revocations.builder(store);
        requireValid(
                PREFIX + ".max-age", "Write a duration such as 10s or 1m.", () -> builder.maxAge(settings.maxAge()));
        return builder.start();
    }

    @Bean
    @ConditionalOnMissingBean
    FirstReadOfRevocations firstReadOfRevocations(
            CognitoClaimsProperties properties, ObjectProvider<Revocations> revocations, ListableBeanFactory beans) {
        SharedRevocations settings = properties.revocations();
        boolean isReplaced = !beans.containsBeanDefinition(REVOCATIONS)
                || beans.getBeanNamesForType(RevocationStore.class, true, false).length > 0;
        if (settings.redis().uri() != null && !settings.redis().uri().isBlank() && isReplaced) {
            // Not an error, because a test that replaces the bean keeps its properties.
            LoggerFactory.getLogger(CognitoClaimsAutoConfiguration.class)
                    .warn("cognito-claims.revocations.redis has no effect, as the application has a Revocations or"
                            + " RevocationStore bean");
        }
        return new FirstReadOfRevocations(revocations, settings.whenStale());
    }

    /** {@return what the default verifier does with these revocations when they are stale} */
    static WhenStale whenStale(Revocations revocations, SharedRevocations settings) {
        // In memory they never are.
        return revocations.isShared() ? requireWhenStale(settings) : WhenStale.ACCEPT;
    }

    private static @Nullable RevocationStore redisStore(Redis settings, @Nullable RedisStoreFactory factory) {
        String uri = settings.uri();
        if (uri == null || uri.isBlank()) {
            return null;
        }
        if (factory == null) {
            throw new WrongSettingException(
                    PREFIX + ".redis.uri",
                    "the module that speaks to Redis is not on the class path",
                    "Add io.cognitoclaims:cognito-claims-revocation-redis to the dependencies.");
        }
        return factory.create(uri, settings);
    }

    /** An application that has Redis for other things, and says nothing of revocations, has them in memory. */
    private static boolean isSharingAskedFor(SharedRevocations settings, Environment environment) {
        return settings.redis().uri() == null && CognitoClaimsAutoConfiguration.isAnySetBelow(PREFIX, environment);
    }

    private static WhenStale requireWhenStale(SharedRevocations settings) {
        WhenStale whenStale = settings.whenStale();
        if (whenStale == null) {
            throw new WrongSettingException(
                    WHEN_STALE,
                    "it is missing, and nothing else says what happens to tokens while the store of revocations can't be"
                            + " read",
                    "Write accept to go on with the revocations that are known, so that a token that was revoked elsewhere"
                            + " meanwhile is accepted; or unavailable to answer 503 until the store can be read.");
        }
        return whenStale;
    }

    private static void requireNoSettings(Redis settings, Environment environment) {
        if (settings.uri() != null) {
            LOG.warn("Revocations hold in this process only, because cognito-claims.revocations.redis.uri is empty");
        } else if (CognitoClaimsAutoConfiguration.isAnySetBelow(PREFIX, environment)) {
            throw new WrongSettingException(
                    PREFIX,
                    "there is no store through which servers share revocations",
                    "Write cognito-claims.revocations.redis.uri, or make a RevocationStore bean. For revocations that hold"
                            + " in this process alone leave out all of cognito-claims.revocations.");
        }
    }

    /** A class of its own, so that Redis's is loaded only where it is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RedisRevocationStore.class)
    static class OfRedis {
        @Bean
        RedisStoreFactory redisStoreFactory() {
            return new RedisStoreFactory();
        }
    }

    /** The same for Spring Data Redis. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({RedisRevocationStore.class, DataRedisConnectionDetails.class})
    static class OfSpringDataRedis {
        @Bean
        ApplicationRedis applicationRedis(
                ObjectProvider<DataRedisConnectionDetails> details,
                ConfigurableListableBeanFactory beans,
                Environment environment) {
            return new ApplicationRedis(details, beans, environment);
        }
    }
}
