package dev.justjit.masm.a64;

import static dev.justjit.masm.a64.A64Registers.CONSTANT;
import static dev.justjit.masm.a64.A64Registers.SCRATCH;
import static dev.justjit.masm.a64.A64Registers.cc;
import static dev.justjit.masm.a64.A64Registers.gpr;
import static dev.justjit.masm.a64.A64Registers.size;

import dev.justjit.asm.a64.Bitmask;
import dev.justjit.asm.a64.Cc;
import dev.justjit.asm.a64.Gpr;
import dev.justjit.asm.a64.Shift;
import dev.justjit.asm.a64.Size;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Integer arithmetic. */
abstract class A64Integers extends A64Memory {
    private static final int SIGN = 63;

    A64Integers(boolean listing, boolean far) {
        super(listing, far);
    }

    /** {@code CONSTANT} = the value. */
    final Gpr constant(long value) {
        asm.mov(CONSTANT, value);
        return CONSTANT;
    }

    @Override
    public void add(Reg dst, Reg left, Reg right) {
        asm.add(Size.X, gpr(dst), gpr(left), gpr(right));
    }

    @Override
    public void add(Reg dst, Reg left, int imm) {
        addConstant(gpr(dst), gpr(left), imm);
    }

    @Override
    public void add(Reg dst, Reg left, Mem right) {
        loadInto(Width.W64, SCRATCH, right);
        asm.add(Size.X, gpr(dst), gpr(left), SCRATCH);
    }

    @Override
    public void sub(Reg dst, Reg left, Reg right) {
        asm.sub(Size.X, gpr(dst), gpr(left), gpr(right));
    }

    @Override
    public void sub(Width width, Reg dst, Mem right) {
        loadInto(width, SCRATCH, right);
        asm.sub(size(width), gpr(dst), gpr(dst), SCRATCH);
    }

    @Override
    public void and(Reg dst, Reg left, Reg right) {
        asm.and(Size.X, gpr(dst), gpr(left), gpr(right));
    }

    @Override
    public void and(Reg dst, Reg left, int imm) {
        if (Bitmask.encodes(Size.X, imm)) {
            asm.and(Size.X, gpr(dst), gpr(left), imm);
        } else {
            asm.and(Size.X, gpr(dst), gpr(left), constant(imm));
        }
    }

    @Override
    public void or(Reg dst, Reg left, Reg right) {
        asm.orr(Size.X, gpr(dst), gpr(left), gpr(right));
    }

    @Override
    public void or(Reg dst, Reg left, int imm) {
        if (Bitmask.encodes(Size.X, imm)) {
            asm.orr(Size.X, gpr(dst), gpr(left), imm);
        } else {
            asm.orr(Size.X, gpr(dst), gpr(left), constant(imm));
        }
    }

    @Override
    public void xor(Reg dst, Reg left, Reg right) {
        asm.eor(Size.X, gpr(dst), gpr(left), gpr(right));
    }

    @Override
    public void xor(Reg dst, Reg left, int imm) {
        if (Bitmask.encodes(Size.X, imm)) {
            asm.eor(Size.X, gpr(dst), gpr(left), imm);
        } else {
            asm.eor(Size.X, gpr(dst), gpr(left), constant(imm));
        }
    }

    @Override
    public void neg(Reg dst, Reg src) {
        asm.neg(Size.X, gpr(dst), gpr(src));
    }

    @Override
    public void not(Reg dst, Reg src) {
        asm.mvn(Size.X, gpr(dst), gpr(src));
    }

    @Override
    public void mul(Reg dst, Reg left, Reg right) {
        asm.mul(Size.X, gpr(dst), gpr(left), gpr(right));
    }

    @Override
    public void mulHigh(Reg dst, Reg left, Reg right) {
        asm.smulh(gpr(dst), gpr(left), gpr(right));
    }

    @Override
    public void shiftLeft(Reg dst, Reg src, int count) {
        asm.lsl(Size.X, gpr(dst), gpr(src), count);
    }

    @Override
    public void shiftRight(Reg dst, Reg src, int count) {
        asm.lsr(Size.X, gpr(dst), gpr(src), count);
    }

    @Override
    public void shiftRightSigned(Reg dst, Reg src, int count) {
        asm.asr(Size.X, gpr(dst), gpr(src), count);
    }

    @Override
    public void shiftLeft(Reg dst, Reg src, Reg count) {
        asm.lsl(Size.X, gpr(dst), gpr(src), gpr(count));
    }

    @Override
    public void shiftRightSigned(Reg dst, Reg src, Reg count) {
        asm.asr(Size.X, gpr(dst), gpr(src), gpr(count));
    }

    private void jumpOnOverflow(Label overflow) {
        asm.b(Cc.VS, label(overflow));
    }

    @Override
    public void addOverflow(Reg dst, Reg left, Reg right, Label overflow) {
        asm.adds(Size.X, gpr(dst), gpr(left), gpr(right));
        jumpOnOverflow(overflow);
    }

    @Override
    public void addOverflow(Reg dst, Reg left, int imm, Label overflow) {
        addFlags(gpr(dst), gpr(left), imm);
        jumpOnOverflow(overflow);
    }

    /** {@code dst = src + value}, and the flags of it. */
    private void addFlags(Gpr dst, Gpr src, long value) {
        if (!isSmall(value)) {
            asm.adds(Size.X, dst, src, constant(value));
        } else if (value < 0) {
            asm.subs(Size.X, dst, src, -value);
        } else {
            asm.adds(Size.X, dst, src, value);
        }
    }

    @Override
    public void subOverflow(Reg dst, Reg left, Reg right, Label overflow) {
        asm.subs(Size.X, gpr(dst), gpr(left), gpr(right));
        jumpOnOverflow(overflow);
    }

    /** No int is its own negative in 64 bits, so subtracting is adding the negative. */
    @Override
    public void subOverflow(Reg dst, Reg left, int imm, Label overflow) {
        addFlags(gpr(dst), gpr(left), -(long) imm);
        jumpOnOverflow(overflow);
    }

    /** The product fits if its upper half repeats the sign of the lower one. */
    @Override
    public void mulOverflow(Reg dst, Reg left, Reg right, Label overflow) {
        asm.smulh(SCRATCH, gpr(left), gpr(right));
        asm.mul(Size.X, gpr(dst), gpr(left), gpr(right));
        asm.cmp(Size.X, SCRATCH, gpr(dst), Shift.ASR, SIGN);
        asm.b(Cc.NE, label(overflow));
    }

    @Override
    public void negOverflow(Reg dst, Reg src, Label overflow) {
        asm.negs(Size.X, gpr(dst), gpr(src));
        jumpOnOverflow(overflow);
    }

    @Override
    public void divide(Reg quotient, Reg remainder, Reg dividend, Reg divisor) {
        asm.sdiv(Size.X, SCRATCH, gpr(dividend), gpr(divisor));
        asm.msub(Size.X, gpr(remainder), SCRATCH, gpr(divisor), gpr(dividend));
        asm.mov(Size.X, gpr(quotient), SCRATCH);
    }

    @Override
    public void divideSmall(Reg dst, Reg dividend, Reg divisor) {
        asm.udiv(Size.W, gpr(dst), gpr(dividend), gpr(divisor));
    }

    @Override
    public void remainderSmall(Reg dst, Reg dividend, Reg divisor) {
        asm.udiv(Size.W, SCRATCH, gpr(dividend), gpr(divisor));
        asm.msub(Size.W, gpr(dst), SCRATCH, gpr(divisor), gpr(dividend));
    }

    @Override
    public void addMem(Width width, Mem dst, int imm) {
        loadInto(width, SCRATCH, dst);
        addConstant(SCRATCH, SCRATCH, imm);
        storeFrom(width, dst, SCRATCH);
    }

    @Override
    public void addMemBranch(Cond cond, Width width, Mem dst, int imm, Label target) {
        loadSignedInto(width, SCRATCH, dst);
        addConstant(SCRATCH, SCRATCH, imm);
        storeFrom(width, dst, SCRATCH);
        if (width != Width.W64 && width != Width.W32) {
            throw new IllegalArgumentException("width " + width);
        }
        switch (cond) {
            case EQ -> asm.cbz(size(width), SCRATCH, label(target));
            case NE -> asm.cbnz(size(width), SCRATCH, label(target));
            default -> {
                asm.cmp(size(width), SCRATCH, 0);
                asm.b(cc(cond), label(target));
            }
        }
    }

    @Override
    public void set(Cond cond, Width width, Reg dst, Reg left, Reg right) {
        if (width != Width.W64 && width != Width.W32) {
            throw new IllegalArgumentException("width " + width);
        }
        asm.cmp(size(width), gpr(left), gpr(right));
        asm.cset(Size.X, gpr(dst), cc(cond));
    }
}
