package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.User.Password;
import io.cognitoclaims.localuserpool.User.Purpose;
import io.cognitoclaims.localuserpool.User.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * What users do for themselves, without AWS credentials: sign up, recover a password, and change or delete what belongs to
 * their access token. Whether a user exists is told as by an app client whose {@code PreventUserExistenceErrors} is
 * {@code ENABLED}. See <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html">Managing user existence
 * error responses</a>.
 */
@Component
final class AccountOperations implements Operations {
    private final ApiClients clients;
    private final ApiTokens tokens;
    private final Users users;
    private final SignIns signIns;
    private final Codes codes;

    AccountOperations(ApiClients clients, ApiTokens tokens, Users users, SignIns signIns, Codes codes) {
        this.clients = clients;
        this.tokens = tokens;
        this.users = users;
        this.signIns = signIns;
        this.codes = codes;
    }

    @Override
    public Map<String, Operation> byName() {
        return Map.ofEntries(
                Map.entry("SignUp", this::signUp),
                Map.entry("ConfirmSignUp", this::confirmSignUp),
                Map.entry("ResendConfirmationCode", this::resendCode),
                Map.entry("ForgotPassword", this::forgotPassword),
                Map.entry("ConfirmForgotPassword", this::confirmForgotPassword),
                Map.entry("ChangePassword", this::changePassword),
                Map.entry("GetUser", this::user),
                Map.entry("UpdateUserAttributes", this::updateAttributes),
                Map.entry("GetUserAttributeVerificationCode", this::sendVerification),
                Map.entry("VerifyUserAttribute", this::verifyAttribute),
                Map.entry("DeleteUser", this::delete),
                Map.entry("GlobalSignOut", this::signOut));
    }

    private Map<String, ?> signUp(ApiRequest request) throws ApiException {
        clients.withHash(request);
        String password = request.text("Password");
        Map<String, String> own = request.attributes("UserAttributes");
        UserAttributes.requireOwn(own);
        User user = User.named(
                request.text("Username"),
                UserAttributes.changed(Map.of(), own),
                Password.permanent(password),
                Status.UNCONFIRMED);
        PasswordPolicy.require(password);
        User added = users.add(user.email().isPresent() ? codes.send(user, Purpose.SIGN_UP) : user);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("UserConfirmed", false);
        answer.put("UserSub", added.sub());
        added.email().ifPresent(email -> answer.put("CodeDeliveryDetails", ApiShapes.delivery(email)));
        return answer;
    }

    private Map<String, ?> confirmSignUp(ApiRequest request) throws ApiException {
        clients.withHash(request);
        String code = request.text("ConfirmationCode");
        User found = users.find(request.text("Username")).orElseThrow(Codes::expired);
        users.change(found.sub(), user -> {
            requireUnconfirmed(user);
            User confirmed = codes.use(user, Purpose.SIGN_UP, code);
            return confirmed
                    .withStatus(Status.CONFIRMED)
                    .withAttributes(UserAttributes.changed(confirmed.attributes(), Map.of("email_verified", "true")));
        });
        return Map.of();
    }

    static void requireUnconfirmed(User user) throws ApiException {
        if (user.status() != Status.UNCONFIRMED) {
            throw ApiException.notAuthorized("User cannot be confirmed. Current status is " + user.status());
        }
    }

    private Map<String, ?> resendCode(ApiRequest request) throws ApiException {
        clients.withHash(request);
        String name = request.text("Username");
        User found = users.find(name).orElse(null);
        if (found == null) {
            return Map.of("CodeDeliveryDetails", ApiShapes.delivery(name));
        }
        User sent = users.change(found.sub(), user -> {
            if (user.status() != Status.UNCONFIRMED) {
                throw ApiException.invalidParameter("User is already confirmed.");
            }
            if (user.email().isEmpty()) {
                throw ApiException.invalidParameter("Cannot resend codes. Auto verification not turned on.");
            }
            return codes.send(user, Purpose.SIGN_UP);
        });
        return Map.of("CodeDeliveryDetails", ApiShapes.delivery(sent.email().orElse(name)));
    }

    private Map<String, ?> forgotPassword(ApiRequest request) throws ApiException {
        clients.withHash(request);
        String name = request.text("Username");
        User found = users.find(name)
                .filter(user -> user.enabled() && user.hasVerifiedEmail())
                .orElse(null);
        if (found == null) {
            return Map.of("CodeDeliveryDetails", ApiShapes.delivery(name));
        }
        User sent = users.change(found.sub(), user -> {
            requireResettable(user);
            return codes.send(user, Purpose.FORGOT_PASSWORD);
        });
        return Map.of("CodeDeliveryDetails", ApiShapes.delivery(sent.email().orElse(name)));
    }

    static void requireResettable(User user) throws ApiException {
        if (user.status() != Status.CONFIRMED && user.status() != Status.RESET_REQUIRED) {
            throw ApiException.notAuthorized("User password cannot be reset in the current state.");
        }
    }

    private Map<String, ?> confirmForgotPassword(ApiRequest request) throws ApiException {
        clients.withHash(request);
        String code = request.text("ConfirmationCode");
        String password = request.text("Password");
        User found = users.find(request.text("Username")).filter(User::enabled).orElseThrow(Codes::mismatch);
        users.change(found.sub(), user -> {
            User proved = codes.use(user, Purpose.FORGOT_PASSWORD, code);
            requireResettable(user);
            PasswordPolicy.require(password);
            return proved.withPassword(Password.permanent(password), Status.CONFIRMED);
        });
        return Map.of();
    }

    private Map<String, ?> changePassword(ApiRequest request) throws ApiException {
        String previous = request.text("PreviousPassword");
        String proposed = request.text("ProposedPassword");
        users.change(owner(request).sub(), user -> {
            if (!user.password().is(previous)) {
                throw PasswordSignIn.incorrect();
            }
            PasswordPolicy.require(proposed);
            return user.withPassword(Password.permanent(proposed), user.status());
        });
        return Map.of();
    }

    private Map<String, ?> user(ApiRequest request) throws ApiException {
        User user = owner(request);
        return Map.of("Username", user.username(), "UserAttributes", ApiShapes.attributes(user.allAttributes()));
    }

    private Map<String, ?> updateAttributes(ApiRequest request) throws ApiException {
        Map<String, String> changes = request.attributes("UserAttributes");
        UserAttributes.requireOwn(changes);
        User before = owner(request);
        User after = users.change(before.sub(), user -> update(user, changes));
        boolean sent = !after.email().equals(before.email()) && after.email().isPresent();
        return Map.of(
                "CodeDeliveryDetailsList",
                sent ? List.of(ApiShapes.delivery(after.email().orElseThrow())) : List.of());
    }

    /** {@return the user with the changes, and with a code if the e-mail address is another and not verified} */
    User update(User user, Map<String, String> changes) throws ApiException {
        User changed = user.withAttributes(UserAttributes.changed(user.attributes(), changes));
        boolean unproved =
                changed.email().isPresent() && !changed.email().equals(user.email()) && !changed.hasVerifiedEmail();
        Purpose purpose = user.status() == Status.UNCONFIRMED ? Purpose.SIGN_UP : Purpose.VERIFY_EMAIL;
        return unproved ? codes.send(changed, purpose) : changed;
    }

    private Map<String, ?> sendVerification(ApiRequest request) throws ApiException {
        requireEmail(request);
        User sent = users.change(owner(request).sub(), user -> {
            if (user.email().isEmpty()) {
                throw ApiException.invalidParameter("The user has no email");
            }
            return codes.send(user, Purpose.VERIFY_EMAIL);
        });
        return Map.of("CodeDeliveryDetails", ApiShapes.delivery(sent.email().orElseThrow()));
    }

    private Map<String, ?> verifyAttribute(ApiRequest request) throws ApiException {
        requireEmail(request);
        String code = request.text("Code");
        users.change(owner(request).sub(), user -> {
            User proved = codes.use(user, Purpose.VERIFY_EMAIL, code);
            return proved.withAttributes(UserAttributes.changed(proved.attributes(), Map.of("email_verified", "true")));
        });
        return Map.of();
    }

    private static void requireEmail(ApiRequest request) throws ApiException {
        if (!request.text("AttributeName").equals("email")) {
            throw ApiException.invalidParameter("The stand-in verifies email only");
        }
    }

    private Map<String, ?> delete(ApiRequest request) throws ApiException {
        User user = owner(request);
        users.remove(user.sub());
        signIns.removeOf(user);
        return Map.of();
    }

    private Map<String, ?> signOut(ApiRequest request) throws ApiException {
        signIns.removeOf(owner(request));
        return Map.of();
    }

    private User owner(ApiRequest request) throws ApiException {
        return tokens.owner(request.text("AccessToken"));
    }
}
