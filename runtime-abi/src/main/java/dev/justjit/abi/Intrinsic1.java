package dev.justjit.abi;

/** The functions of CALL_INTRINSIC_1, in the order of its argument. */
public enum Intrinsic1 {
    /** Raises SystemError. */
    INVALID("INTRINSIC_1_INVALID", false),

    /** Shows a value as an interactive session does. */
    PRINT("INTRINSIC_PRINT", false),

    /** Copies the public names of a module into the locals of the frame. */
    IMPORT_STAR("INTRINSIC_IMPORT_STAR", true),

    /** Turns a StopIteration that leaves a generator into a RuntimeError. */
    STOPITERATION_ERROR("INTRINSIC_STOPITERATION_ERROR", true),

    /** Wraps a value that an asynchronous generator yields. */
    ASYNC_GEN_WRAP("INTRINSIC_ASYNC_GEN_WRAP", false),

    /** The unary plus. */
    UNARY_POSITIVE("INTRINSIC_UNARY_POSITIVE", false),

    /** Makes a tuple of an exact list. */
    LIST_TO_TUPLE("INTRINSIC_LIST_TO_TUPLE", false),

    /** Makes a type variable. */
    TYPEVAR("INTRINSIC_TYPEVAR", true),

    /** Makes a parameter specification. */
    PARAMSPEC("INTRINSIC_PARAMSPEC", true),

    /** Makes a type variable tuple. */
    TYPEVARTUPLE("INTRINSIC_TYPEVARTUPLE", true),

    /** Makes {@code typing.Generic[...]}. */
    SUBSCRIPT_GENERIC("INTRINSIC_SUBSCRIPT_GENERIC", false),

    /** Makes a type alias. */
    TYPEALIAS("INTRINSIC_TYPEALIAS", true);

    private static final Intrinsic1[] BY_OPARG = values();

    private final String symbol;
    private final boolean readsFrame;

    Intrinsic1(String symbol, boolean readsFrame) {
        this.symbol = symbol;
        this.readsFrame = readsFrame;
    }

    /**
     * The function of a CALL_INTRINSIC_1 instruction.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Intrinsic1 of(int oparg) {
        if (oparg < 0 || oparg >= BY_OPARG.length) {
            throw new IllegalArgumentException("no intrinsic function " + oparg);
        }
        return BY_OPARG[oparg];
    }

    /** The argument of CALL_INTRINSIC_1. */
    public int oparg() {
        return ordinal();
    }

    /** The name that {@code dis} shows. */
    public String symbol() {
        return symbol;
    }

    /** Whether it looks at the current frame, which must then be that of the instruction. */
    public boolean readsFrame() {
        return readsFrame;
    }
}
