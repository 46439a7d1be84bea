package dev.justjit.region.emit;

import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.DoubleCond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.SavedRegisters;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Machine code of operations on doubles: what CPython does, in its order, and nothing contracted. */
final class DoubleEmitter extends Operands {
    /** Results of {@code pow} outside of this may have set {@code errno}. */
    private static final double LEAST_NORMAL = Double.MIN_NORMAL;

    private final SpillSlots words;
    private final OpEmitter ops;

    DoubleEmitter(MacroAssembler m, SpillSlots words, OpEmitter ops) {
        super(m);
        this.words = words;
        this.ops = ops;
    }

    void emit(Op op, @Nullable Set<VReg> live) {
        switch (op.kind) {
            case DMOVE -> {
                FReg dst = doubleResult(some(op.dst));
                load(dst, some(op.a));
                finish(some(op.dst), dst);
            }
            case DADD, DSUB, DMUL, DDIV -> binary(op);
            case DNEG, DABS, DSQRT -> unary(op);
            case DFLOOR_DIV, DMOD, DPOW, DCALL -> call(op, some(live));
            case TO_DOUBLE -> {
                FReg dst = doubleResult(some(op.dst));
                m.toDouble(dst, use(some(op.a), Reg.RET));
                finish(some(op.dst), dst);
            }
            case TRUNCATE, FLOOR, CEIL -> toInt(op);
            case DSELECT -> select(op);
            default -> throw new IllegalStateException(op.toString());
        }
    }

    private void binary(Op op) {
        FReg dst = doubleResult(some(op.dst));
        FReg left = use(some(op.a), FReg.F13);
        FReg right = use(some(op.b), FReg.F14);
        switch (op.kind) {
            case DADD -> m.add(dst, left, right);
            case DSUB -> m.sub(dst, left, right);
            case DMUL -> m.mul(dst, left, right);
            default -> {
                leaveIfZero(op, some(op.b), right);
                m.div(dst, left, right);
            }
        }
        finish(some(op.dst), dst);
    }

    /** Both zeros have no bits but the sign. */
    private void leaveIfZero(Op op, VReg divisor, FReg register) {
        if (divisor.constant != null && Double.longBitsToDouble(divisor.constant) != 0) {
            return;
        }
        m.moveBits(Reg.RET, register);
        m.add(Reg.RET, Reg.RET, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, ops.exit(op));
    }

    private void unary(Op op) {
        FReg dst = doubleResult(some(op.dst));
        FReg a = use(some(op.a), FReg.F13);
        switch (op.kind) {
            case DNEG -> m.neg(dst, a, Reg.RET);
            case DABS -> m.abs(dst, a, Reg.RET);
            default -> {
                m.moveImm(FReg.F14, 0, Reg.RET);
                m.branch(DoubleCond.LT, a, FReg.F14, true, ops.exit(op));
                m.sqrt(dst, a);
            }
        }
        finish(some(op.dst), dst);
    }

    private void toInt(Op op) {
        FReg a = use(some(op.a), FReg.F13);
        Label done = m.newLabel();
        m.truncate(Reg.RET, a, ops.exit(op));
        if (op.kind != Op.Kind.TRUNCATE) {
            boolean floor = op.kind == Op.Kind.FLOOR;
            m.toDouble(FReg.F14, Reg.RET);
            m.branch(floor ? DoubleCond.LE : DoubleCond.GE, FReg.F14, a, true, done);
            m.add(Reg.RET, Reg.RET, floor ? -1 : 1);
            m.bind(done);
        }
        finish(some(op.dst), Reg.RET);
    }

    private void select(Op op) {
        FReg dst = doubleResult(some(op.dst));
        Label yes = m.newLabel();
        Label done = m.newLabel();
        ops.branch(some(op.condition), yes);
        load(dst, some(op.b));
        m.jump(done);
        m.bind(yes);
        load(dst, some(op.a));
        m.bind(done);
        finish(some(op.dst), dst);
    }

    // ---- calls of the C library ----

    private void call(Op op, Set<VReg> live) {
        VReg b = op.b;
        if (op.kind == Op.Kind.DFLOOR_DIV || op.kind == Op.Kind.DMOD) {
            leaveIfZero(op, some(b), use(some(b), FReg.F14));
        }
        if (op.kind == Op.Kind.DPOW) {
            leaveUnlessPositive(op);
        }
        SavedRegisters saved = SavedRegisters.save(m, words, live, 0);
        arguments(op);
        switch (op.kind) {
            case DFLOOR_DIV -> m.call(Stub.FLOAT_FLOOR_DIVIDE.symbol());
            case DMOD -> m.call(Stub.FLOAT_REMAINDER.symbol());
            case DPOW -> m.call(Symbol.export("pow"));
            default -> m.call(some(op.symbol));
        }
        m.move(FReg.F13, FReg.F0);
        saved.restore();
        if (op.kind == Op.Kind.DPOW) {
            leaveUnlessBetween(op, LEAST_NORMAL);
        } else if (op.kind == Op.Kind.DCALL) {
            leaveUnlessFinite(op);
        }
        finish(some(op.dst), FReg.F13);
    }

    /** {@code F0}, {@code F1} = the operands, which may be in each other's place. */
    private void arguments(Op op) {
        load(FReg.F14, some(op.a));
        if (op.b != null) {
            load(FReg.F1, op.b);
        }
        m.move(FReg.F0, FReg.F14);
    }

    /** The base is positive and finite, the exponent finite. */
    private void leaveUnlessPositive(Op op) {
        FReg base = use(some(op.a), FReg.F13);
        m.moveImm(FReg.F14, 0, Reg.RET);
        m.branch(DoubleCond.GT, base, FReg.F14, false, ops.exit(op));
        m.moveImm(FReg.F14, Double.MAX_VALUE, Reg.RET);
        m.branch(DoubleCond.LE, base, FReg.F14, false, ops.exit(op));
        m.abs(FReg.F13, use(some(op.b), FReg.F13), Reg.RET);
        m.branch(DoubleCond.LE, FReg.F13, FReg.F14, false, ops.exit(op));
    }

    private void leaveUnlessBetween(Op op, double least) {
        m.moveImm(FReg.F14, least, Reg.RET);
        m.branch(DoubleCond.GE, FReg.F13, FReg.F14, false, ops.exit(op));
        m.moveImm(FReg.F14, Double.MAX_VALUE, Reg.RET);
        m.branch(DoubleCond.LE, FReg.F13, FReg.F14, false, ops.exit(op));
    }

    private void leaveUnlessFinite(Op op) {
        m.abs(FReg.F14, FReg.F13, Reg.RET);
        m.moveBits(Reg.RET, FReg.F14);
        m.shiftRight(Reg.RET, Reg.RET, 52);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0x7ff, ops.exit(op));
    }
}
