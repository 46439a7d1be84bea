package dev.justjit.abi.layout;

/**
 * One entry of {@link DictKeys} of the general kind. C type {@code PyDictKeyEntry}, from {@code
 * Include/internal/pycore_dict.h}.
 */
public final class DictKeyEntry {
    /** {@code me_hash}: the hash of the key, 64 bits. */
    public static final int HASH = 0;

    /** {@code me_key}: the key, or NULL. */
    public static final int KEY = 8;

    /** {@code me_value}: the value, or NULL. */
    public static final int VALUE = 16;

    /** Bytes of the struct. */
    public static final int SIZE = 24;

    private DictKeyEntry() {}
}
