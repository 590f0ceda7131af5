package io.cognitoclaims.samples.servletapi;

import io.cognitoclaims.alb.AlbFilter;
import io.cognitoclaims.alb.AlbIdentity;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Who is signed in at the load balancer, as it says. */
record AlbUser(String subject, @Nullable String email) {
    static AlbUser of(HttpServletRequest request) {
        AlbIdentity identity = AlbFilter.identity(request).orElseThrow();
        return new AlbUser(identity.subject(), identity.email().orElse(null));
    }
}
