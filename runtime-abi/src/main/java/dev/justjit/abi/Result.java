package dev.justjit.abi;

/** What a {@link Helper} returns. */
public enum Result {
    /** An object, with a reference that is now the caller's. */
    NEW,

    /** An object, without a reference. */
    BORROWED,

    /** A C int that tells success, failure or a truth value: only the low 32 bits count. */
    STATUS,

    /** A 64-bit integer, or an address that is not an object. */
    VALUE,

    /** A 32-bit integer: the upper half of the register is undefined. */
    VALUE32,

    /** A C double, in a floating-point register. */
    DOUBLE,

    /** Nothing. */
    VOID
}
