package io.cognitoclaims.samples.springapi;

import static org.springframework.http.HttpStatus.CONFLICT;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.RevocationNotStoredException;
import io.cognitoclaims.core.Revocations;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** After a sign-out the caller's tokens are refused. */
@RestController
class SignOutController {
    private final Revocations revocations;

    SignOutController(Revocations revocations) {
        this.revocations = revocations;
    }

    /** Revokes all tokens of the caller's sign-in. A token of no sign-in is revoked alone. */
    @PostMapping("/api/sign-out")
    ResponseEntity<ProblemDetail> signOut(@AuthenticationPrincipal CognitoToken token) {
        if (token.originTokenId().isPresent()) {
            revocations.revokeSignIn(token);
        } else if (token.tokenId().isPresent()) {
            revocations.revokeToken(token);
        } else {
            return ResponseEntity.of(ProblemDetail.forStatusAndDetail(
                            CONFLICT,
                            "The token has no origin_jti and no jti, so it can't be revoked alone."
                                    + " /api/sign-out-everywhere revokes it."))
                    .build();
        }
        return ResponseEntity.noContent().build();
    }

    /** Revokes all tokens of all sign-ins that the caller has made so far. */
    @PostMapping("/api/sign-out-everywhere")
    ResponseEntity<ProblemDetail> signOutEverywhere(@AuthenticationPrincipal CognitoToken token) {
        revocations.revokeUser(token);
        return ResponseEntity.noContent().build();
    }

    @ExceptionHandler(RevocationNotStoredException.class)
    ResponseEntity<ProblemDetail> notStored() {
        return ResponseEntity.of(ProblemDetail.forStatusAndDetail(
                        SERVICE_UNAVAILABLE,
                        "This server refuses the token from now on. The others will when the store can be reached again,"
                                + " if this server runs until then."))
                .header(HttpHeaders.RETRY_AFTER, "1")
                .build();
    }
}
