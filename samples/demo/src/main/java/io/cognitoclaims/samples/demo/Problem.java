package io.cognitoclaims.samples.demo;

/** Something that the visitor is told on a page of its own. The texts are ours and hold nothing that was received. */
final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    Problem(int status, String title, String advice) {
        super(advice, null, false, false);
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String advice() {
        return String.valueOf(getMessage());
    }
}
