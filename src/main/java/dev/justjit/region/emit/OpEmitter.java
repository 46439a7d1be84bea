package dev.justjit.region.emit;

import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.ParallelMove;
import dev.justjit.region.alloc.SavedRegisters;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Machine code of single operations on ints; the others are in its helpers. */
final class OpEmitter extends Operands {
    private static final int MAX_SHIFT = 62;

    private final SpillSlots words;
    private final Function<Exit, Label> exits;
    private final DoubleEmitter doubles;
    private final ItemEmitter items;
    private final BufferEmitter buffers;
    private final DivisionEmitter divisions;
    private final SameObjects same;
    private final List<Runnable> cold = new ArrayList<>();

    OpEmitter(MacroAssembler m, SpillSlots words, Function<Exit, Label> exits) {
        super(m);
        this.words = words;
        this.exits = exits;
        doubles = new DoubleEmitter(m, words, this);
        items = new ItemEmitter(m, words, this);
        buffers = new BufferEmitter(m, this);
        divisions = new DivisionEmitter(m, words, this);
        same = new SameObjects(m, this);
    }

    Label exit(Op op) {
        return exits.apply(some(op.exit));
    }

    /** Code out of the way, emitted after all blocks. */
    void cold(Runnable code) {
        cold.add(code);
    }

    void emitCold() {
        for (int i = 0; i < cold.size(); i++) {
            cold.get(i).run();
        }
    }

    /**
     * @param live what a call inside has to keep; null if there is none
     */
    void emit(Op op, @Nullable Set<VReg> live) {
        switch (op.kind) {
            case MOVE -> {
                Reg dst = result(some(op.dst));
                load(dst, some(op.a));
                finish(some(op.dst), dst);
            }
            case SET -> set(op);
            case ADD, SUB, MUL, ADD_WRAP, SUB_WRAP, AND, OR, XOR -> binary(op);
            case NEG, NOT, ABS -> unary(op);
            case SHL -> shiftLeft(op);
            case SHR -> shiftRight(op);
            case FLOOR_DIV, MOD -> divisions.divide(op);
            case POW -> divisions.power(op);
            case GCD -> divisions.commonDivisor(op);
            case SELECT -> select(op);
            case CONDITION -> condition(op);
            case GUARD -> branch(some(op.condition), exit(op));
            case GUARD_REMAINDER, GUARD_SHIFT -> same.emit(op);
            case GUARD_EXACT -> guardExact(op);
            case LENGTH -> buffers.emit(op);
            case LIST_ITEM, LIST_ITEMS, TUPLE_ITEM, GUARD_TYPE -> items.emit(op, live);
            case LIST_ELEMENT, TUPLE_ELEMENT -> items.emit(op, live);
            case BUFFER_ITEM, BUFFER_NEXT, BUFFER_STORE, GUARD_BUFFER -> buffers.emit(op);
            case UNBOX_INT, UNBOX_DOUBLE, UNBOX_BOOL -> items.emit(op, live);
            case STORE_INT, STORE_DOUBLE, STORE_OBJECT -> items.emit(op, live);
            case CALL -> call(op, some(live));
            case LOAD_DATA, LOAD_DATA_DOUBLE -> loadData(op);
            case BOOL_OBJECT, LOAD_SLOT, SET_SLOT, HOLD -> items.emit(op, live);
            case LOAD_NAMED -> Names.load(m, words, op, some(live));
            case SET_NAMED -> Names.set(m, words, op, some(live));
            default -> doubles.emit(op, live);
        }
    }

    /** A function that has given up makes its caller do the same. */
    private void call(Op op, Set<VReg> live) {
        Label entry = some(op.callee).label;
        if (entry == null) {
            m.jump(exit(op));
            return;
        }
        SavedRegisters saved = SavedRegisters.save(m, words, live, 0);
        ParallelMove.emit(m, op.arguments);
        m.call(entry);
        boolean isDouble = op.dst != null && op.dst.isDouble();
        if (isDouble) {
            m.move(FReg.F13, FReg.F0);
        }
        saved.restore();
        m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, exit(op));
        if (isDouble) {
            finish(some(op.dst), FReg.F13);
        } else if (op.dst != null) {
            finish(op.dst, Reg.RET);
        }
    }

    private void loadData(Op op) {
        VReg dst = some(op.dst);
        m.load(Reg.RET, Symbol.blobData((int) op.immediate));
        if (dst.isDouble()) {
            FReg result = doubleResult(dst);
            m.load(result, Mem.at(Reg.RET, 0));
            finish(dst, result);
        } else {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, 0));
            finish(dst, Reg.RET);
        }
    }

    private void set(Op op) {
        VReg dst = some(op.dst);
        if (dst.isDouble()) {
            FReg result = doubleResult(dst);
            m.moveImm(result, Double.longBitsToDouble(op.immediate), Reg.RET);
            finish(dst, result);
        } else {
            Reg result = result(dst);
            m.moveImm(result, op.immediate);
            finish(dst, result);
        }
    }

    // ---- arithmetic ----

    private void binary(Op op) {
        Reg dst = result(some(op.dst));
        Reg left = use(some(op.a), Reg.RET);
        if (op.b == null && op.kind != Op.Kind.MUL) {
            immediate(op, dst, left, (int) op.immediate);
        } else {
            Reg right = Reg.TMP0;
            if (op.b == null) {
                m.moveImm(right, op.immediate);
            } else {
                right = use(op.b, Reg.TMP0);
            }
            registers(op, dst, left, right);
        }
        finish(some(op.dst), dst);
    }

    private void immediate(Op op, Reg dst, Reg left, int right) {
        switch (op.kind) {
            case ADD -> m.addOverflow(dst, left, right, exit(op));
            case SUB -> m.subOverflow(dst, left, right, exit(op));
            case ADD_WRAP -> m.add(dst, left, right);
            case SUB_WRAP -> m.add(dst, left, -right);
            case AND -> m.and(dst, left, right);
            case OR -> m.or(dst, left, right);
            case XOR -> m.xor(dst, left, right);
            default -> throw new IllegalStateException(op.toString());
        }
    }

    private void registers(Op op, Reg dst, Reg left, Reg right) {
        switch (op.kind) {
            case ADD -> m.addOverflow(dst, left, right, exit(op));
            case SUB -> m.subOverflow(dst, left, right, exit(op));
            case MUL -> m.mulOverflow(dst, left, right, exit(op));
            case ADD_WRAP -> m.add(dst, left, right);
            case SUB_WRAP -> m.sub(dst, left, right);
            case AND -> m.and(dst, left, right);
            case OR -> m.or(dst, left, right);
            case XOR -> m.xor(dst, left, right);
            default -> throw new IllegalStateException(op.toString());
        }
    }

    private void unary(Op op) {
        Reg dst = result(some(op.dst));
        Reg a = use(some(op.a), Reg.RET);
        switch (op.kind) {
            case NEG -> m.negOverflow(dst, a, exit(op));
            case NOT -> m.not(dst, a);
            default -> {
                Label done = m.newLabel();
                m.move(dst, a);
                m.branch(Cond.GE, Width.W64, dst, 0, done);
                m.negOverflow(dst, dst, exit(op));
                m.bind(done);
            }
        }
        finish(some(op.dst), dst);
    }

    // ---- shifts ----

    /** Shifted back it must be what it was. */
    private void shiftLeft(Op op) {
        Reg dst = result(some(op.dst));
        VReg a = some(op.a);
        if (op.b == null) {
            int count = (int) op.immediate;
            if (op.immediate < 0 || op.immediate > MAX_SHIFT) {
                m.jump(exit(op));
                return;
            }
            Reg left = use(a, Reg.TMP0);
            m.shiftLeft(dst, left, count);
            m.shiftRightSigned(Reg.TMP0, dst, count);
        } else {
            Reg count = use(op.b, Reg.TMP0);
            m.branch(Cond.ABOVE, Width.W64, count, MAX_SHIFT, exit(op));
            Reg left = use(a, Reg.RET);
            m.shiftLeft(dst, left, count);
            m.shiftRightSigned(Reg.TMP0, dst, count);
        }
        if (a.reg != null) {
            m.branch(Cond.NE, Width.W64, Reg.TMP0, a.reg, exit(op));
        } else if (a.constant != null) {
            m.branch(Cond.NE, Reg.TMP0, Symbol.number(a.constant), exit(op));
        } else {
            m.branch(Cond.NE, Width.W64, some(a.home), Reg.TMP0, exit(op));
        }
        finish(some(op.dst), dst);
    }

    private void shiftRight(Op op) {
        Reg dst = result(some(op.dst));
        if (op.b == null) {
            m.shiftRightSigned(dst, use(some(op.a), Reg.RET), (int) op.immediate);
        } else {
            Label fits = m.newLabel();
            load(Reg.TMP0, op.b);
            m.branch(Cond.LT, Width.W64, Reg.TMP0, 0, exit(op));
            m.branch(Cond.LE, Width.W64, Reg.TMP0, MAX_SHIFT + 1, fits);
            m.moveImm(Reg.TMP0, MAX_SHIFT + 1);
            m.bind(fits);
            m.shiftRightSigned(dst, use(some(op.a), Reg.RET), Reg.TMP0);
        }
        finish(some(op.dst), dst);
    }

    // ---- conditions ----

    void branch(Condition condition, Label target) {
        if (condition.cond() == null) {
            FReg left = use(condition.left(), FReg.F13);
            FReg right = use(some(condition.right()), FReg.F14);
            m.branch(some(condition.doubleCond()), left, right, condition.sense(), target);
            return;
        }
        Reg left = use(condition.left(), Reg.RET);
        if (condition.right() == null) {
            m.branch(condition.cond(), Width.W64, left, condition.immediate(), target);
        } else {
            m.branch(condition.cond(), Width.W64, left, use(condition.right(), Reg.TMP0), target);
        }
    }

    private void condition(Op op) {
        Condition condition = some(op.condition);
        Reg dst = result(some(op.dst));
        if (condition.cond() == null) {
            FReg left = use(condition.left(), FReg.F13);
            FReg right = use(some(condition.right()), FReg.F14);
            m.set(some(condition.doubleCond()), dst, left, right);
            if (!condition.sense()) {
                m.xor(dst, dst, 1);
            }
        } else {
            Reg left = use(condition.left(), Reg.RET);
            Reg right = Reg.TMP0;
            if (condition.right() == null) {
                m.moveImm(right, condition.immediate());
            } else {
                right = use(condition.right(), Reg.TMP0);
            }
            m.set(condition.cond(), Width.W64, dst, left, right);
        }
        finish(some(op.dst), dst);
    }

    /** {@code dst = b; if (condition) dst = a}, by a conditional move where all is in registers. */
    private void select(Op op) {
        Condition condition = some(op.condition);
        VReg dst = some(op.dst);
        VReg right = condition.right();
        boolean inRegisters =
                dst.reg != null
                        && condition.cond() != null
                        && condition.left().reg != null
                        && (right == null || right.reg != null)
                        && some(op.a).reg != null
                        && some(op.b).reg != null;
        if (inRegisters) {
            Reg second = Reg.TMP0;
            if (right == null) {
                m.moveImm(second, condition.immediate());
            } else {
                second = some(right.reg);
            }
            m.select(
                    some(condition.cond()),
                    Width.W64,
                    some(dst.reg),
                    some(condition.left().reg),
                    second,
                    some(some(op.a).reg),
                    some(some(op.b).reg));
            return;
        }
        Label yes = m.newLabel();
        Label done = m.newLabel();
        branch(condition, yes);
        Reg result = result(dst);
        load(result, some(op.b));
        m.jump(done);
        m.bind(yes);
        load(result, some(op.a));
        m.bind(done);
        finish(dst, result);
    }

    /** {@code -2**53 <= a < 2**53}. */
    private void guardExact(Op op) {
        m.shiftRightSigned(Reg.TMP0, use(some(op.a), Reg.RET), 53);
        m.add(Reg.TMP0, Reg.TMP0, 1);
        m.branch(Cond.ABOVE, Width.W64, Reg.TMP0, 1, exit(op));
    }
}
