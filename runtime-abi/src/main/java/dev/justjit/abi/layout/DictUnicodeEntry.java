package dev.justjit.abi.layout;

/**
 * One entry of {@link DictKeys} that hold only str keys. C type {@code PyDictUnicodeEntry}, from
 * {@code Include/internal/pycore_dict.h}.
 */
public final class DictUnicodeEntry {
    /** {@code me_key}: the str. */
    public static final int KEY = 0;

    /** {@code me_value}: the value, or NULL. */
    public static final int VALUE = 8;

    /** Bytes of the struct. */
    public static final int SIZE = 16;

    private DictUnicodeEntry() {}
}
