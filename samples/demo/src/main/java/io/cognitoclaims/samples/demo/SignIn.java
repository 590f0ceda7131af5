package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that was begun and has yet to come back from the pool: what has to be remembered until then. The browser
 * remembers it, in a cookie for the callback only, so that sign-ins which are begun and given up cost no memory here.
 *
 * @param state ties the answer to this browser (RFC 6749, section 10.12)
 * @param nonce ties the ID token to this sign-in (OpenID Connect Core, section 3.1.2.1)
 * @param codeVerifier ties the code to this client (RFC 7636)
 */
record SignIn(String state, String nonce, String codeVerifier) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String COOKIE = "sign-in";
    private static final Pattern VALUE = Pattern.compile("([\\w-]{43})\\.([\\w-]{43})\\.([\\w-]{43})");

    static SignIn begin() {
        return new SignIn(random(), random(), random());
    }

    /** {@return the sign-in that the browser began less than ten minutes ago} */
    static Optional<SignIn> of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return (cookies == null ? Stream.<Cookie>of() : Arrays.stream(cookies))
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(cookie -> VALUE.matcher(cookie.getValue()))
                .filter(Matcher::matches)
                .map(value -> new SignIn(value.group(1), value.group(2), value.group(3)))
                .findFirst();
    }

    Cookie cookie() {
        return cookie(state + "." + nonce + "." + codeVerifier, 600);
    }

    /** {@return the cookie that ends it, since state, nonce and verifier are for one use} */
    static Cookie noCookie() {
        return cookie("", 0);
    }

    // Lax and not Strict: people come back from the pool, which as a rule is another site.
    private static Cookie cookie(String value, int seconds) {
        Cookie cookie = new Cookie(COOKIE, value);
        cookie.setPath("/callback");
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "Lax");
        cookie.setMaxAge(seconds);
        return cookie;
    }

    /** {@return 256 random bits as 43 characters that may stand in an address} */
    static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return base64(bytes);
    }

    /** {@return whether both are the same, in a time that does not tell how much of them is} */
    static boolean same(String expected, @Nullable String received) {
        return received != null && MessageDigest.isEqual(expected.getBytes(US_ASCII), received.getBytes(US_ASCII));
    }

    /** {@return the challenge of method S256} */
    String codeChallenge() {
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(codeVerifier.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "SignIn";
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
