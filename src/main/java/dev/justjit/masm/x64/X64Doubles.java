package dev.justjit.masm.x64;

import static dev.justjit.masm.x64.X64Registers.FSCRATCH;
import static dev.justjit.masm.x64.X64Registers.SCRATCH;
import static dev.justjit.masm.x64.X64Registers.gpr;
import static dev.justjit.masm.x64.X64Registers.operand;
import static dev.justjit.masm.x64.X64Registers.xmm;

import dev.justjit.asm.x64.Cc;
import dev.justjit.asm.x64.Size;
import dev.justjit.asm.x64.Xmm;
import dev.justjit.masm.DoubleCond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;

/** Scalar doubles, SSE2. */
abstract class X64Doubles extends X64Integers {
    X64Doubles(boolean listing) {
        super(listing);
    }

    @Override
    public void load(FReg dst, Mem src) {
        asm.movsd(xmm(dst), operand(src));
    }

    @Override
    public void store(Mem dst, FReg src) {
        asm.movsd(operand(dst), xmm(src));
    }

    @Override
    public void move(FReg dst, FReg src) {
        if (dst != src) {
            asm.movsd(xmm(dst), xmm(src));
        }
    }

    @Override
    public void moveImm(FReg dst, double value, Reg scratch) {
        long bits = Double.doubleToRawLongBits(value);
        if (bits == 0) {
            asm.pxor(xmm(dst), xmm(dst));
            return;
        }
        asm.mov(gpr(scratch), bits);
        asm.movq(xmm(dst), gpr(scratch));
    }

    @Override
    public void moveBits(Reg dst, FReg src) {
        asm.movq(gpr(dst), xmm(src));
    }

    @Override
    public void moveFromBits(FReg dst, Reg src) {
        asm.movq(xmm(dst), gpr(src));
    }

    /** The conversion keeps the upper half of its destination: a load before it makes that new. */
    @Override
    public void loadFloat(FReg dst, Mem src) {
        asm.movss(xmm(dst), operand(src));
        asm.cvtss2sd(xmm(dst), xmm(dst));
    }

    @Override
    public void storeFloat(Mem dst, FReg src, FReg scratch) {
        move(scratch, src);
        asm.cvtsd2ss(xmm(scratch), xmm(scratch));
        asm.movss(operand(dst), xmm(scratch));
    }

    /** Puts {@code left} into {@code dst}; answers where {@code right} is afterwards. */
    private Xmm twoOperands(FReg dst, FReg left, FReg right) {
        Xmm second = xmm(right);
        if (dst == right && dst != left) {
            asm.movsd(FSCRATCH, second);
            second = FSCRATCH;
        }
        move(dst, left);
        return second;
    }

    @Override
    public void add(FReg dst, FReg left, FReg right) {
        Xmm second = twoOperands(dst, left, right);
        asm.addsd(xmm(dst), second);
    }

    @Override
    public void sub(FReg dst, FReg left, FReg right) {
        Xmm second = twoOperands(dst, left, right);
        asm.subsd(xmm(dst), second);
    }

    @Override
    public void mul(FReg dst, FReg left, FReg right) {
        Xmm second = twoOperands(dst, left, right);
        asm.mulsd(xmm(dst), second);
    }

    @Override
    public void div(FReg dst, FReg left, FReg right) {
        Xmm second = twoOperands(dst, left, right);
        asm.divsd(xmm(dst), second);
    }

    @Override
    public void neg(FReg dst, FReg src, Reg scratch) {
        asm.mov(gpr(scratch), Long.MIN_VALUE);
        asm.movq(FSCRATCH, gpr(scratch));
        move(dst, src);
        asm.xorpd(xmm(dst), FSCRATCH);
    }

    @Override
    public void abs(FReg dst, FReg src, Reg scratch) {
        asm.mov(gpr(scratch), Long.MAX_VALUE);
        asm.movq(FSCRATCH, gpr(scratch));
        move(dst, src);
        asm.andpd(xmm(dst), FSCRATCH);
    }

    /** {@code sqrtsd} keeps the upper half of its destination, hence the move first. */
    @Override
    public void sqrt(FReg dst, FReg src) {
        move(dst, src);
        asm.sqrtsd(xmm(dst), xmm(dst));
    }

    @Override
    public void toDouble(FReg dst, Reg src) {
        asm.pxor(xmm(dst), xmm(dst)); // breaks the dependency on the old upper half
        asm.cvtsi2sd(Size.Q64, xmm(dst), gpr(src));
    }

    /** What does not fit becomes the lowest number, the only one from which 1 cannot be taken. */
    @Override
    public void truncate(Reg dst, FReg src, Label outside) {
        asm.cvttsd2si(Size.Q64, gpr(dst), xmm(src));
        asm.cmp(Size.Q64, gpr(dst), 1);
        asm.jcc(Cc.O, label(outside));
    }

    @Override
    public void set(DoubleCond cond, Reg dst, FReg left, FReg right) {
        switch (cond) {
            case LT -> setFlag(right, left, Cc.A, dst);
            case LE -> setFlag(right, left, Cc.AE, dst);
            case GT -> setFlag(left, right, Cc.A, dst);
            case GE -> setFlag(left, right, Cc.AE, dst);
            case EQ -> {
                setFlag(left, right, Cc.E, dst);
                asm.setcc(Cc.NP, SCRATCH);
                asm.and(Size.B8, gpr(dst), SCRATCH);
            }
            case NE -> {
                setFlag(left, right, Cc.NE, dst);
                asm.setcc(Cc.P, SCRATCH);
                asm.or(Size.B8, gpr(dst), SCRATCH);
            }
        }
        asm.movzx(Size.B8, gpr(dst), gpr(dst));
    }

    private void setFlag(FReg left, FReg right, Cc cc, Reg dst) {
        asm.ucomisd(xmm(left), xmm(right));
        asm.setcc(cc, gpr(dst));
    }

    /** {@code ucomisd} sets carry for "below or unordered", so "above" is the only NaN-safe test. */
    @Override
    public void branch(DoubleCond cond, FReg left, FReg right, boolean sense, Label target) {
        switch (cond) {
            case LT -> compare(right, left, sense ? Cc.A : Cc.BE, target);
            case LE -> compare(right, left, sense ? Cc.AE : Cc.B, target);
            case GT -> compare(left, right, sense ? Cc.A : Cc.BE, target);
            case GE -> compare(left, right, sense ? Cc.AE : Cc.B, target);
            case EQ -> branchEqual(left, right, sense, target);
            case NE -> branchEqual(left, right, !sense, target);
        }
    }

    private void compare(FReg left, FReg right, Cc cc, Label target) {
        asm.ucomisd(xmm(left), xmm(right));
        asm.jcc(cc, label(target));
    }

    private void branchEqual(FReg left, FReg right, boolean equal, Label target) {
        asm.ucomisd(xmm(left), xmm(right));
        if (equal) {
            var skip = asm.newLabel();
            asm.jccShort(Cc.P, skip);
            asm.jcc(Cc.E, label(target));
            asm.bind(skip);
        } else {
            asm.jcc(Cc.P, label(target));
            asm.jcc(Cc.NE, label(target));
        }
    }
}
