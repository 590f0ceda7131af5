package io.cognitoclaims.core;

/**
 * How much memory the objects that {@link Json} makes take, in bytes: on HotSpot with references of four bytes, which heaps
 * up to 32 GB have. It is counted while a token is parsed, so that no second pass is needed.
 */
final class HeapSize {
    /**
     * The size of a verified token without its claims: the token 40, the cache's key and entry 48 and 32, Caffeine's node
     * and that of its hash table 96 and 32 with their slots.
     */
    static final int TOKEN = 256;

    private static final int STRING = 24;
    private static final int ARRAY = 16;
    private static final int REFERENCE = 4;
    /** A {@link java.util.HashMap} and what makes it unmodifiable. */
    private static final int MAP = 48 + 32;

    private static final int MAP_ENTRY = 32;
    /** An {@link java.util.ArrayList} and what makes it unmodifiable. */
    private static final int LIST = 24 + 24;
    /** The capacity that an {@link java.util.ArrayList} allocates with its first element. */
    private static final int LEAST_LIST = 10;
    /** A {@link java.math.BigDecimal}. */
    private static final int DECIMAL = 40;
    /** A {@link java.math.BigInteger}, which a number of more digits than a long needs. */
    private static final int INTEGER = 40;

    private static final int LONG_DIGITS = 18;

    private HeapSize() {}

    /** {@return the size of a string of so many characters, each of one byte} */
    static int ofString(int length) {
        // All empty strings share their array.
        return length == 0 ? STRING : STRING + aligned(ARRAY + length);
    }

    /** {@return the size of this string} */
    static int of(String string) {
        boolean wide = false;
        for (int i = 0; i < string.length() && !wide; i++) {
            wide = string.charAt(i) > 0xff;
        }
        return ofString(wide ? 2 * string.length() : string.length());
    }

    /** {@return the size of a {@link Long}; the JDK shares small ones} */
    static int of(long number) {
        return number >= -128 && number <= 127 ? 0 : 24;
    }

    /** {@return the size of a map with so many entries, without their keys and values} */
    static int ofMap(int size, int initialCapacity) {
        int capacity = initialCapacity;
        while (size > capacity / 4 * 3) {
            capacity *= 2;
        }
        return MAP + ARRAY + capacity * REFERENCE + size * MAP_ENTRY;
    }

    /** {@return the size of a list with so many elements, without the elements} */
    static int ofList(int size) {
        int capacity = LEAST_LIST;
        while (size > capacity) {
            capacity += capacity >> 1;
        }
        return LIST + aligned(ARRAY + capacity * REFERENCE);
    }

    /** {@return the size of a number of so many characters that is not a {@code long}} */
    static int ofDecimal(int length) {
        // Three and a third bits a digit, in ints.
        return length <= LONG_DIGITS ? DECIMAL : DECIMAL + INTEGER + aligned(ARRAY + (length * 10 / 96 + 1) * 4);
    }

    private static int aligned(int bytes) {
        return bytes + 7 & ~7;
    }
}
