package io.cognitoclaims.samples.multitenantapi;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolCache;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Tenants are managed at {@code localhost} only, without a token. In your API, guard this with one. */
@RestController
record TenantController(
        Tenants tenants,
        UserPoolCache pools,
        @Value("${cognito-claims.allow-insecure-http}") boolean allowsInsecureHttp) {
    @GetMapping("/api/me")
    Me me(@AuthenticationPrincipal CognitoToken token) {
        Object pet = token.get(PET_PREFERENCE).map(PET_PREFERENCE::encode).orElse(null);
        return new Me(token.tenant().orElseThrow(), token.subject(), pet);
    }

    @PutMapping("/tenants/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void put(@PathVariable String name, @RequestBody Tenant tenant, HttpServletRequest request) {
        require(request.getServerName().matches("localhost|127\\.0\\.0\\.1"), HttpStatus.FORBIDDEN);
        require(name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"), HttpStatus.BAD_REQUEST);
        require(tenants.put(name, tenant.toPool(allowsInsecureHttp)), HttpStatus.CONFLICT);
        pools.evict(name);
    }

    @DeleteMapping("/tenants/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name, HttpServletRequest request) {
        require(request.getServerName().matches("localhost|127\\.0\\.0\\.1"), HttpStatus.FORBIDDEN);
        require(tenants.remove(name), HttpStatus.NOT_FOUND);
        pools.evict(name);
    }

    private static void require(boolean isGood, HttpStatus status) {
        if (!isGood) {
            throw new ResponseStatusException(status);
        }
    }

    record Me(String tenant, String subject, @Nullable Object petPreference) {}

    record Tenant(String issuer, Set<String> clientIds) {
        AcceptedPool toPool(boolean allowsInsecureHttp) {
            try {
                UserPool pool = allowsInsecureHttp ? UserPool.fromInsecureIssuer(issuer) : UserPool.fromIssuer(issuer);
                return AcceptedPool.of(pool, clientIds);
            } catch (IllegalArgumentException | NullPointerException e) {
                throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage());
            }
        }
    }
}
