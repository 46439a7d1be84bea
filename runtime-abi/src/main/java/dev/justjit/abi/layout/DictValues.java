package dev.justjit.abi.layout;

/**
 * The values of a split dict, or of an instance with inline values. One byte per insertion follows
 * the value slots: the insertion order. C type {@code struct _dictvalues}, from {@code
 * Include/internal/pycore_dict.h}.
 */
public final class DictValues {
    /** {@code capacity}: the number of value slots, 8 bits. */
    public static final int CAPACITY = 0;

    /** {@code size}: the number of insertion-order bytes in use, 8 bits. */
    public static final int SIZE = 1;

    /** {@code embedded}: 1 when inside the instance, 8 bits. */
    public static final int EMBEDDED = 2;

    /** {@code valid}: 0 once the values have moved elsewhere, 8 bits. */
    public static final int VALID = 3;

    /** {@code values}: the first value slot. */
    public static final int VALUES = 8;

    /** Bytes of the struct. */
    public static final int STRUCT_SIZE = 16;

    private DictValues() {}
}
