package dev.justjit.region.emit;

import dev.justjit.abi.layout.PyLong;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.ir.Op;

/**
 * Guards where CPython's result may be its left operand itself and not an equal int: {@code x % y} of
 * a {@code y} of more than one digit and a smaller {@code x} of the same sign ({@code long_rem}), and {@code x >> 0} of
 * a negative {@code x} of more than one digit ({@code long_rshift1}, in Objects/longobject.c). Needed only where somebody
 * has the operand's object. They may leave where it would not be the same.
 */
public final class SameObjects extends Operands {
    private static final int DIGIT = 1 << PyLong.DIGIT_BITS;

    private final OpEmitter ops;

    SameObjects(MacroAssembler m, OpEmitter ops) {
        super(m);
        this.ops = ops;
    }

    void emit(Op op) {
        if (op.kind == Op.Kind.GUARD_REMAINDER) {
            remainder(op);
        } else {
            shift(op);
        }
    }

    private void remainder(Op op) {
        Label large = m.newLabel();
        Label done = m.newLabel();
        Reg divisor = use(some(op.b), Reg.TMP0);
        m.branch(Cond.ABOVE_EQ, Width.W64, divisor, DIGIT, large);
        m.bind(done);
        ops.cold(
                () -> {
                    Label negative = m.newLabel();
                    m.bind(large);
                    load(Reg.RET, some(op.a));
                    m.xor(Reg.RET, Reg.RET, divisor);
                    m.branch(Cond.LT, Width.W64, Reg.RET, 0, done);
                    load(Reg.RET, some(op.a));
                    m.branch(Cond.LT, Width.W64, divisor, 0, negative);
                    m.branch(Cond.GE, Width.W64, Reg.RET, divisor, done);
                    m.jump(ops.exit(op));
                    m.bind(negative);
                    m.branch(Cond.LE, Width.W64, Reg.RET, divisor, done);
                    m.jump(ops.exit(op));
                });
    }

    private void shift(Op op) {
        Label none = m.newLabel();
        Label done = m.newLabel();
        m.branch(Cond.EQ, Width.W64, use(some(op.b), Reg.TMP0), 0, none);
        m.bind(done);
        ops.cold(
                () -> {
                    m.bind(none);
                    m.branch(Cond.GT, Width.W64, use(some(op.a), Reg.RET), -DIGIT, done);
                    m.jump(ops.exit(op));
                });
    }
}
