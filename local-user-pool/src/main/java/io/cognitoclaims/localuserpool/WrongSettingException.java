package io.cognitoclaims.localuserpool;

/** A setting that can't be used. The message names the setting and the rule, never the value. */
final class WrongSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    WrongSettingException(String name, String rule) {
        super(name + " " + rule);
    }

    static void require(boolean rule, String name, String text) {
        if (!rule) {
            throw new WrongSettingException(name, text);
        }
    }
}
