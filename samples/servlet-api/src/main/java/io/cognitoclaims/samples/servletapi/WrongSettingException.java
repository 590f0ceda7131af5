package io.cognitoclaims.samples.servletapi;

/** A setting that can't be used. The message names the setting and the rule. */
final class WrongSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongSettingException(String name, String rule) {
        super(name + ": " + rule);
    }
}
