package dev.justjit.region.emit;

import dev.justjit.abi.layout.PyLong;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import org.jspecify.annotations.Nullable;

/** {@code //}, {@code %} and {@code **} of ints, with Python's signs. */
final class DivisionEmitter extends Operands {
    private static final Reg[] BORROWABLE = {Reg.ARG5, Reg.ARG4, Reg.ARG3, Reg.ARG2};

    private final SpillSlots words;
    private final OpEmitter ops;

    DivisionEmitter(MacroAssembler m, SpillSlots words, OpEmitter ops) {
        super(m);
        this.words = words;
        this.ops = ops;
    }

    /** A register that is neither of these. */
    private static Reg other(@Nullable Reg first, @Nullable Reg second, @Nullable Reg third) {
        for (Reg reg : BORROWABLE) {
            if (reg != first && reg != second && reg != third) {
                return reg;
            }
        }
        throw new IllegalStateException("no register is left");
    }

    void divide(Op op) {
        VReg a = some(op.a);
        VReg b = op.b;
        if (b == null) {
            divideByConstant(op, op.immediate);
            return;
        }
        if (b.reg != null) {
            divide(op, a, b.reg);
            return;
        }
        Reg borrowed = other(a.reg, some(op.dst).reg, null);
        Mem stash = words.free(0);
        m.store(Width.W64, stash, borrowed);
        load(borrowed, b);
        Label bad = m.newLabel();
        divide(op, a, borrowed, bad);
        m.load(Width.W64, borrowed, stash);
        ops.cold(
                () -> {
                    m.bind(bad);
                    m.load(Width.W64, borrowed, stash);
                    m.jump(ops.exit(op));
                });
    }

    private void divide(Op op, VReg a, Reg divisor) {
        divide(op, a, divisor, ops.exit(op));
    }

    /** Most numbers are small: without signs, and in half the bits, they are divided faster. */
    private void divide(Op op, VReg a, Reg divisor, Label bad) {
        Label large = m.newLabel();
        Label done = m.newLabel();
        m.branch(Cond.EQ, Width.W64, divisor, 0, bad);
        if (a.reg == null || op.large) {
            divideSigned(op, a, divisor, bad);
            return;
        }
        m.or(Reg.RET, a.reg, divisor);
        m.shiftRight(Reg.RET, Reg.RET, Integer.SIZE);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, large);
        if (op.step) {
            guessRemainder(op, a.reg, divisor, done);
        } else {
            divideSmall(op, a.reg, divisor);
        }
        m.bind(done);
        ops.cold(
                () -> {
                    m.bind(large);
                    divideSigned(op, a, divisor, bad);
                    m.jump(done);
                });
    }

    private void divideSmall(Op op, Reg dividend, Reg divisor) {
        Reg dst = result(some(op.dst));
        if (op.kind == Op.Kind.FLOOR_DIV) {
            m.divideSmall(dst, dividend, divisor);
        } else {
            m.remainderSmall(dst, dividend, divisor);
        }
        finish(some(op.dst), dst);
    }

    /**
     * The remainder of a number that grows in steps: mostly the number itself, then once the difference.
     * A comparison that the processor foresees takes no time, and the next step need not wait for a division.
     */
    private void guessRemainder(Op op, Reg dividend, Reg divisor, Label done) {
        Label notLess = m.newLabel();
        Label large = m.newLabel();
        m.branch(Cond.GE, Width.W64, dividend, divisor, notLess);
        finish(some(op.dst), dividend);
        ops.cold(
                () -> {
                    m.bind(notLess);
                    m.sub(Reg.RET, dividend, divisor);
                    m.branch(Cond.GE, Width.W64, Reg.RET, divisor, large);
                    finish(some(op.dst), Reg.RET);
                    m.jump(done);
                    m.bind(large);
                    divideSmall(op, dividend, divisor);
                    m.jump(done);
                });
    }

    private void divideSigned(Op op, VReg a, Reg divisor, Label bad) {
        boolean quotient = op.kind == Op.Kind.FLOOR_DIV;
        VReg dst = some(op.dst);
        Label minusOne = m.newLabel();
        Label done = m.newLabel();
        m.branch(Cond.EQ, Width.W64, divisor, -1, minusOne);
        Reg dividend = use(a, Reg.RET);
        m.divide(Reg.RET, Reg.TMP0, dividend, divisor);
        Label exact = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, exact);
        if (quotient) {
            m.xor(Reg.TMP0, Reg.TMP0, divisor);
            m.branch(Cond.GE, Width.W64, Reg.TMP0, 0, exact);
            m.add(Reg.RET, Reg.RET, -1);
        } else {
            m.xor(Reg.RET, Reg.TMP0, divisor);
            m.branch(Cond.GE, Width.W64, Reg.RET, 0, exact);
            m.add(Reg.TMP0, Reg.TMP0, divisor);
        }
        m.bind(exact);
        finish(dst, quotient ? Reg.RET : Reg.TMP0);
        m.bind(done);
        ops.cold(
                () -> {
                    m.bind(minusOne);
                    if (quotient) {
                        m.negOverflow(Reg.RET, use(a, Reg.RET), bad);
                    } else {
                        m.moveImm(Reg.RET, 0);
                    }
                    finish(dst, Reg.RET);
                    m.jump(done);
                });
    }

    /** The divisor is not 0. */
    private void divideByConstant(Op op, long divisor) {
        if (divisor > 1 && divisor <= Integer.MAX_VALUE) {
            multiplyInverse(op, (int) divisor);
            return;
        }
        VReg a = some(op.a);
        Reg borrowed = other(a.reg, some(op.dst).reg, null);
        Mem stash = words.free(0);
        if (divisor == 0) {
            m.jump(ops.exit(op));
            return;
        }
        Label bad = m.newLabel();
        m.store(Width.W64, stash, borrowed);
        m.moveImm(borrowed, divisor);
        divide(op, a, borrowed, bad);
        m.load(Width.W64, borrowed, stash);
        ops.cold(
                () -> {
                    m.bind(bad);
                    m.load(Width.W64, borrowed, stash);
                    m.jump(ops.exit(op));
                });
    }

    /**
     * Division by a positive constant as multiplication by its inverse: Warren, Hacker's Delight, chapter
     * 10. The truncated quotient becomes the floor where the remainder is negative.
     */
    private void multiplyInverse(Op op, int divisor) {
        VReg dst = some(op.dst);
        Magic magic = Magic.of(divisor);
        Reg a = use(some(op.a), Reg.TMP0);
        m.moveImm(Reg.RET, magic.multiplier());
        m.mulHigh(Reg.RET, Reg.RET, a);
        if (magic.multiplier() < 0) {
            m.add(Reg.RET, Reg.RET, a);
        }
        if (magic.shift() > 0) {
            m.shiftRightSigned(Reg.RET, Reg.RET, magic.shift());
        }
        // RET = floor(a / divisor) for a >= 0, and one less than the truncated quotient, which is
        // the
        // floor unless the division is exact, for a < 0
        if (op.kind == Op.Kind.FLOOR_DIV) {
            floor(a, divisor);
            finish(dst, Reg.RET);
        } else {
            remainder(dst, a, divisor);
        }
    }

    /** {@code RET} += 1 if a is negative and divides exactly. */
    private void floor(Reg a, int divisor) {
        Label done = m.newLabel();
        Label negative = m.newLabel();
        m.branch(Cond.LT, Width.W64, a, 0, negative);
        m.bind(done);
        ops.cold(
                () -> {
                    // a may be in TMP0: nothing else is free, so the product is compared in RET
                    Mem quotient = words.free(0);
                    m.bind(negative);
                    m.store(Width.W64, quotient, Reg.RET);
                    m.add(Reg.RET, Reg.RET, 1);
                    timesDivisor(divisor);
                    Label exact = m.newLabel();
                    m.branch(Cond.EQ, Width.W64, Reg.RET, a, exact);
                    m.load(Width.W64, Reg.RET, quotient);
                    m.jump(done);
                    m.bind(exact);
                    m.load(Width.W64, Reg.RET, quotient);
                    m.add(Reg.RET, Reg.RET, 1);
                    m.jump(done);
                });
    }

    /** {@code RET *= divisor}; words 1 keeps what is borrowed for it. */
    private void timesDivisor(int divisor) {
        Mem stash = words.free(1);
        m.store(Width.W64, stash, Reg.ARG5);
        m.moveImm(Reg.ARG5, divisor);
        m.mul(Reg.RET, Reg.RET, Reg.ARG5);
        m.load(Width.W64, Reg.ARG5, stash);
    }

    private void remainder(VReg dst, Reg a, int divisor) {
        Label done = m.newLabel();
        Label over = m.newLabel();
        Reg scratch = a == Reg.TMP0 ? null : Reg.TMP0;
        if (scratch == null) {
            timesDivisor(divisor);
        } else {
            m.moveImm(scratch, divisor);
            m.mul(Reg.RET, Reg.RET, scratch);
        }
        m.sub(Reg.RET, a, Reg.RET);
        // one too many for exact negative dividends
        m.branch(Cond.EQ, Width.W64, Reg.RET, divisor, over);
        m.bind(done);
        finish(dst, Reg.RET);
        ops.cold(
                () -> {
                    m.bind(over);
                    m.moveImm(Reg.RET, 0);
                    m.jump(done);
                });
    }

    /** Euclid's. Ints of three digits have another way in CPython, which may answer one of them. */
    void commonDivisor(Op op) {
        VReg dst = some(op.dst);
        Reg other = other(some(op.a).reg, some(op.b).reg, dst.reg);
        Mem stash = words.free(0);
        Label bad = m.newLabel();
        Label again = m.newLabel();
        Label done = m.newLabel();
        m.store(Width.W64, stash, other);
        load(Reg.RET, some(op.a));
        magnitude(Reg.RET, bad);
        load(other, some(op.b));
        magnitude(other, bad);
        m.bind(again);
        m.branch(Cond.EQ, Width.W64, other, 0, done);
        m.divide(Reg.RET, Reg.TMP0, Reg.RET, other);
        m.move(Reg.RET, other);
        m.move(other, Reg.TMP0);
        m.jump(again);
        m.bind(done);
        m.load(Width.W64, other, stash);
        finish(dst, Reg.RET);
        ops.cold(
                () -> {
                    m.bind(bad);
                    m.load(Width.W64, other, stash);
                    m.jump(ops.exit(op));
                });
    }

    /** {@code value} = its magnitude, of two digits. {@code TMP0} is lost. */
    private void magnitude(Reg value, Label bad) {
        Label positive = m.newLabel();
        m.branch(Cond.GE, Width.W64, value, 0, positive);
        m.negOverflow(value, value, bad);
        m.bind(positive);
        m.shiftRight(Reg.TMP0, value, 2 * PyLong.DIGIT_BITS);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, bad);
    }

    /** By squaring. */
    void power(Op op) {
        VReg dst = some(op.dst);
        Reg base = Reg.TMP0;
        Reg exponent = other(some(op.a).reg, op.b == null ? null : op.b.reg, dst.reg);
        Mem stash = words.free(0);
        Label bad = m.newLabel();
        Label again = m.newLabel();
        Label even = m.newLabel();
        Label done = m.newLabel();
        m.store(Width.W64, stash, exponent);
        load(base, some(op.a));
        if (op.b == null) {
            m.moveImm(exponent, op.immediate);
        } else {
            load(exponent, op.b);
        }
        m.branch(Cond.LT, Width.W64, exponent, 0, bad);
        m.moveImm(Reg.RET, 1);
        m.bind(again);
        m.branchTest(Cond.EQ, Width.W32, exponent, 1, even);
        m.mulOverflow(Reg.RET, Reg.RET, base, bad);
        m.bind(even);
        m.shiftRight(exponent, exponent, 1);
        m.branch(Cond.EQ, Width.W64, exponent, 0, done);
        m.mulOverflow(base, base, base, bad);
        m.jump(again);
        m.bind(done);
        m.load(Width.W64, exponent, stash);
        finish(dst, Reg.RET);
        ops.cold(
                () -> {
                    m.bind(bad);
                    m.load(Width.W64, exponent, stash);
                    m.jump(ops.exit(op));
                });
    }
}
