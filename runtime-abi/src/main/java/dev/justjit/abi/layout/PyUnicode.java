package dev.justjit.abi.layout;

/**
 * A str. Where the characters are depends on {@link #STATE}. C type {@code PyUnicodeObject}, from
 * {@code Include/cpython/unicodeobject.h}.
 */
public final class PyUnicode {
    /** {@code _base._base.length}: the number of code points, 64 bits. */
    public static final int LENGTH = 16;

    /** {@code _base._base.hash}: the hash, or -1 while unknown, 64 bits. */
    public static final int HASH = 24;

    /** {@code _base._base.state}: a 32-bit word of the {@code STATE_} bits. */
    public static final int STATE = 32;

    /**
     * {@code _base.utf8_length}: bytes of the cached UTF-8 form, 64 bits; absent in ASCII strings.
     */
    public static final int UTF8_LENGTH = 40;

    /** {@code _base.utf8}: the cached UTF-8 form or NULL; absent in ASCII strings. */
    public static final int UTF8 = 48;

    /** {@code data}: pointer to the characters of a string that is not compact. */
    public static final int DATA = 56;

    /** Bytes of the struct. */
    public static final int SIZE = 64;

    /** The characters of a compact ASCII string. */
    public static final int ASCII_DATA = 40;

    /** The characters of another compact string. */
    public static final int COMPACT_DATA = 56;

    /** 0 not interned, 1 mortal, 2 immortal, 3 immortal and static. */
    public static final int STATE_INTERNED_MASK = 0x3;

    /** The kind (1, 2 or 4 bytes per character) starts at this bit. */
    public static final int STATE_KIND_SHIFT = 2;

    /** Mask of the kind after the shift. */
    public static final int STATE_KIND_MASK = 0x7;

    /** The characters are inside the object. */
    public static final int STATE_COMPACT = 0x20;

    /** All characters are below 128. */
    public static final int STATE_ASCII = 0x40;

    private PyUnicode() {}
}
