package dev.justjit.abi;

/** The functions of CALL_INTRINSIC_2, in the order of its argument. */
public enum Intrinsic2 {
    /** Raises SystemError. */
    INVALID("INTRINSIC_2_INVALID", false),

    /** Makes what {@code except*} raises again. */
    PREP_RERAISE_STAR("INTRINSIC_PREP_RERAISE_STAR", false),

    /** Makes a type variable with a bound. */
    TYPEVAR_WITH_BOUND("INTRINSIC_TYPEVAR_WITH_BOUND", true),

    /** Makes a type variable with constraints. */
    TYPEVAR_WITH_CONSTRAINTS("INTRINSIC_TYPEVAR_WITH_CONSTRAINTS", true),

    /** Gives a function its type parameters. */
    SET_FUNCTION_TYPE_PARAMS("INTRINSIC_SET_FUNCTION_TYPE_PARAMS", false),

    /** Gives a type parameter its default. */
    SET_TYPEPARAM_DEFAULT("INTRINSIC_SET_TYPEPARAM_DEFAULT", false);

    private static final Intrinsic2[] BY_OPARG = values();

    private final String symbol;
    private final boolean readsFrame;

    Intrinsic2(String symbol, boolean readsFrame) {
        this.symbol = symbol;
        this.readsFrame = readsFrame;
    }

    /**
     * The function of a CALL_INTRINSIC_2 instruction.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Intrinsic2 of(int oparg) {
        if (oparg < 0 || oparg >= BY_OPARG.length) {
            throw new IllegalArgumentException("no intrinsic function " + oparg);
        }
        return BY_OPARG[oparg];
    }

    /** The argument of CALL_INTRINSIC_2. */
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
