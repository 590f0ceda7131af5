package io.cognitoclaims.spring;

/** Says what in the application's code cannot work, and what to write instead. */
final class WrongUseException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String advice;

    /**
     * @param problem what cannot work and where, without a full stop
     * @param advice what to write, in whole sentences
     */
    WrongUseException(String problem, String advice) {
        super(problem);
        this.advice = advice;
    }

    String advice() {
        return advice;
    }
}
