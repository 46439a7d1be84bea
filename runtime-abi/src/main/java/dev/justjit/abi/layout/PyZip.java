package dev.justjit.abi.layout;

/** A {@code zip}. C type {@code zipobject}, from {@code Python/bltinmodule.c}. */
public final class PyZip {
    /** {@code tuplesize}: the number of iterators, 64 bits. */
    public static final int COUNT = 16;

    /** {@code ittuple}: a tuple of the iterators. */
    public static final int ITERATORS = 24;

    /** {@code result}: the last tuple, to be used again if nobody else has it. */
    public static final int RESULT = 32;

    /** {@code strict}: whether they have to end together, 32 bits. */
    public static final int STRICT = 40;

    private PyZip() {}
}
