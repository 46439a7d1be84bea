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
import java.util.ArrayList;
import java.util.List;

/**
 * Loops over lists and tuples, and unpacking of them. Index and address of the sequence are in registers;
 * the iterator of a loop inside the region has no object until the region leaves.
 *
 * <p>Size and elements are read from memory each time: the region itself may store elements. Nothing in a
 * region changes a size, and no list dies in one, so whoever keeps the sequence alive where the iteration
 * begins keeps it to the end.
 */
public final class Sequences {
    private static final String ENDS = Exit.LIST_ENDS;

    private Sequences() {}

    /** Whether it is the iterator of such a loop. */
    public static boolean isSequenceIterator(Shape shape) {
        return switch (shape.kind()) {
            case LIST_ITER, TUPLE_ITER, BUFFER_ITER, ENUMERATE, ZIP -> true;
            default -> false;
        };
    }

    /** {@code GET_ITER}: c -> it. */
    static void getIter(BlockBuilder w) {
        Val container = w.peek(0);
        Shape shape = iteratorOf(container.shape());
        w.pop();
        int position = w.depth();
        VReg index = w.region.regs.ofIterator(position, "current");
        VReg sequence = w.region.regs.ofIterator(position, "sequence");
        w.move(sequence, Items.pointer(w, container));
        w.emit(new Op(Op.Kind.SET, index, null, null, 0));
        Val.Iterator parts = new Val.Iterator(index, sequence, null, 1);
        w.push(Val.iterator(shape, parts, Val.Identity.fresh()));
    }

    static Shape iteratorOf(Shape container) {
        return switch (container.kind()) {
            case LIST -> Shape.listIter(container.item());
            case TUPLE -> Shape.tupleIter(container.item());
            case BUFFER -> Shape.bufferIter(container);
            default -> throw new NotNumeric("an iterator of something else than a range or list");
        };
    }

    /**
     * {@code FOR_ITER}, with the unpacking that may follow: it -> it v. Answers the unit of the store after
     * it. The index is advanced before that store, which cannot leave.
     */
    static int forIter(BlockBuilder w) {
        Insn insn = w.insn();
        Val top = w.peek(0);
        Val.Iterator parts = top.iterator();
        Insn after = w.following();
        if (parts == null) {
            throw new NotNumeric("a loop over something unknown");
        }
        VReg length = Items.length(w, top.shape(), parts.end());
        Condition exhausted = Condition.ofInts(Cond.GE, parts.current(), length, 0);
        leaveIf(w, top, exhausted);
        w.push(next(w, top.shape(), parts.end(), parts.current()));
        int next = insn.next();
        if (after.opcode() == Opcode.UNPACK_SEQUENCE) {
            unpack(w, after.oparg());
            next = after.next();
        }
        return advance(w, parts, next);
    }

    /** To the next index, before the store at the unit. */
    static int advance(BlockBuilder w, Val.Iterator parts, int unit) {
        if (!isStore(w.region.flow.insns().get(w.region.flow.indexOf(unit)))) {
            throw new NotNumeric("a loop whose value is not stored in a local");
        }
        w.emit(new Op(Op.Kind.ADD_WRAP, parts.current(), parts.current(), null, 1));
        return unit;
    }

    /** The loop ends: the loop's own iterator is left to the generic code, of others nothing remains. */
    static void leaveIf(BlockBuilder w, Val top, Condition exhausted) {
        Insn insn = w.insn();
        if (top.identity().slot >= 0) {
            w.branchToExit(exhausted, new Exit(w.currentCheckpoint(), ENDS, insn.offset(), true));
        } else {
            w.branchWithoutTop(exhausted, insn.target() + 2);
        }
    }

    /** The element at an index that is in range. */
    static Val next(BlockBuilder w, Shape shape, VReg sequence, VReg index) {
        if (shape.is(Shape.Kind.BUFFER_ITER)) {
            return Buffers.next(w, shape, sequence, index);
        }
        Shape item = shape.item();
        if (item == null) {
            throw new NotNumeric("a loop over a list of unknown elements");
        }
        VReg object = w.general();
        w.emit(new Op(element(shape), object, sequence, index, 0));
        return Items.typed(w, object, item);
    }

    private static boolean isStore(Insn insn) {
        return switch (insn.opcode()) {
            case STORE_FAST, STORE_FAST_LOAD_FAST, STORE_FAST_STORE_FAST -> true;
            case STORE_NAME, STORE_GLOBAL -> true;
            default -> false;
        };
    }

    private static Op.Kind element(Shape shape) {
        boolean list = shape.is(Shape.Kind.LIST_ITER) || shape.is(Shape.Kind.LIST);
        return list ? Op.Kind.LIST_ELEMENT : Op.Kind.TUPLE_ELEMENT;
    }

    /** {@code UNPACK_SEQUENCE}: c -> x(n) ... x(1). */
    static void unpack(BlockBuilder w, int count) {
        Val container = w.pop();
        Shape item = container.shape().item();
        if (item == null || !container.is(Shape.Kind.LIST) && !container.is(Shape.Kind.TUPLE)) {
            throw new NotNumeric("unpacking of something else than a list of numbers");
        }
        VReg sequence = Items.pointer(w, container);
        VReg length = Items.length(w, container.shape(), sequence);
        Op guard = new Op(Op.Kind.GUARD, null, null, null, 0);
        guard.with(Condition.ofInts(Cond.NE, length, null, count));
        w.emit(guard.leaving(w.exit("another number of elements to unpack")));
        List<Val> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            VReg object = w.general();
            w.emit(new Op(element(container.shape()), object, sequence, null, i));
            values.add(Items.typed(w, object, item));
        }
        for (int i = count - 1; i >= 0; i--) {
            w.push(values.get(i));
        }
    }
}
