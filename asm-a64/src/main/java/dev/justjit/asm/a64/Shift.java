package dev.justjit.asm.a64;

/** How the last register of an instruction is shifted, in the order of its hardware number. */
public enum Shift {
    /** Left. */
    LSL,
    /** Right, filling with zeros. */
    LSR,
    /** Right, filling with the sign. */
    ASR,
    /** Rotated right; logical instructions only. */
    ROR
}
