package dev.justjit.masm.x64;

import dev.justjit.asm.x64.Address;
import dev.justjit.asm.x64.Cc;
import dev.justjit.asm.x64.Gpr;
import dev.justjit.asm.x64.Size;
import dev.justjit.asm.x64.Xmm;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Which machine register plays which role, and the other one-to-one translations. */
final class X64Registers {
    /** Used inside single macro operations only. */
    static final Gpr SCRATCH = Gpr.R11;

    /** Used inside single double operations only. */
    static final Xmm FSCRATCH = Xmm.XMM15;

    /** Callee-saved words between the frame pointer and native word 0. */
    static final int SAVED_WORDS = 3;

    /** Bytes below the saved frame pointer; keeps the stack 16-byte aligned at calls. */
    static final int FRAME_BYTES = 8 * (SAVED_WORDS + NativeFrame.WORDS);

    private X64Registers() {}

    static Gpr gpr(Reg reg) {
        return switch (reg) {
            case RET -> Gpr.RAX;
            case ARG0 -> Gpr.RDI;
            case ARG1 -> Gpr.RSI;
            case ARG2 -> Gpr.RDX;
            case ARG3 -> Gpr.RCX;
            case ARG4 -> Gpr.R8;
            case ARG5 -> Gpr.R9;
            case TMP0 -> Gpr.R10;
            case THREAD -> Gpr.R12;
            case FRAME -> Gpr.RBX;
            case DATA -> Gpr.R13;
            case SAVED0 -> Gpr.R14;
            case SAVED1 -> Gpr.R15;
        };
    }

    static Xmm xmm(FReg reg) {
        return switch (reg) {
            case F0 -> Xmm.XMM0;
            case F1 -> Xmm.XMM1;
            case F2 -> Xmm.XMM2;
            case F3 -> Xmm.XMM3;
            case F4 -> Xmm.XMM4;
            case F5 -> Xmm.XMM5;
            case F6 -> Xmm.XMM6;
            case F7 -> Xmm.XMM7;
            case F8 -> Xmm.XMM8;
            case F9 -> Xmm.XMM9;
            case F10 -> Xmm.XMM10;
            case F11 -> Xmm.XMM11;
            case F12 -> Xmm.XMM12;
            case F13 -> Xmm.XMM13;
            case F14 -> Xmm.XMM14;
        };
    }

    static Size size(Width width) {
        return switch (width) {
            case W8 -> Size.B8;
            case W16 -> Size.W16;
            case W32 -> Size.D32;
            case W64 -> Size.Q64;
        };
    }

    static Cc cc(Cond cond) {
        return switch (cond) {
            case EQ -> Cc.E;
            case NE -> Cc.NE;
            case LT -> Cc.L;
            case LE -> Cc.LE;
            case GT -> Cc.G;
            case GE -> Cc.GE;
            case BELOW -> Cc.B;
            case BELOW_EQ -> Cc.BE;
            case ABOVE -> Cc.A;
            case ABOVE_EQ -> Cc.AE;
        };
    }

    static Address operand(Mem mem) {
        if (mem.isStackWord()) {
            return Address.at(Gpr.RSP, mem.stackOffset());
        }
        if (mem.nativeSlot() >= 0) {
            return Address.at(Gpr.RBP, -8 * (SAVED_WORDS + 1 + mem.nativeSlot()));
        }
        Reg index = mem.index();
        return index == null
                ? Address.at(gpr(mem.base()), mem.displacement())
                : Address.at(gpr(mem.base()), gpr(index), mem.scale(), mem.displacement());
    }
}
