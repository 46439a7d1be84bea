package dev.justjit.record;

import java.util.Locale;

/**
 * The special methods that machine code enters when they are Python functions; the last two it only asks for; {@code __new__} counts as the function that it wraps. Comparisons come first, in
 * the order of their codes; then three times the operators, in the order of the argument of BINARY_OP:
 * left, right, in place.
 */
public enum SpecialMethod {
    LT,
    LE,
    EQ,
    NE,
    GT,
    GE,
    ADD,
    AND,
    FLOORDIV,
    LSHIFT,
    MATMUL,
    MUL,
    MOD,
    OR,
    POW,
    RSHIFT,
    SUB,
    TRUEDIV,
    XOR,
    RADD,
    RAND,
    RFLOORDIV,
    RLSHIFT,
    RMATMUL,
    RMUL,
    RMOD,
    ROR,
    RPOW,
    RRSHIFT,
    RSUB,
    RTRUEDIV,
    RXOR,
    IADD,
    IAND,
    IFLOORDIV,
    ILSHIFT,
    IMATMUL,
    IMUL,
    IMOD,
    IOR,
    IPOW,
    IRSHIFT,
    ISUB,
    ITRUEDIV,
    IXOR,
    BOOL,
    LEN,
    CONTAINS,
    GETITEM,
    SETITEM,
    CALL,
    ITER,
    NEXT,
    NEG,
    INVERT,
    ABS,
    DELITEM,
    INIT,
    NEW,
    GETATTRIBUTE,
    CLASS;

    /** The name in a class, with its underscores. */
    public String attribute() {
        return "__" + name().toLowerCase(Locale.ROOT) + "__";
    }
}
