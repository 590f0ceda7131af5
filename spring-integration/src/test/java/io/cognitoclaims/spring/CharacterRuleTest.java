package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.firewall.DefaultHttpFirewall;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import reactor.core.publisher.Mono;

/** The firewalls let through what Spring Security's own let through, and step back for the application's. */
class CharacterRuleTest {
    private static final String[] ONE_POOL = {
        "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE", "cognito-claims.user-pools[0].client-ids=web"
    };

    static Stream<Named<Predicate<String>>> rules() {
        return Stream.of(
                Named.of("names of headers on servlets", StrictHttpFirewall.ALLOWED_HEADER_NAMES),
                Named.of("values of headers on servlets", StrictHttpFirewall.ALLOWED_HEADER_VALUES),
                Named.of("names of headers on WebFlux", StrictServerWebExchangeFirewall.ALLOWED_HEADER_NAMES),
                Named.of("values of headers on WebFlux", StrictServerWebExchangeFirewall.ALLOWED_HEADER_VALUES));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void eachCharacterIsJudgedAsByTheRuleAloneAndInAText(Predicate<String> rule) {
        CharacterRule same = new CharacterRule(rule);
        for (int code = 0; code <= Character.MAX_VALUE; code++) {
            for (String around : new String[] {"", "Bearer e30", "\t", "\u00e4"}) {
                String text = around + (char) code + around;
                assertThat(same.test(text)).as("U+%04X", code).isEqualTo(rule.test(text));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anyTextIsJudgedAsByTheRule(Predicate<String> rule) {
        CharacterRule same = new CharacterRule(rule);
        Random random = new Random(42);
        int allowed = 0;
        for (int i = 0; i < 20_000; i++) {
            int limit = random.nextBoolean() ? 0x7f : Character.MAX_CODE_POINT;
            String text = random.ints(random.nextInt(20), ' ', limit)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(same.test(text)).isEqualTo(rule.test(text));
            allowed += same.test(text) ? 1 : 0;
        }
        assertThat(allowed).isBetween(10_000, 19_000);
        assertThat(same.test("")).isEqualTo(rule.test(""));
    }

    @Test
    void aHeaderThatIsNotThereIsAllowedOnWebFlux() {
        assertThat(new CharacterRule(StrictServerWebExchangeFirewall.ALLOWED_HEADER_VALUES).test(null))
                .isTrue();
    }

    @Test
    void theFirewallsOfAnApplicationStay() {
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class)
                .withPropertyValues(ONE_POOL)
                .run(context -> assertThat(context.getBean(HttpFirewall.class)).isInstanceOf(StrictHttpFirewall.class));
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, OwnFirewalls.class)
                .withPropertyValues(ONE_POOL)
                .run(context ->
                        assertThat(context.getBean(HttpFirewall.class)).isInstanceOf(DefaultHttpFirewall.class));
        new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class)
                .withPropertyValues(ONE_POOL)
                .run(context -> assertThat(context.getBean(ServerWebExchangeFirewall.class))
                        .isInstanceOf(StrictServerWebExchangeFirewall.class));
        new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, OwnFirewalls.class)
                .withPropertyValues(ONE_POOL)
                .run(context -> assertThat(context.getBean(ServerWebExchangeFirewall.class))
                        .isNotInstanceOf(StrictServerWebExchangeFirewall.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnFirewalls {
        @Bean
        HttpFirewall ownFirewall() {
            return new DefaultHttpFirewall();
        }

        @Bean
        ServerWebExchangeFirewall ownExchangeFirewall() {
            return Mono::just;
        }
    }
}
