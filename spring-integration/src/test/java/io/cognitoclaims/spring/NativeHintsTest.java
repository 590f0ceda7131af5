package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.spring.CognitoClaimsProperties.Keys;
import io.cognitoclaims.spring.CognitoClaimsProperties.Pool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

class NativeHintsTest {
    @Test
    void nativeHintsKeepWhatExpressionsCall() throws Exception {
        RuntimeHints hints = new RuntimeHints();
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                .load(RuntimeHintsRegistrar.class)
                .stream()
                .filter(CognitoClaimsRuntimeHints.class::isInstance)
                .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));

        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(CognitoJwt.class.getMethod("token")))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(AccessToken.class, "scopes"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(IdToken.class, "email"))
                .accepts(hints);
    }

    @Test
    void nativeHintsKeepTheNamesOfTheSettings() {
        RuntimeHints hints = new RuntimeHints();

        new CognitoClaimsRuntimeHints().registerHints(hints, null);

        for (Class<?> settings : List.of(CognitoClaimsProperties.class, Pool.class, Keys.class)) {
            assertThat(settings.getRecordComponents())
                    .allSatisfy(setting -> assertThat(
                                    RuntimeHintsPredicates.reflection().onMethodInvocation(setting.getAccessor()))
                            .accepts(hints));
        }
    }
}
