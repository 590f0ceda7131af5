package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAttributesTest {
    private static final User REX = User.of(
            "rex",
            "sub-1",
            new UserPoolSettings.User(
                            "rex",
                            "sub-1",
                            "rex@dogs.example",
                            true,
                            "Pass-1",
                            List.of(),
                            List.of(
                                    "given_name=Rex",
                                    "phone_number=+15550100",
                                    "phone_number_verified=false",
                                    "custom:kennel=a=b"))
                    .values(),
            User.Password.permanent("Pass-1"),
            User.Status.CONFIRMED);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openid|custom:kennel email email_verified given_name phone_number phone_number_verified",
                "openid pets/read|custom:kennel email email_verified given_name phone_number phone_number_verified",
                "aws.cognito.signin.user.admin|custom:kennel email email_verified given_name phone_number phone_number_verified",
                "openid email|email email_verified",
                "openid phone|phone_number phone_number_verified",
                "openid profile|custom:kennel given_name",
                "openid email phone|email email_verified phone_number phone_number_verified"
            })
    void attributesAreReleasedByScopeOrAllByOpenidAlone(String scopes, String names) {
        assertThat(UserAttributes.released(REX, Set.of(scopes.split(" ", -1))).keySet())
                .containsExactlyInAnyOrder(names.split(" ", -1));
    }

    @Test
    void attributesAreBooleansOnlyWhereTheyTellWhetherSomethingIsVerified() {
        Map<String, Object> claims = UserAttributes.claims(UserAttributes.released(REX, Set.of("openid")));

        assertThat(claims)
                .containsEntry("email_verified", true)
                .containsEntry("phone_number_verified", false)
                .containsEntry("custom:kennel", "a=b")
                .containsEntry("phone_number", "+15550100");
    }
}
