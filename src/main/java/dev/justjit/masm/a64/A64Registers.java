package dev.justjit.masm.a64;

import dev.justjit.asm.a64.Cc;
import dev.justjit.asm.a64.Fpr;
import dev.justjit.asm.a64.Gpr;
import dev.justjit.asm.a64.Size;
import dev.justjit.asm.a64.Spr;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Which machine register plays which role, and the other one-to-one translations. */
final class A64Registers {
    /** A value inside a single macro operation. Linkers and kernels leave X16 and X17 to us. */
    static final Gpr SCRATCH = Gpr.X16;

    /** An address inside a single macro operation. */
    static final Gpr ADDRESS = Gpr.X17;

    /** A constant inside a single macro operation. */
    static final Gpr CONSTANT = Gpr.X15;

    /** Saved frame pointer and return address, FRAME, SAVED0, SAVED1. */
    private static final int SAVED_BYTES = 40;

    /** Where FRAME and SAVED0, then SAVED1 are, in bytes from the frame pointer. */
    static final int SAVED_PAIR = 16;

    static final int SAVED_LAST = 32;

    /** Bytes of the frame; a multiple of 16. */
    static final int FRAME_BYTES = SAVED_BYTES + 8 * NativeFrame.WORDS;

    private A64Registers() {}

    static Gpr gpr(Reg reg) {
        return switch (reg) {
            case RET -> Gpr.X9;
            case ARG0 -> Gpr.X0;
            case ARG1 -> Gpr.X1;
            case ARG2 -> Gpr.X2;
            case ARG3 -> Gpr.X3;
            case ARG4 -> Gpr.X4;
            case ARG5 -> Gpr.X5;
            case TMP0 -> Gpr.X10;
            case THREAD -> Gpr.X20;
            case FRAME -> Gpr.X19;
            case DATA -> Gpr.X21;
            case SAVED0 -> Gpr.X22;
            case SAVED1 -> Gpr.X23;
        };
    }

    /** None of D8 to D15, which a callee keeps. */
    static Fpr fpr(FReg reg) {
        return switch (reg) {
            case F0 -> Fpr.D0;
            case F1 -> Fpr.D1;
            case F2 -> Fpr.D2;
            case F3 -> Fpr.D3;
            case F4 -> Fpr.D4;
            case F5 -> Fpr.D5;
            case F6 -> Fpr.D6;
            case F7 -> Fpr.D7;
            case F8 -> Fpr.D16;
            case F9 -> Fpr.D17;
            case F10 -> Fpr.D18;
            case F11 -> Fpr.D19;
            case F12 -> Fpr.D20;
            case F13 -> Fpr.D21;
            case F14 -> Fpr.D22;
        };
    }

    /** The low half of the same register. */
    static Spr single(FReg reg) {
        return fpr(reg).single();
    }

    /** The register size that holds so many bits. */
    static Size size(Width width) {
        return width == Width.W64 ? Size.X : Size.W;
    }

    /** Logarithm of the bytes. */
    static int log(Width width) {
        return width.ordinal();
    }

    static Cc cc(Cond cond) {
        return switch (cond) {
            case EQ -> Cc.EQ;
            case NE -> Cc.NE;
            case LT -> Cc.LT;
            case LE -> Cc.LE;
            case GT -> Cc.GT;
            case GE -> Cc.GE;
            case BELOW -> Cc.CC;
            case BELOW_EQ -> Cc.LS;
            case ABOVE -> Cc.HI;
            case ABOVE_EQ -> Cc.CS;
        };
    }

    /** Whether the condition takes its operands as signed numbers. */
    static boolean isSigned(Cond cond) {
        return switch (cond) {
            case LT, LE, GT, GE -> true;
            case EQ, NE, BELOW, BELOW_EQ, ABOVE, ABOVE_EQ -> false;
        };
    }

    /**
     * Offset of a word of the native frame; a higher number is a lower address, as on x86-64. The
     * saved registers are between the ordinary words and the reserved ones.
     */
    static int nativeWord(int slot) {
        return slot < NativeFrame.WORDS
                ? FRAME_BYTES - 8 - 8 * slot
                : -8 * (slot - NativeFrame.WORDS + 1);
    }
}
