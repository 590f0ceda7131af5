package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.WrongSettingException.require;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Where the pool is: the issuer of its tokens, and the domain that its endpoints hang on. One server stands for both hosts
 * that Cognito has. Each is this machine, a fixed address of the settings, or the host that a request names.
 */
@Component
final class PoolAddress {
    static final String FROM_REQUEST = "from-request";

    private static final Set<String> LOCALHOST = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1");
    private static final String AWS = ".amazonaws.com";

    private final Environment environment;
    private final ServerProperties server;
    private final UserPoolSettings settings;

    PoolAddress(Environment environment, ServerProperties server, UserPoolSettings settings) {
        this.environment = environment;
        this.server = server;
        this.settings = settings;
    }

    static void requireIssuer(String issuer, String poolId) {
        if (issuer.isEmpty() || issuer.equals(FROM_REQUEST)) {
            return;
        }
        Optional<String> origin = Origin.of(issuer);
        require(
                origin.isPresent()
                        && issuer.matches("[^?#]*")
                        && issuer.startsWith(origin.orElseThrow() + "/")
                        && issuer.endsWith("/" + poolId),
                "issuer",
                "must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>");
        String host = URI.create(issuer).getHost();
        String regional = "cognito-idp." + poolId.substring(0, poolId.lastIndexOf('_')) + AWS + "/" + poolId;
        require(
                !host.endsWith(AWS)
                        || Set.of("https://" + regional, "https://issuer-" + regional)
                                .contains(issuer),
                "issuer",
                "at AWS must be https://cognito-idp.<region>.amazonaws.com/<user-pool.id>, with the region of the id");
    }

    static void requireDomain(String domain) {
        require(
                domain.isEmpty()
                        || domain.equals(FROM_REQUEST)
                        || Origin.of(domain).filter(domain::equals).isPresent(),
                "domain",
                "must be from-request, or a URL without path such as https://auth.test:8443");
    }

    /** {@return whether {@code issuer}, an issuer as in the settings, is one that only AWS can have} */
    static boolean isAtAws(String issuer) {
        return Origin.of(issuer).filter(origin -> origin.endsWith(AWS)).isPresent();
    }

    /** {@return the address that the endpoints hang on} It is known once the server listens, since the port may be 0. */
    String domain() {
        if (!settings.domain().isEmpty()) {
            return settings.domain().equals(FROM_REQUEST) ? named() : settings.domain();
        }
        return isAtAws(settings.issuer()) ? here() : issuersHost();
    }

    String issuer() {
        return isAtAws(settings.issuer()) ? settings.issuer() : issuersHost() + "/" + settings.id();
    }

    /** {@return where the keys are} Below the issuer, unless only AWS can serve there. */
    String keys() {
        String base = isAtAws(settings.issuer()) ? domain() + "/" + settings.id() : issuer();
        return base + "/.well-known/jwks.json";
    }

    /** {@return the names by which the settings say that the pool is reached, as a request names them} */
    Set<String> hosts() {
        Stream<String> addresses = Stream.of(settings.issuer(), settings.domain())
                .filter(address -> !isAtAws(address))
                .flatMap(address -> Origin.of(address).stream())
                .map(origin -> URI.create(origin).getHost());
        return Stream.concat(addresses, Stream.of(ownHost())).collect(Collectors.toSet());
    }

    /** {@return whether other machines may reach the pool} */
    boolean isOnNetwork() {
        return server.getAddress() == null || !server.getAddress().isLoopbackAddress();
    }

    /** {@return the address of this machine at which the server listens} */
    String here() {
        return (Ssl.isEnabled(server.getSsl()) ? "https://" : "http://") + ownHost() + ":"
                + environment.getRequiredProperty("local.server.port");
    }

    private String issuersHost() {
        String issuer = settings.issuer();
        if (issuer.equals(FROM_REQUEST)) {
            return named();
        }
        return issuer.isEmpty()
                ? here()
                : issuer.substring(0, issuer.length() - settings.id().length() - 1);
    }

    /** {@return the origin that the request names} {@link BrowserRules} has made sure that it is one of the pool's own. */
    private String named() {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
            return here();
        }
        String scheme = attributes.getRequest().getScheme();
        int port = attributes.getRequest().getServerPort();
        String host = BrowserRules.host(attributes.getRequest());
        // 0 stands for none after a colon (RFC 3986, section 3.2.3).
        boolean usual = port == 0 || port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host + (usual ? "" : ":" + port);
    }

    private String ownHost() {
        @Nullable InetAddress address = server.getAddress();
        String text = address == null ? "" : address.getHostAddress();
        if (address == null || address.isAnyLocalAddress() || LOCALHOST.contains(text)) {
            return "localhost";
        }
        return text.contains(":") ? "[" + text + "]" : text;
    }
}
