package io.cognitoclaims.spring;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.IdToken;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Hints for what a native image must keep: for expressions such as {@code principal.token().groups()}, which only a string
 * in an annotation names, and for {@link SettingNames}.
 */
final class CognitoClaimsRuntimeHints implements RuntimeHintsRegistrar {
    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        List.of(CognitoJwt.class, CognitoOidcUser.class, AccessToken.class, IdToken.class)
                .forEach(type -> hints.reflection().registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS));
        new BindingReflectionHintsRegistrar()
                .registerReflectionHints(hints.reflection(), CognitoClaimsProperties.class);
    }
}
