package io.cognitoclaims.spring;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.IdToken;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.security.Principal;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The least application: what it knows of security comes from the starter and from Boot. */
@EnableAutoConfiguration
@RestController
class Greeter {
    @GetMapping("/hello")
    String hello() {
        return "hello";
    }

    @GetMapping("/access")
    String access(@AuthenticationPrincipal @Nullable AccessToken token) {
        return token == null ? "none" : token.subject() + " by " + token.clientId();
    }

    @GetMapping("/id")
    String id(@AuthenticationPrincipal @Nullable IdToken token) {
        return token == null ? "none" : token.email().orElse("no e-mail");
    }

    @GetMapping("/id-or-error")
    String idOrError(@AuthenticationPrincipal(errorOnInvalidType = true) IdToken token) {
        return token.subject();
    }

    @GetMapping("/any")
    String any(@Caller CognitoToken token) {
        return token.getClass().getSimpleName();
    }

    @GetMapping("/expression")
    String expression(@AuthenticationPrincipal(expression = "token().subject()") String subject) {
        return subject;
    }

    @GetMapping("/jwt")
    String jwt(@AuthenticationPrincipal Jwt jwt) {
        return jwt.getClass().getSimpleName() + " " + jwt.getIssuedAt() + " " + jwt.getExpiresAt() + " "
                + jwt.getClaimAsString("token_use") + " " + jwt.getAudience();
    }

    @GetMapping("/name")
    String name(Principal principal) {
        return principal.getName();
    }

    @GetMapping("/authorities")
    String authorities(Authentication authentication) {
        return authentication.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .sorted()
                .collect(Collectors.joining(" "));
    }

    @GetMapping("/authority-list")
    String authorityList(Authentication authentication) {
        return authentication.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    @GetMapping("/authentication")
    String authentication(Authentication authentication) {
        return authentication.toString();
    }

    /** An annotation as applications make it for themselves. */
    @Retention(RetentionPolicy.RUNTIME)
    @AuthenticationPrincipal
    @interface Caller {}
}
