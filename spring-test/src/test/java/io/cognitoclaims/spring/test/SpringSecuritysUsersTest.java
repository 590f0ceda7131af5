package io.cognitoclaims.spring.test;

import static io.cognitoclaims.spring.test.MockMvcCognitoUser.cognitoUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.jwt;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.opaqueToken;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;

import io.cognitoclaims.core.AccessToken;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Users of Spring Security's own test support carry no Cognito token, and the log says so. */
@WebMvcTest(
        properties = {
            "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
            "cognito-claims.user-pools[0].client-ids=web",
            "logging.level.io.cognitoclaims=DEBUG"
        })
@Import({PetsApplication.Api.class, SpringSecuritysUsersTest.Api.class, WithoutNetwork.class})
@ExtendWith(OutputCaptureExtension.class)
class SpringSecuritysUsersTest {
    private static final String HINT = " carries no Cognito token; in a test cognitoUser() gives one";

    private final MockMvcTester mvc;

    @Autowired
    SpringSecuritysUsersTest(MockMvcTester mvc) {
        this.mvc = mvc;
    }

    static Stream<Named<RequestPostProcessor>> users() {
        return Stream.of(
                Named.of("jwt", jwt().jwt(token -> token.claim("pet_preference", "dogs"))),
                Named.of("opaque", opaqueToken().attributes(claims -> claims.put("pet_preference", "dogs"))),
                Named.of("user", user("somebody")));
    }

    @ParameterizedTest
    @MethodSource("users")
    void usersOfSpringSecurityGetNothingThatNeedsACognitoToken(RequestPostProcessor user, CapturedOutput output) {
        assertThat(mvc.get().uri("/principal").with(user)).hasBodyTextEqualTo("null");
        assertThat(mvc.get().uri("/pet").with(user)).hasStatus(403);
        assertThat(mvc.get().uri("/kennel").with(user)).hasStatus(403);

        assertThat(output.toString().lines().filter(line -> line.contains(HINT)))
                .hasSize(3);
        assertThat(output).doesNotContain("dogs");
    }

    @Test
    @WithMockUser
    void aMockUserOfTheAnnotationIsRefusedToo(CapturedOutput output) {
        assertThat(mvc.get().uri("/kennel")).hasStatus(403);

        assertThat(output).contains("UsernamePasswordAuthenticationToken" + HINT);
    }

    @Test
    void aCognitoUserWithTheClaimIsLetIn() {
        assertThat(mvc.get().uri("/kennel").with(cognitoUser().claim("pet_preference", "dogs")))
                .hasStatusOk();
    }

    @RestController
    static class Api {
        @GetMapping("/principal")
        String principal(@AuthenticationPrincipal @Nullable AccessToken token) {
            return String.valueOf(token);
        }
    }
}
