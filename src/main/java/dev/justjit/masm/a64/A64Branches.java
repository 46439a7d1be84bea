package dev.justjit.masm.a64;

import static dev.justjit.masm.a64.A64Registers.ADDRESS;
import static dev.justjit.masm.a64.A64Registers.SCRATCH;
import static dev.justjit.masm.a64.A64Registers.cc;
import static dev.justjit.masm.a64.A64Registers.gpr;
import static dev.justjit.masm.a64.A64Registers.isSigned;
import static dev.justjit.masm.a64.A64Registers.size;

import dev.justjit.asm.a64.Address;
import dev.justjit.asm.a64.Bitmask;
import dev.justjit.asm.a64.Cc;
import dev.justjit.asm.a64.Gpr;
import dev.justjit.asm.a64.Size;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Comparing and branching, and reference counts. */
abstract class A64Branches extends A64Doubles {
    private static final int SIGN_OF_32 = 31;

    A64Branches(boolean listing, boolean far) {
        super(listing, far);
    }

    @Override
    public void jump(Label target) {
        asm.b(label(target));
    }

    @Override
    public void branch(Cond cond, Width width, Reg left, Reg right, Label target) {
        Size size = size(width);
        asm.cmp(size, extended(cond, width, left, SCRATCH), extended(cond, width, right, ADDRESS));
        asm.b(cc(cond), label(target));
    }

    @Override
    public void branch(Cond cond, Width width, Reg left, int imm, Label target) {
        branchImmediate(cond, width, extended(cond, width, left, SCRATCH), imm, target);
    }

    @Override
    public void branch(Cond cond, Width width, Mem left, int imm, Label target) {
        branchImmediate(cond, width, loaded(cond, width, left), imm, target);
    }

    @Override
    public void branch(Cond cond, Width width, Mem left, Reg right, Label target) {
        Gpr value = loaded(cond, width, left);
        asm.cmp(size(width), value, extended(cond, width, right, ADDRESS));
        asm.b(cc(cond), label(target));
    }

    @Override
    public void select(
            Cond cond, Width width, Reg dst, Reg left, Reg right, Reg ifTrue, Reg ifFalse) {
        Size size = size(width);
        asm.cmp(size, extended(cond, width, left, SCRATCH), extended(cond, width, right, ADDRESS));
        asm.csel(Size.X, gpr(dst), gpr(ifTrue), gpr(ifFalse), cc(cond));
    }

    /** A register whose upper bits suit the comparison; narrow values go through {@code scratch}. */
    private Gpr extended(Cond cond, Width width, Reg reg, Gpr scratch) {
        Gpr value = gpr(reg);
        if (width == Width.W32 || width == Width.W64) {
            return value;
        }
        if (isSigned(cond)) {
            asm.sbfx(Size.W, scratch, value, 0, 8 << width.ordinal());
        } else {
            asm.ubfx(Size.W, scratch, value, 0, 8 << width.ordinal());
        }
        return scratch;
    }

    private Gpr loaded(Cond cond, Width width, Mem mem) {
        boolean narrow = width == Width.W8 || width == Width.W16;
        if (narrow && isSigned(cond)) {
            loadSignedInto(width, SCRATCH, mem);
        } else {
            loadInto(width, SCRATCH, mem);
        }
        return SCRATCH;
    }

    /** The immediate as a comparison of that width sees it. */
    private static long seen(Cond cond, Width width, int imm) {
        return switch (width) {
            case W8 -> isSigned(cond) ? (byte) imm : imm & 0xff;
            case W16 -> isSigned(cond) ? (short) imm : imm & 0xffff;
            case W32, W64 -> imm;
        };
    }

    private void branchImmediate(Cond cond, Width width, Gpr left, int imm, Label target) {
        long value = seen(cond, width, imm);
        Size size = size(width);
        if (value == 0 && branchOnZero(cond, size, left, target)) {
            return;
        }
        if (!isSmall(value)) {
            asm.cmp(size, left, constant(value));
        } else if (value < 0) {
            asm.cmn(size, left, -value);
        } else {
            asm.cmp(size, left, value);
        }
        asm.b(cc(cond), label(target));
    }

    /** Comparisons with zero that need no flags. */
    private boolean branchOnZero(Cond cond, Size size, Gpr left, Label target) {
        switch (cond) {
            case EQ -> asm.cbz(size, left, label(target));
            case NE -> asm.cbnz(size, left, label(target));
            case LT -> asm.tbnz(left, size.bits() - 1, label(target));
            case GE -> asm.tbz(left, size.bits() - 1, label(target));
            default -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public void branch(Cond cond, Reg left, Symbol right, Label target) {
        loadPool(SCRATCH, right);
        asm.cmp(Size.X, gpr(left), SCRATCH);
        asm.b(cc(cond), label(target));
    }

    @Override
    public void branch(Cond cond, Mem left, Symbol right, Label target) {
        loadInto(Width.W64, SCRATCH, left);
        loadPool(ADDRESS, right);
        asm.cmp(Size.X, SCRATCH, ADDRESS);
        asm.b(cc(cond), label(target));
    }

    @Override
    public void branchHalf(Cond cond, Mem left, Symbol right, Label target) {
        loadInto(Width.W32, SCRATCH, left);
        loadPool(ADDRESS, right);
        asm.cmp(Size.W, SCRATCH, ADDRESS);
        asm.b(cc(cond), label(target));
    }

    @Override
    public void branchTest(Cond cond, Width width, Reg value, int mask, Label target) {
        branchTest(cond, width, gpr(value), mask, target);
    }

    @Override
    public void branchTest(Cond cond, Width width, Mem value, int mask, Label target) {
        loadInto(width, SCRATCH, value);
        branchTest(cond, width, SCRATCH, mask, target);
    }

    @Override
    public void branchTest(Cond cond, Width width, Reg left, Reg right, Label target) {
        if (width == Width.W8 || width == Width.W16) {
            asm.and(Size.W, SCRATCH, gpr(left), gpr(right));
            branchTest(cond, width, SCRATCH, -1, target);
        } else {
            asm.tst(size(width), gpr(left), gpr(right));
            asm.b(cc(cond), label(target));
        }
    }

    private void branchTest(Cond cond, Width width, Gpr value, int mask, Label target) {
        if (cond != Cond.EQ && cond != Cond.NE) {
            throw new IllegalArgumentException("condition " + cond);
        }
        Size size = size(width);
        long bits = seen(Cond.EQ, width, mask) & (size == Size.W ? 0xffffffffL : -1L);
        if (Long.bitCount(bits) == 1) {
            int bit = Long.numberOfTrailingZeros(bits);
            if (cond == Cond.EQ) {
                asm.tbz(value, bit, label(target));
            } else {
                asm.tbnz(value, bit, label(target));
            }
            return;
        }
        if (Bitmask.encodes(size, bits)) {
            asm.tst(size, value, bits);
        } else {
            asm.tst(size, value, constant(bits));
        }
        asm.b(cc(cond), label(target));
    }

    /** The count of an immortal object is all ones in 32 bits: one more is zero. */
    @Override
    public void incref(Reg object, Reg scratch) {
        var skip = asm.newLabel();
        Gpr count = gpr(scratch);
        asm.ldr(Size.W, count, Address.at(gpr(object), 0));
        asm.adds(Size.W, count, count, 1);
        asm.b(Cc.EQ, skip);
        asm.str(Size.W, count, Address.at(gpr(object), 0));
        asm.bind(skip);
    }

    @Override
    public void decref(Reg object, Reg scratch, Label dead) {
        var skip = asm.newLabel();
        Gpr count = gpr(scratch);
        asm.ldr(Size.X, count, Address.at(gpr(object), 0));
        asm.tbnz(count, SIGN_OF_32, skip);
        asm.sub(Size.X, count, count, 1);
        asm.str(Size.X, count, Address.at(gpr(object), 0));
        asm.cbz(Size.X, count, label(dead));
        asm.bind(skip);
    }

    @Override
    public void decrefUnlessLast(Reg object, Reg scratch, Label alive) {
        Gpr count = gpr(scratch);
        asm.ldr(Size.X, count, Address.at(gpr(object), 0));
        asm.tbnz(count, SIGN_OF_32, label(alive));
        asm.sub(Size.X, count, count, 1);
        asm.str(Size.X, count, Address.at(gpr(object), 0));
        asm.cbnz(Size.X, count, label(alive));
    }
}
