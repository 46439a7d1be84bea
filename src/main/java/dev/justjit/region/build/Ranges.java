package dev.justjit.region.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Cond;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import org.jspecify.annotations.Nullable;

/**
 * Loops over ranges. The iterator's parts are in registers; those of a loop inside the region have no
 * object until the region leaves.
 */
final class Ranges {
    private static final String BOUNDS = "a range that is too large";

    private Ranges() {}

    /** {@code range(...)}, which {@code GET_ITER} has to follow. */
    static Val call(BlockBuilder w, Val[] arguments) {
        Val start = arguments.length == 1 ? Val.known(Shape.INT, 0) : arguments[0];
        Val stop = arguments.length == 1 ? arguments[0] : arguments[1];
        Val step = arguments.length == 3 ? arguments[2] : Val.known(Shape.INT, 1);
        for (Val argument : arguments) {
            if (!argument.shape().isIntegral()) {
                throw new NotNumeric("a range of other things than ints");
            }
        }
        Insn next = w.following();
        if (next.opcode() != Opcode.GET_ITER || arguments.length == 0 || arguments.length > 3) {
            throw new NotNumeric("a range that is kept");
        }
        return step.isKnown()
                ? known(w, start, stop, step.bits())
                : upwards(w, w.intReg(start), w.intReg(stop), w.intReg(step));
    }

    /** A range whose step is not constant, but positive. */
    private static Val upwards(BlockBuilder w, VReg first, VReg last, VReg step) {
        int position = w.depth();
        Op guard = new Op(Op.Kind.GUARD, null, null, null, 0);
        guard.with(Condition.ofInts(Cond.LE, step, null, 0));
        w.emit(guard.leaving(w.exit("a range that goes down")));
        VReg limit = limit(w, Cond.LT, first, last);
        VReg round = w.general();
        w.emit(new Op(Op.Kind.SUB, round, step, null, 1).leaving(w.exit(BOUNDS)));
        VReg current = w.region.regs.ofIterator(position, "current");
        VReg end = w.region.regs.ofIterator(position, "end");
        VReg own = w.region.regs.ofIterator(position, "step");
        lastValue(w, first, limit, step, round, end);
        w.move(current, first);
        w.move(own, step);
        Val.Iterator parts = new Val.Iterator(current, end, own, Shape.ANY_STEP);
        return Val.iterator(Shape.rangeIter(Shape.ANY_STEP), parts, Val.Identity.fresh());
    }

    private static VReg checked(BlockBuilder w, Op.Kind kind, VReg left, VReg right) {
        VReg dst = w.general();
        w.emit(new Op(kind, dst, left, right, 0).leaving(w.exit(BOUNDS)));
        return dst;
    }

    /** An empty range ends where it starts. */
    private static VReg limit(BlockBuilder w, Cond nonEmpty, VReg first, VReg last) {
        VReg limit = w.general();
        Op select = new Op(Op.Kind.SELECT, limit, last, first, 0);
        w.emit(select.with(Condition.ofInts(nonEmpty, first, last, 0)));
        return limit;
    }

    private static Val known(BlockBuilder w, Val start, Val stop, long step) {
        if (step == 0 || step != (int) step) {
            throw new NotNumeric("a range with a special step");
        }
        int position = w.depth();
        VReg current = w.region.regs.ofIterator(position, "current");
        VReg end = w.region.regs.ofIterator(position, "end");
        VReg first = w.intReg(start);
        VReg last = w.intReg(stop);
        VReg limit = limit(w, step > 0 ? Cond.LT : Cond.GT, first, last);
        if (step == 1 || step == -1) {
            Val lower = step > 0 ? start : stop;
            if (!lower.isKnown() || lower.bits() < 0) {
                // with more than 63 bits of values it would be another iterator
                checked(w, Op.Kind.SUB, limit, first);
            }
            w.move(end, limit);
        } else {
            VReg round = w.region.regs.constantInt(step > 0 ? step - 1 : step + 1);
            lastValue(w, first, limit, w.region.regs.constantInt(step), round, end);
        }
        w.move(current, first);
        Val.Iterator parts = new Val.Iterator(current, end, null, step);
        return Val.iterator(Shape.rangeIter(step), parts, Val.Identity.fresh());
    }

    /**
     * {@code end} = first + step * ceil((limit - first) / step). CPython uses another iterator where
     * limit + step - 1 leaves 64 bits: so does this.
     */
    private static void lastValue(
            BlockBuilder w, VReg first, VReg limit, VReg step, VReg round, VReg end) {
        VReg span = checked(w, Op.Kind.SUB, checked(w, Op.Kind.ADD, limit, round), first);
        VReg distance = checked(w, Op.Kind.MUL, checked(w, Op.Kind.FLOOR_DIV, span, step), step);
        w.emit(new Op(Op.Kind.ADD_WRAP, end, first, distance, 0));
    }

    /** {@code GET_ITER}: the range is already in its parts. */
    static void getIter(BlockBuilder w) {
        if (w.peek(0).iterator() == null) {
            Sequences.getIter(w);
        }
    }

    /** {@code FOR_ITER}, with the store of its value that follows: it -> it. Answers the next unit. */
    static int forIter(BlockBuilder w) {
        Insn insn = w.insn();
        Val top = w.peek(0);
        if (Pairs.isPairIterator(top.shape())) {
            return Pairs.forIter(w);
        }
        if (Sequences.isSequenceIterator(top.shape())) {
            return Sequences.forIter(w);
        }
        Val.Iterator parts = top.iterator();
        Insn store = w.following();
        int local = storedLocal(w, store);
        if (parts == null || local < 0) {
            throw new NotNumeric("a loop over something else than a range");
        }
        Condition exhausted = Condition.ofInts(Cond.EQ, parts.current(), parts.end(), 0);
        if (top.identity().slot >= 0) {
            Exit end = new Exit(w.currentCheckpoint(), Exit.RANGE_ENDS, insn.offset(), true);
            w.branchToExit(exhausted, end);
        } else {
            w.branchWithoutTop(exhausted, insn.target() + 2);
        }
        VReg value = w.region.regs.ofLocal(local, Shape.INT);
        w.storeIterated(local, value, parts);
        w.finishStore(store);
        return store.next();
    }

    /** The local that the instruction stores to, or -1. */
    private static int storedLocal(BlockBuilder w, Insn store) {
        return switch (store.opcode()) {
            case STORE_FAST -> store.oparg();
            case STORE_NAME, STORE_GLOBAL -> w.region.slots.ofName(store.oparg());
            case STORE_FAST_LOAD_FAST -> store.oparg() >> 4;
            default -> -1;
        };
    }

    static Op advance(Val.Iterator parts) {
        @Nullable VReg step = parts.step();
        return new Op(Op.Kind.ADD_WRAP, parts.current(), parts.current(), step, parts.stepValue());
    }
}
