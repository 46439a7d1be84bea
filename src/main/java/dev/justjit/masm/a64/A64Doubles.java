package dev.justjit.masm.a64;

import static dev.justjit.masm.a64.A64Registers.SCRATCH;
import static dev.justjit.masm.a64.A64Registers.fpr;
import static dev.justjit.masm.a64.A64Registers.gpr;
import static dev.justjit.masm.a64.A64Registers.single;

import dev.justjit.asm.a64.Cc;
import dev.justjit.asm.a64.Fpr;
import dev.justjit.asm.a64.Gpr;
import dev.justjit.asm.a64.Size;
import dev.justjit.masm.DoubleCond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;

/** Scalar doubles. Multiplication and addition are never fused: that would round once, not twice. */
abstract class A64Doubles extends A64Integers {
    private static final int LOG_BYTES = 3;
    private static final int LOG_FLOAT_BYTES = 2;

    /** Where a double has its exponent, how long that is, and what it is for 2^63. */
    private static final int EXPONENT = 52;

    private static final int EXPONENT_BITS = 11;
    private static final int EXPONENT_OF_2_63 = 1023 + 63;

    A64Doubles(boolean listing, boolean far) {
        super(listing, far);
    }

    @Override
    public void load(FReg dst, Mem src) {
        asm.ldr(fpr(dst), operand(src, LOG_BYTES));
    }

    @Override
    public void store(Mem dst, FReg src) {
        asm.str(fpr(src), operand(dst, LOG_BYTES));
    }

    @Override
    public void move(FReg dst, FReg src) {
        if (dst != src) {
            asm.fmov(fpr(dst), fpr(src));
        }
    }

    @Override
    public void moveImm(FReg dst, double value, Reg scratch) {
        long bits = Double.doubleToRawLongBits(value);
        if (bits == 0) {
            asm.fmov(fpr(dst), Gpr.XZR);
        } else if (Fpr.takesConstant(value)) {
            asm.fmov(fpr(dst), value);
        } else {
            asm.mov(gpr(scratch), bits);
            asm.fmov(fpr(dst), gpr(scratch));
        }
    }

    @Override
    public void moveBits(Reg dst, FReg src) {
        asm.fmov(gpr(dst), fpr(src));
    }

    @Override
    public void moveFromBits(FReg dst, Reg src) {
        asm.fmov(fpr(dst), gpr(src));
    }

    @Override
    public void loadFloat(FReg dst, Mem src) {
        asm.ldr(single(dst), operand(src, LOG_FLOAT_BYTES));
        asm.fcvt(fpr(dst), single(dst));
    }

    @Override
    public void storeFloat(Mem dst, FReg src, FReg scratch) {
        asm.fcvt(single(scratch), fpr(src));
        asm.str(single(scratch), operand(dst, LOG_FLOAT_BYTES));
    }

    @Override
    public void add(FReg dst, FReg left, FReg right) {
        asm.fadd(fpr(dst), fpr(left), fpr(right));
    }

    @Override
    public void sub(FReg dst, FReg left, FReg right) {
        asm.fsub(fpr(dst), fpr(left), fpr(right));
    }

    @Override
    public void mul(FReg dst, FReg left, FReg right) {
        asm.fmul(fpr(dst), fpr(left), fpr(right));
    }

    @Override
    public void div(FReg dst, FReg left, FReg right) {
        asm.fdiv(fpr(dst), fpr(left), fpr(right));
    }

    @Override
    public void neg(FReg dst, FReg src, Reg scratch) {
        asm.fneg(fpr(dst), fpr(src));
    }

    @Override
    public void abs(FReg dst, FReg src, Reg scratch) {
        asm.fabs(fpr(dst), fpr(src));
    }

    @Override
    public void sqrt(FReg dst, FReg src) {
        asm.fsqrt(fpr(dst), fpr(src));
    }

    @Override
    public void toDouble(FReg dst, Reg src) {
        asm.scvtf(Size.X, fpr(dst), gpr(src));
    }

    /** The conversion saturates and makes a NaN 0; the exponent tells what fits. */
    @Override
    public void truncate(Reg dst, FReg src, Label outside) {
        asm.fmov(SCRATCH, fpr(src));
        asm.ubfx(Size.X, SCRATCH, SCRATCH, EXPONENT, EXPONENT_BITS);
        asm.fcvtzs(Size.X, gpr(dst), fpr(src));
        asm.cmp(Size.X, SCRATCH, EXPONENT_OF_2_63);
        asm.b(Cc.CS, label(outside));
    }

    @Override
    public void set(DoubleCond cond, Reg dst, FReg left, FReg right) {
        asm.fcmp(fpr(left), fpr(right));
        asm.cset(Size.X, gpr(dst), holds(cond));
    }

    /** The condition of {@code fcmp} that is false with a NaN, except for {@code NE}. */
    private static Cc holds(DoubleCond cond) {
        return switch (cond) {
            case EQ -> Cc.EQ;
            case NE -> Cc.NE;
            case LT -> Cc.MI;
            case LE -> Cc.LS;
            case GT -> Cc.GT;
            case GE -> Cc.GE;
        };
    }

    @Override
    public void branch(DoubleCond cond, FReg left, FReg right, boolean sense, Label target) {
        Cc holds = holds(cond);
        asm.fcmp(fpr(left), fpr(right));
        asm.b(sense ? holds : holds.inverse(), label(target));
    }
}
