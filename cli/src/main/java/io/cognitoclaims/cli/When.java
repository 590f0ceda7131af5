package io.cognitoclaims.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says when something is: in local time, and how far from now. */
final class When {
    private static final long LAST_YEAR_OF_FOUR_DIGITS = 253_402_300_799L;

    private When() {}

    /** {@return the moment that this claim names in seconds since 1970; empty if it names none between 1970 and 9999} */
    static Optional<Instant> of(@Nullable Object claim) {
        // Numbers of a token may have hundreds of digits: none of them is computed with.
        if (!(claim instanceof JsonText.Digits digits) || digits.text().length() > 20) {
            return Optional.empty();
        }
        BigDecimal seconds;
        try {
            seconds = new BigDecimal(digits.text());
        } catch (NumberFormatException e) {
            // Its exponent is out of all proportion.
            return Optional.empty();
        }
        return seconds.signum() < 0 || seconds.compareTo(BigDecimal.valueOf(LAST_YEAR_OF_FOUR_DIGITS)) > 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(seconds.longValue()));
    }

    /** {@return such as {@code 2026-11-29 15:26:40 +01:00, in 12 min}} */
    static String describe(Instant moment, Instant now) {
        return local(moment) + ", " + distance(moment, now);
    }

    /** {@return such as {@code 2026-11-29 15:26:40 +01:00}} Not with a formatter: loading one takes longer than all the rest. */
    static String local(Instant moment) {
        ZoneOffset offset = ZoneId.systemDefault().getRules().getOffset(moment);
        LocalDateTime time = LocalDateTime.ofEpochSecond(moment.getEpochSecond(), 0, offset);
        return time.toLocalDate() + " " + pad(time.getHour()) + ":" + pad(time.getMinute()) + ":"
                + pad(time.getSecond()) + " " + (offset.getTotalSeconds() == 0 ? "UTC" : offset.getId());
    }

    /** {@return such as {@code in 12 min}, {@code 3 h 5 min ago} or {@code now}} */
    static String distance(Instant moment, Instant now) {
        // Whole seconds, as in the token.
        long seconds = moment.getEpochSecond() - now.getEpochSecond();
        if (seconds == 0) {
            return "now";
        }
        String length = length(Duration.ofSeconds(Math.abs(seconds)));
        return seconds > 0 ? "in " + length : length + " ago";
    }

    /** {@return such as {@code 40 s}, {@code 12 min}, {@code 3 h 5 min} or {@code 30 days}} */
    static String length(Duration duration) {
        long seconds = duration.toSeconds();
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (seconds < 60) {
            return seconds + " s";
        } else if (minutes < 60) {
            return minutes + " min";
        } else if (hours < 48) {
            return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        return days < 730 ? days + " days" : days / 365 + " years";
    }

    private static String pad(int number) {
        return (number < 10 ? "0" : "") + number;
    }
}
