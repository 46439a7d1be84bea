package dev.justjit.region.build;

import dev.justjit.region.ir.Buffer;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.List;

/** Items of arrays, bytes, bytearrays and memoryviews. Each load makes a new number, as in the interpreter. */
final class Buffers {
    private static final String RANGE = "an index out of range";
    private static final String VALUE = "an index out of range, or a value that does not fit";
    private static final String LARGE = "an index out of range, or an item beyond 63 bits";

    private Buffers() {}

    /** {@code BINARY_SUBSCR}: b i -> x. */
    static Val load(BlockBuilder w, Val container, Val index) {
        return load(w, Op.Kind.BUFFER_ITEM, container.shape(), Items.pointer(w, container), index);
    }

    /** The item at an index that is in range. */
    static Val next(BlockBuilder w, Shape shape, VReg buffer, VReg index) {
        return load(w, Op.Kind.BUFFER_NEXT, shape, buffer, Val.reg(Shape.INT, index));
    }

    private static Val load(BlockBuilder w, Op.Kind kind, Shape shape, VReg buffer, Val index) {
        Buffer items = Buffer.of(shape);
        VReg dst = items.isFloat() ? w.dbl() : w.general();
        Op op = operation(w, kind, dst, buffer, index);
        op.shape = shape;
        boolean large = !items.isFloat() && !items.isSigned() && items.itemSize() == Long.BYTES;
        if (kind == Op.Kind.BUFFER_ITEM || large) {
            op.leaving(w.exit(large ? LARGE : RANGE));
        }
        w.emit(op);
        return Val.reg(items.item(), dst);
    }

    private static Op operation(
            BlockBuilder w,
            Op.Kind kind,
            @org.jspecify.annotations.Nullable VReg dst,
            VReg buffer,
            Val index) {
        if (!index.shape().isIntegral()) {
            throw new NotNumeric("an index that is no int");
        }
        return Numbers.isImmediate(index)
                ? new Op(kind, dst, buffer, null, index.bits())
                : new Op(kind, dst, buffer, w.intReg(index), 0);
    }

    /** {@code STORE_SUBSCR}: v b i -> . A value that does not fit leaves, and the interpreter raises. */
    static void store(BlockBuilder w, Val container, Val index, Val value) {
        Buffer items = Buffer.of(container.shape());
        if (items.owner() == Buffer.Owner.BYTES) {
            throw new NotNumeric("a store to bytes");
        }
        boolean fits = items.isFloat() ? value.shape().isNumber() : value.shape().isIntegral();
        if (!fits) {
            throw new NotNumeric("a store of another type than the items have");
        }
        List<VReg> held = w.holdBorrowed();
        VReg buffer = Items.pointer(w, container);
        Op op = operation(w, Op.Kind.BUFFER_STORE, null, buffer, index);
        op.c = items.isFloat() ? Doubles.reg(w, value) : w.intReg(value);
        op.shape = container.shape();
        Exit exit = w.exit(VALUE);
        exit.held = held;
        w.emit(op.leaving(exit));
    }
}
