package dev.justjit.abi;

/** What an argument of a {@link Helper} is. */
public enum Role {
    /** The current thread state. */
    TSTATE,

    /** An interpreter frame. */
    FRAME,

    /** An object that the function only looks at: the caller keeps its reference. Some may be NULL. */
    OBJECT,

    /** An object whose reference the function takes over, also when it fails. */
    STOLEN,

    /** The address of a word where the function puts a new reference, or NULL. */
    OUT_POINTER,

    /** A C int: only the low 32 bits count. */
    INT,

    /** A 64-bit integer, signed or not. */
    SIZE,

    /** The address of a C string. */
    STRING,

    /** Any other address. */
    POINTER,

    /** A C double, passed in a floating-point register. */
    DOUBLE
}
