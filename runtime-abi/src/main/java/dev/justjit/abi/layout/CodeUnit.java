package dev.justjit.abi.layout;

/**
 * One unit of bytecode: the opcode, then its argument. Inline cache entries are units too. From
 * {@code Include/cpython/code.h}.
 */
public final class CodeUnit {
    /** Bytes of a unit. */
    public static final int SIZE = 2;

    /** The opcode byte. */
    public static final int OPCODE = 0;

    /** The argument byte. */
    public static final int OPARG = 1;

    private CodeUnit() {}
}
