package dev.justjit.abi.layout;

/**
 * An int. The tag holds the number of 30-bit digits times eight, plus the sign. C type {@code
 * PyLongObject}, from {@code Include/cpython/longintrepr.h}.
 */
public final class PyLong {
    /** {@code long_value.lv_tag}: {@code (digits << 3) | sign}, 64 bits. */
    public static final int TAG = 16;

    /** {@code long_value.ob_digit}: the first 30-bit digit, 32 bits; the others follow. */
    public static final int DIGIT = 24;

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    /** Tags below this belong to compact ints: magnitude below 2 to the power of 30. */
    public static final int COMPACT_TAG_LIMIT = 16;

    /** The sign bits of the tag: 0 positive, 1 zero, 2 negative. */
    public static final int SIGN_MASK = 3;

    /** The digit count is the tag shifted right by this. */
    public static final int TAG_SHIFT = 3;

    /** The tag of 0. */
    public static final int TAG_ZERO = 1;

    /** The tag of 1 up to {@link #COMPACT_MAX}. */
    public static final int TAG_POSITIVE = 8;

    /** The tag of -1 down to minus {@link #COMPACT_MAX}. */
    public static final int TAG_NEGATIVE = 10;

    /** Bits in one digit. */
    public static final int DIGIT_BITS = 30;

    /** The greatest compact int. */
    public static final int COMPACT_MAX = (1 << 30) - 1;

    /** The least int that is a singleton. */
    public static final int SMALL_MIN = -5;

    /** The greatest int that is a singleton. */
    public static final int SMALL_MAX = 256;

    /** Bytes between neighbours in the array of singletons. */
    public static final int SMALL_STRIDE = 32;

    /** Binary logarithm of {@link #SMALL_STRIDE}. */
    public static final int SMALL_SHIFT = 5;

    private PyLong() {}
}
