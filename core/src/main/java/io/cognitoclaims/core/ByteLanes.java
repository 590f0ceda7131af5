package io.cognitoclaims.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Tests eight bytes at once in one {@code long} (SWAR, "SIMD within a register"). Byte by byte these tests would be a good part
 * of what a verification costs besides the signature. Each result has the highest bit of a byte set if the test is true for it.
 * The sums are made of seven-bit values, so that none carries into the next byte.
 */
final class ByteLanes {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGHEST_BITS = 0x8080_8080_8080_8080L;
    private static final long CASE = ('a' ^ 'A') * EACH;

    private ByteLanes() {}

    /** {@return the eight bytes from {@code index} on, which must be there; the first one as the lowest} */
    static long at(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    /** {@return which bytes are not in the alphabet of base64url (RFC 4648, section 5)} */
    static long notBase64Url(long bytes) {
        long ascii = bytes & ~HIGHEST_BITS;
        long valid = between('a', 'z', ascii | CASE) | between('0', '9', ascii) | equal('-', ascii) | equal('_', ascii);
        return (bytes | ~valid) & HIGHEST_BITS;
    }

    /** {@return which bytes are escaped in a JSON string (RFC 8259, section 7), or are not ASCII} */
    static long notPlainInJson(long bytes) {
        long ascii = bytes & ~HIGHEST_BITS;
        return (bytes | ~atLeast(' ', ascii) | equal('"', ascii) | equal('\\', ascii)) & HIGHEST_BITS;
    }

    /** {@return how many bytes come before the first that was found; eight if none was} */
    static int before(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }

    // Only the highest bit of each byte of these results has a meaning.

    private static long between(char first, char last, long ascii) {
        return atLeast(first, ascii) & ~atLeast((char) (last + 1), ascii);
    }

    private static long equal(char c, long ascii) {
        return ~atLeast((char) 1, ascii ^ c * EACH);
    }

    private static long atLeast(char c, long ascii) {
        return ascii + (0x80 - c) * EACH;
    }
}
