package dev.justjit.abi;

/** What the argument of an {@link Opcode} is, as a set of bits. */
final class Operand {
    static final int JUMP_BIT = 0x2;
    static final int CONST_BIT = 0x4;
    static final int NAME_BIT = 0x8;
    static final int LOCAL_BIT = 0x10;
    static final int FREE_BIT = 0x20;
    static final int BACKWARD_BIT = 0x40;

    /** No argument. */
    static final int PLAIN = 0;

    /** A number. */
    static final int ARG = 0x1;

    static final int CONST = ARG | CONST_BIT;
    static final int NAME = ARG | NAME_BIT;
    static final int LOCAL = ARG | LOCAL_BIT;
    static final int FREE = ARG | FREE_BIT;
    static final int FORWARD_JUMP = ARG | JUMP_BIT;
    static final int BACKWARD_JUMP = ARG | JUMP_BIT | BACKWARD_BIT;

    private Operand() {}
}
