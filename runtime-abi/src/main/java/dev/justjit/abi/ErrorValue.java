package dev.justjit.abi;

/** Which result of a {@link Helper} tells that an exception is set. */
public enum ErrorValue {
    /** A NULL pointer, always. */
    NULL,

    /** A NULL pointer, but only if an exception is set: NULL can also mean absence. */
    NULL_IF_RAISED,

    /** Minus one, always. */
    MINUS_ONE,

    /** Minus one, but only if an exception is set: minus one is also a value. */
    MINUS_ONE_IF_RAISED,

    /** Any negative number. */
    NEGATIVE,

    /** Zero. */
    ZERO,

    /** Every result: the function only sets an exception. */
    ALWAYS,

    /** No result: the function cannot fail, or sets the exception that it was asked for, or tells otherwise. */
    NONE
}
