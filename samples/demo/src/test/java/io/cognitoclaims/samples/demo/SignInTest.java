package io.cognitoclaims.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignInTest {
    /** The example of RFC 7636, appendix B. */
    @Test
    void theChallengeIsTheHashOfTheVerifier() {
        SignIn signIn = new SignIn("", "", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

        assertThat(signIn.codeChallenge()).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    @Test
    void everySignInIsAnotherOne() {
        assertThat(SignIn.begin()).isNotEqualTo(SignIn.begin());
        assertThat(SignIn.begin().state()).matches("[\\w-]{43}");
    }

    @Test
    void aSignInPrintsNoneOfItsSecrets() {
        SignIn signIn = SignIn.begin();

        assertThat(signIn.toString()).doesNotContain(signIn.state(), signIn.nonce(), signIn.codeVerifier());
    }
}
