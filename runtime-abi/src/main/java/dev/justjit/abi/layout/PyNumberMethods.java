package dev.justjit.abi.layout;

/**
 * The slots of number operations. C type {@code PyNumberMethods}, from {@code
 * Include/cpython/object.h}.
 */
public final class PyNumberMethods {
    /** {@code nb_add}. */
    public static final int ADD = 0;

    /** {@code nb_subtract}. */
    public static final int SUBTRACT = 8;

    /** {@code nb_multiply}. */
    public static final int MULTIPLY = 16;

    /** {@code nb_remainder}. */
    public static final int REMAINDER = 24;

    /** {@code nb_divmod}. */
    public static final int DIVMOD = 32;

    /** {@code nb_power}. */
    public static final int POWER = 40;

    /** {@code nb_negative}. */
    public static final int NEGATIVE = 48;

    /** {@code nb_positive}. */
    public static final int POSITIVE = 56;

    /** {@code nb_absolute}. */
    public static final int ABSOLUTE = 64;

    /** {@code nb_bool}. */
    public static final int BOOL = 72;

    /** {@code nb_invert}. */
    public static final int INVERT = 80;

    /** {@code nb_lshift}. */
    public static final int LSHIFT = 88;

    /** {@code nb_rshift}. */
    public static final int RSHIFT = 96;

    /** {@code nb_and}. */
    public static final int AND = 104;

    /** {@code nb_xor}. */
    public static final int XOR = 112;

    /** {@code nb_or}. */
    public static final int OR = 120;

    /** {@code nb_int}. */
    public static final int INT = 128;

    /** {@code nb_float}. */
    public static final int FLOAT = 144;

    /** {@code nb_inplace_add}. */
    public static final int INPLACE_ADD = 152;

    /** {@code nb_inplace_subtract}. */
    public static final int INPLACE_SUBTRACT = 160;

    /** {@code nb_inplace_multiply}. */
    public static final int INPLACE_MULTIPLY = 168;

    /** {@code nb_inplace_remainder}. */
    public static final int INPLACE_REMAINDER = 176;

    /** {@code nb_inplace_power}. */
    public static final int INPLACE_POWER = 184;

    /** {@code nb_inplace_lshift}. */
    public static final int INPLACE_LSHIFT = 192;

    /** {@code nb_inplace_rshift}. */
    public static final int INPLACE_RSHIFT = 200;

    /** {@code nb_inplace_and}. */
    public static final int INPLACE_AND = 208;

    /** {@code nb_inplace_xor}. */
    public static final int INPLACE_XOR = 216;

    /** {@code nb_inplace_or}. */
    public static final int INPLACE_OR = 224;

    /** {@code nb_floor_divide}. */
    public static final int FLOOR_DIVIDE = 232;

    /** {@code nb_true_divide}. */
    public static final int TRUE_DIVIDE = 240;

    /** {@code nb_inplace_floor_divide}. */
    public static final int INPLACE_FLOOR_DIVIDE = 248;

    /** {@code nb_inplace_true_divide}. */
    public static final int INPLACE_TRUE_DIVIDE = 256;

    /** {@code nb_index}. */
    public static final int INDEX = 264;

    /** {@code nb_matrix_multiply}. */
    public static final int MATRIX_MULTIPLY = 272;

    /** {@code nb_inplace_matrix_multiply}. */
    public static final int INPLACE_MATRIX_MULTIPLY = 280;

    /** Bytes of the struct. */
    public static final int SIZE = 288;

    private PyNumberMethods() {}
}
