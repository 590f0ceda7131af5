package io.cognitoclaims.spring;

import java.util.function.Supplier;

/** Says which property is wrong, why, and what to write there. */
final class WrongSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String property;
    private final String problem;
    private final String advice;

    /**
     * @param problem what is wrong; it follows the property's name
     * @param advice what to write, in whole sentences
     */
    WrongSettingException(String property, String problem, String advice) {
        super(property + ": " + problem);
        this.property = property;
        this.problem = problem;
        this.advice = advice;
    }

    /**
     * {@return the result of {@code value}} If core refuses an argument, the exception names the property that it came
     * from.
     */
    static <V> V requireValid(String property, String advice, Supplier<V> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new WrongSettingException(property, withoutName(String.valueOf(e.getMessage())), advice);
        }
    }

    String property() {
        return property;
    }

    String problem() {
        return problem;
    }

    String advice() {
        return advice;
    }

    /** Core's messages begin with its own name of the setting and a colon. */
    private static String withoutName(String message) {
        int end = message.indexOf(": ");
        return end < 0 ? message : message.substring(end + 2);
    }
}
