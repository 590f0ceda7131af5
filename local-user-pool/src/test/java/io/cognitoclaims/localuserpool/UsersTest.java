package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.localuserpool.User.Password;
import io.cognitoclaims.localuserpool.User.Status;
import io.cognitoclaims.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class UsersTest {
    private final TestClock clock = TestClock.atNow();

    @Test
    void aUserIsFoundByNameAddressOrSub() throws Exception {
        Users users = users("rex", "tom");

        User rex = users.require("rex");
        assertThat(users.find("REX@dogs.example")).contains(rex);
        assertThat(users.find("sub-0")).contains(rex);
        assertThat(users.find("SUB-0")).isEmpty();
        assertThat(users.find("rex@")).isEmpty();
        assertThat(rex.status()).isEqualTo(Status.CONFIRMED);
        assertThat(rex.groups()).containsExactly("dogs");
        assertThat(users.groups()).containsOnlyKeys("dogs");
    }

    @Test
    void namesThatOnlyUnicodeFoldsTogetherAreToldApart() {
        Users users = users("kim", "\u212aim");

        assertThat(users.find("KIM")).isEqualTo(users.bySub("sub-0"));
        assertThat(users.find("\u212aim")).isEqualTo(users.bySub("sub-1"));
        assertThat(users.find("k\u0130m")).isEmpty();
        assertThat(users.find("k\u0131m")).isEmpty();
        assertThat(users.find("rex@dog\u017f.example")).isEmpty();
    }

    @Test
    void aUserMayBeNamedByTheirOwnAddress() {
        Users users = users("Rex@dogs.example", "tom");

        assertThat(users.find("rex@dogs.example")).isPresent().isEqualTo(users.bySub("sub-0"));
    }

    @Test
    void namesAndAddressesBelongToOneUser() throws Exception {
        Users users = users("rex", "tom");

        assertRefused("UsernameExistsException", () -> users.add(user("REX")));
        assertRefused("UsernameExistsException", () -> users.add(user("tom@dogs.example")));
        assertRefused("UsernameExistsException", () -> users.add(user("sub-1")));
        assertRefused(
                "UsernameExistsException",
                () -> users.add(user("new").withAttributes(Map.of("email", "Tom@dogs.example"))));
        assertRefused(
                "AliasExistsException",
                () -> users.change("sub-0", rex -> rex.withAttributes(Map.of("email", "tom@dogs.example"))));
        assertThat(users.require("rex").attributes()).containsEntry("email", "rex@dogs.example");
        assertThat(users.all()).hasSize(2);
    }

    @Test
    void aUsernameInOtherLettersThanASubIsNotTakenForIt() throws Exception {
        Users users = users("rex", "tom");

        assertRefused("UsernameExistsException", () -> users.add(user("SUB-0")));
        assertThat(users.find("sub-0")).isEqualTo(users.bySub("sub-0"));
    }

    @Test
    void aNameIsFreeAgainWhenItsUserHasAnotherOrIsGone() throws Exception {
        Users users = users("rex", "tom");

        users.change("sub-0", rex -> rex.withAttributes(Map.of("email", "rex@cats.example")));
        users.remove("sub-1");

        assertThat(users.find("rex@dogs.example")).isEmpty();
        assertThat(users.find("rex@cats.example")).isPresent();
        assertThat(users.find("tom")).isEmpty();
        users.add(user("tom").withAttributes(Map.of("email", "rex@dogs.example")));
        assertThat(users.find("rex@dogs.example").map(User::username)).contains("tom");
    }

    @Test
    void aResetRestoresWhatTheSettingsSay() throws Exception {
        Users users = users("rex", "tom");
        users.add(user("new"));
        users.addGroup("cats", null, null, null);
        users.removeGroup("dogs");
        users.remove("sub-1");
        users.change(
                "sub-0", rex -> rex.withEnabled(false).withPassword(Password.permanent("x"), Status.RESET_REQUIRED));

        users.reset();

        User rex = users.require("rex");
        assertThat(users.all()).containsOnlyKeys("sub-0", "sub-1");
        assertThat(users.groups()).containsOnlyKeys("dogs");
        assertThat(rex.groups()).containsExactly("dogs");
        assertThat(rex.enabled()).isTrue();
        assertThat(rex.password().is("Pass-1")).isTrue();
        assertThat(users.find("new")).isEmpty();
    }

    @Test
    void aUserKnowsWhenItWasChanged() throws Exception {
        Users users = users("rex", "tom");

        clock.advance(Duration.ofHours(1));
        User changed = users.change("sub-0", rex -> rex.withEnabled(false));

        assertThat(changed.modified()).isEqualTo(clock.instant());
        assertThat(changed.created()).isEqualTo(clock.instant().minus(Duration.ofHours(1)));
    }

    @Test
    void thereAreNoMoreThanTenThousandUsers() throws Exception {
        Users users = users("rex", "tom");
        for (int i = 2; i < Users.MOST; i++) {
            users.add(user("user-" + i));
        }

        assertRefused("LimitExceededException", () -> users.add(user("one-more")));
        users.remove("sub-0");
        users.add(user("one-more"));
        assertThat(users.all()).hasSize(Users.MOST);
    }

    @Test
    void aUserIsInNoMoreThanAHundredGroups() throws Exception {
        Users users = users("rex", "tom");
        for (int i = 1; i < 100; i++) {
            users.addGroup("group-" + i, null, null, null);
            users.join("sub-0", "group-" + i);
        }
        users.addGroup("one-more", null, null, null);

        assertRefused("LimitExceededException", () -> users.join("sub-0", "one-more"));
        users.join("sub-0", "group-1");
        assertThat(users.require("rex").groups()).hasSize(100);
    }

    @Test
    void ofManyWhoWantANameOneGetsIt() throws Exception {
        Users users = users("rex", "tom");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<User>> attempts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            attempts.add(threads.submit(() -> users.add(user("wanted"))));
        }
        int added = 0;
        for (Future<User> attempt : attempts) {
            try {
                attempt.get();
                added++;
            } catch (ExecutionException refused) {
                assertThat(refused).hasCauseInstanceOf(ApiException.class);
            }
        }
        threads.shutdown();

        assertThat(added).isEqualTo(1);
        assertThat(users.all()).hasSize(3);
    }

    @Test
    void aUserAsTextShowsNeitherPasswordNorCodes() throws Exception {
        User rex = new Codes(clock).send(users("rex", "tom").require("rex"), User.Purpose.SIGN_UP, "123456");

        assertThat(rex + " " + rex.password() + " " + rex.codes()).doesNotContain("Pass-1", "123456");
    }

    private static User user(String name) {
        return User.of(name, "sub-of-" + name, Map.of(), Password.permanent("Pass-1"), Status.CONFIRMED);
    }

    private static void assertRefused(String type, ThrowingCallable call) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(call)
                .satisfies(refused -> assertThat(refused.type()).isEqualTo(type));
    }

    private Users users(String... names) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("user-pool.id", "eu-west-1_Pets");
        for (int i = 0; i < names.length; i++) {
            String user = "user-pool.users[" + i + "].";
            settings.put(user + "username", names[i]);
            settings.put(user + "sub", "sub-" + i);
            settings.put(user + "email", i == 0 ? "rex@dogs.example" : "tom@dogs.example");
            settings.put(user + "password", "Pass-1");
            settings.put(user + "groups[0]", "dogs");
        }
        UserPoolSettings bound = new Binder(new MapConfigurationPropertySource(settings))
                .bind("user-pool", UserPoolSettings.class)
                .get();
        return new Users(bound, clock);
    }
}
