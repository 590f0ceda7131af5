package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.User.Password;
import io.cognitoclaims.localuserpool.User.Purpose;
import io.cognitoclaims.localuserpool.User.Status;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What only the owner of a pool does with its users: in Cognito all of it wants AWS credentials. */
@Component
final class AdminOperations implements Operations {
    private final Users users;
    private final SignIns signIns;
    private final Codes codes;
    private final AccountOperations accounts;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    AdminOperations(Users users, SignIns signIns, Codes codes, AccountOperations accounts, Clock clock) {
        this.users = users;
        this.signIns = signIns;
        this.codes = codes;
        this.accounts = accounts;
        this.clock = clock;
    }

    @Override
    public Map<String, Operation> byName() {
        return Map.ofEntries(
                Map.entry("AdminCreateUser", this::create),
                Map.entry("AdminSetUserPassword", this::setPassword),
                Map.entry("AdminConfirmSignUp", this::confirm),
                Map.entry("AdminGetUser", this::get),
                Map.entry("AdminDeleteUser", this::delete),
                Map.entry("AdminUpdateUserAttributes", this::updateAttributes),
                Map.entry("AdminUserGlobalSignOut", this::signOut),
                Map.entry("AdminDisableUser", this::disable),
                Map.entry("AdminEnableUser", this::enable),
                Map.entry("AdminResetUserPassword", this::resetPassword),
                Map.entry("ListUsers", this::list));
    }

    private Map<String, ?> create(ApiRequest request) throws ApiException {
        String name = request.text("Username");
        String action = request.textOr("MessageAction", "");
        if (!List.of("", "RESEND", "SUPPRESS").contains(action)) {
            throw ApiException.invalidParameter("MessageAction must be RESEND or SUPPRESS");
        }
        String given = request.textOr("TemporaryPassword", "");
        String password = given.isEmpty() ? PasswordPolicy.generate(random) : given;
        PasswordPolicy.require(password);
        if (action.equals("RESEND")) {
            return Map.of("User", ApiShapes.user(invite(users.require(name), password), null));
        }
        Map<String, String> attributes = UserAttributes.changed(Map.of(), request.attributes("UserAttributes"));
        User user = User.named(name, attributes, temporary(password), Status.FORCE_CHANGE_PASSWORD);
        boolean mailed = action.isEmpty();
        User added = users.add(mailed ? codes.send(user, Purpose.TEMPORARY_PASSWORD, password) : user);
        return Map.of("User", ApiShapes.user(added, null));
    }

    private User invite(User invited, String password) throws ApiException {
        return users.change(invited.sub(), user -> {
            if (user.status() != Status.FORCE_CHANGE_PASSWORD) {
                throw new ApiException(
                        "UnsupportedUserStateException",
                        "Resend not possible. The status is not FORCE_CHANGE_PASSWORD");
            }
            return codes.send(user, Purpose.TEMPORARY_PASSWORD, password)
                    .withPassword(temporary(password), Status.FORCE_CHANGE_PASSWORD);
        });
    }

    private Password temporary(String text) {
        return new Password(text, clock.instant().plus(Purpose.TEMPORARY_PASSWORD.validity()));
    }

    private Map<String, ?> setPassword(ApiRequest request) throws ApiException {
        String text = request.text("Password");
        PasswordPolicy.require(text);
        boolean permanent = request.flag("Permanent");
        Password password = permanent ? Password.permanent(text) : temporary(text);
        users.change(
                named(request).sub(),
                user -> user.withPassword(password, permanent ? Status.CONFIRMED : Status.FORCE_CHANGE_PASSWORD)
                        .withoutCode(Purpose.TEMPORARY_PASSWORD));
        return Map.of();
    }

    private Map<String, ?> confirm(ApiRequest request) throws ApiException {
        users.change(named(request).sub(), user -> {
            AccountOperations.requireUnconfirmed(user);
            return user.withStatus(Status.CONFIRMED).withoutCode(Purpose.SIGN_UP);
        });
        return Map.of();
    }

    private Map<String, ?> get(ApiRequest request) throws ApiException {
        User user = named(request);
        Map<String, Object> answer = ApiShapes.state(user);
        answer.put("UserAttributes", ApiShapes.attributes(user.allAttributes()));
        return answer;
    }

    private Map<String, ?> delete(ApiRequest request) throws ApiException {
        User user = named(request);
        users.remove(user.sub());
        signIns.removeOf(user);
        return Map.of();
    }

    private Map<String, ?> updateAttributes(ApiRequest request) throws ApiException {
        Map<String, String> changes = request.attributes("UserAttributes");
        users.change(named(request).sub(), user -> accounts.update(user, changes));
        return Map.of();
    }

    private Map<String, ?> signOut(ApiRequest request) throws ApiException {
        signIns.removeOf(named(request));
        return Map.of();
    }

    /** Ends all sign-ins, too: they do not come back when the user is enabled again. */
    private Map<String, ?> disable(ApiRequest request) throws ApiException {
        signIns.removeOf(users.change(named(request).sub(), user -> user.withEnabled(false)));
        return Map.of();
    }

    private Map<String, ?> enable(ApiRequest request) throws ApiException {
        users.change(named(request).sub(), user -> user.withEnabled(true));
        return Map.of();
    }

    private Map<String, ?> resetPassword(ApiRequest request) throws ApiException {
        users.change(named(request).sub(), user -> {
            AccountOperations.requireResettable(user);
            if (!user.hasVerifiedEmail()) {
                throw ApiException.invalidParameter("Cannot reset password for the user as there is no"
                        + " registered/verified email or phone_number");
            }
            return codes.send(user.withStatus(Status.RESET_REQUIRED), Purpose.FORGOT_PASSWORD);
        });
        return Map.of();
    }

    private Map<String, ?> list(ApiRequest request) throws ApiException {
        List<String> wanted = request.texts("AttributesToGet");
        ApiPage<User> page = ApiPage.of(
                users.all(), UserFilter.parse(request.textOr("Filter", "")), request, "Limit", "PaginationToken");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "Users",
                page.items().stream().map(user -> ApiShapes.user(user, wanted)).toList());
        page.addTo(answer, "PaginationToken");
        return answer;
    }

    private User named(ApiRequest request) throws ApiException {
        return users.require(request.text("Username"));
    }
}
