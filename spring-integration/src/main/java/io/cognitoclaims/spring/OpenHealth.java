package io.cognitoclaims.spring;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;

/**
 * Decides which paths of the actuator's health need no token: health itself and the two probes of Kubernetes, because load
 * balancers and Kubernetes have no token. A group that would show a caller without a token more than a status is not open.
 */
final class OpenHealth {
    private static final Set<String> PROBES = Set.of("liveness", "readiness");

    private final ObjectProvider<PathMappedEndpoints> endpoints;
    private final ObjectProvider<HealthEndpointGroups> groups;

    OpenHealth(ObjectProvider<PathMappedEndpoints> endpoints, ObjectProvider<HealthEndpointGroups> groups) {
        this.endpoints = endpoints;
        this.groups = groups;
    }

    /** @param path the path of a request for the endpoint, or for a path below it */
    boolean isOpen(String path) {
        String health = path();
        HealthEndpointGroups known = groups.getIfAvailable();
        if (health == null || known == null) {
            return false;
        }
        Optional<String> group = known.getNames().stream()
                .filter(name -> path.endsWith(health + "/" + name))
                .findAny();
        return group.map(name -> PROBES.contains(name) && tellsStatusOnly(known.get(name)))
                .orElseGet(() -> path.endsWith(health) && tellsStatusOnly(known.getPrimary()));
    }

    /** @param path the path of a request for a health group with its own path, such as {@code /livez} */
    boolean isOpenElsewhere(String path) {
        HealthEndpointGroups known = groups.getIfAvailable();
        if (known == null) {
            return false;
        }
        List<@Nullable HealthEndpointGroup> answering = endpoints.stream()
                .flatMap(all -> all.getAdditionalPaths(WebServerNamespace.SERVER, HealthEndpoint.ID).stream())
                .filter(path::endsWith)
                .<@Nullable HealthEndpointGroup>map(
                        own -> known.get(AdditionalHealthEndpointPath.of(WebServerNamespace.SERVER, own)))
                .toList();
        // None if the path has another spelling, for example with an encoded letter.
        return !answering.isEmpty() && answering.stream().allMatch(OpenHealth::tellsStatusOnly);
    }

    /** The author of a setting that always shows details may not know that probes have no token. */
    void warnIfClosed() {
        String health = path();
        HealthEndpointGroups known = groups.getIfAvailable();
        if (health != null && known != null && !tellsStatusOnly(known.getPrimary())) {
            LoggerFactory.getLogger(CognitoClaimsFilterChainAutoConfiguration.class)
                    .warn(
                            "{} needs a token, as management.endpoint.health.show-details or show-components would have"
                                    + " it tell more than a status to everybody: a probe of it is answered with 401."
                                    + " Write when-authorized there, or add the path to cognito-claims.open-paths.",
                            health);
        }
    }

    private @Nullable String path() {
        PathMappedEndpoints mapped = endpoints.getIfAvailable();
        return mapped == null ? null : mapped.getPath(HealthEndpoint.ID);
    }

    private static boolean tellsStatusOnly(@Nullable HealthEndpointGroup group) {
        return group != null && !group.showDetails(SecurityContext.NONE) && !group.showComponents(SecurityContext.NONE);
    }
}
