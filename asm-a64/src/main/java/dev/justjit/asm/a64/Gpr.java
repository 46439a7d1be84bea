package dev.justjit.asm.a64;

/**
 * A general-purpose register. The hardware number 31 means the zero register in some operands and
 * the stack pointer in others; here they are two constants, and the wrong one is refused.
 */
public enum Gpr {
    X0,
    X1,
    X2,
    X3,
    X4,
    X5,
    X6,
    X7,
    X8,
    X9,
    X10,
    X11,
    X12,
    X13,
    X14,
    X15,
    X16,
    X17,
    X18,
    X19,
    X20,
    X21,
    X22,
    X23,
    X24,
    X25,
    X26,
    X27,
    X28,
    X29,
    X30,
    /** Reads as zero, ignores writes. */
    XZR,
    /** The stack pointer. */
    SP;

    /** The hardware number: 31 for both {@link #XZR} and {@link #SP}. */
    int number() {
        return Math.min(ordinal(), 31);
    }
}
