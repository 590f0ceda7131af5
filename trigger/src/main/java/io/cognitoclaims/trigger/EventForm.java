package io.cognitoclaims.trigger;

/**
 * The form of an event, and so of its answer. It is {@link #V2} if the event's version is 2 or more, if it names
 * scopes, or if its response has the member that only this form has; otherwise it is {@link #V1}.
 */
public enum EventForm {
    /** Changes to the ID token only: claims are strings, and the access token cannot be changed except for its groups. */
    V1("claimsOverrideDetails"),

    /** Changes to both tokens, with claims of any JSON type. Events of version 2, 3 and later have this form. */
    V2("claimsAndScopeOverrideDetails");

    private final String detailsMember;

    EventForm(String detailsMember) {
        this.detailsMember = detailsMember;
    }

    /** {@return the member of the response that holds the changes} */
    String detailsMember() {
        return detailsMember;
    }
}
