package dev.justjit.region.build;

import dev.justjit.abi.Global;
import dev.justjit.masm.Symbol;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements of lists and tuples. Loaded numbers are unboxed, stored ones are boxed in place where possible. */
public final class Items {
    private static final String RANGE = "an index out of range";
    private static final String TYPE = "an element of another type";

    private Items() {}

    /** Where the address of the object is. */
    static VReg pointer(BlockBuilder w, Val value) {
        return value.reg() != null ? value.reg() : w.region.entry.pointer(value.identity().slot);
    }

    static VReg length(BlockBuilder w, Val value) {
        if (!value.shape().isContainer()) {
            throw new NotNumeric("the length of something else than a list, tuple or buffer");
        }
        return length(w, value.shape(), pointer(w, value));
    }

    static VReg length(BlockBuilder w, Shape shape, VReg object) {
        VReg dst = w.general();
        Op op = new Op(Op.Kind.LENGTH, dst, object, null, 0);
        op.shape = shape;
        w.emit(op);
        return dst;
    }

    private static boolean isSequence(Val value) {
        return value.is(Shape.Kind.LIST) || value.is(Shape.Kind.TUPLE);
    }

    /** {@code BINARY_SUBSCR}: c i -> x. */
    static void load(BlockBuilder w) {
        Val index = w.settled(w.pop());
        Val container = w.pop();
        if (container.is(Shape.Kind.BUFFER)) {
            w.push(Buffers.load(w, container, index));
            return;
        }
        Shape item = container.shape().item();
        if (!isSequence(container) || item == null || !index.shape().isIntegral()) {
            throw new NotNumeric("an element of something else than a list of numbers");
        }
        VReg object = w.general();
        Op.Kind kind = container.is(Shape.Kind.LIST) ? Op.Kind.LIST_ITEM : Op.Kind.TUPLE_ITEM;
        w.emit(indexed(w, kind, object, container, index).leaving(w.exit(RANGE)));
        w.push(typed(w, object, item));
    }

    private static Op indexed(
            BlockBuilder w, Op.Kind kind, @Nullable VReg dst, Val container, Val index) {
        VReg list = pointer(w, container);
        return Numbers.isImmediate(index)
                ? new Op(kind, dst, list, null, index.bits())
                : new Op(kind, dst, list, w.intReg(index), 0);
    }

    /** Whether regions take elements of the shape. */
    public static boolean isElement(Shape shape) {
        return shape.isNumber() || shape.is(Shape.Kind.LIST) || shape.is(Shape.Kind.TUPLE);
    }

    /** The object as a value of the shape that was seen, or out of the region. */
    static Val typed(BlockBuilder w, VReg object, Shape shape) {
        Op.Kind unbox =
                switch (shape.kind()) {
                    case INT -> Op.Kind.UNBOX_INT;
                    case FLOAT -> Op.Kind.UNBOX_DOUBLE;
                    case BOOL -> Op.Kind.UNBOX_BOOL;
                    case LIST, TUPLE, BUFFER -> Op.Kind.MOVE;
                    default -> throw new NotNumeric("an element that is no number or list");
                };
        boolean buffer = shape.is(Shape.Kind.BUFFER);
        Op.Kind check = buffer ? Op.Kind.GUARD_BUFFER : Op.Kind.GUARD_TYPE;
        Op guard = new Op(check, null, object, null, 0);
        if (buffer) {
            guard.shape = shape;
            guard.symbol = Symbol.input(w.region.inputs.arrayType());
        } else {
            guard.type = type(shape);
        }
        w.emit(guard.leaving(w.exit(TYPE)));
        Val.Identity identity = Val.Identity.pointer(object);
        if (unbox == Op.Kind.MOVE) {
            return Val.reg(shape, object, identity);
        }
        VReg dst = shape.is(Shape.Kind.FLOAT) ? w.dbl() : w.general();
        Op op = w.emit(new Op(unbox, dst, object, null, 0));
        if (unbox == Op.Kind.UNBOX_INT) {
            op.leaving(w.exit("an int beyond 63 bits"));
        }
        return Val.reg(shape, dst, identity);
    }

    /** The type whose exact objects have the shape. */
    public static Global type(Shape shape) {
        return switch (shape.kind()) {
            case INT -> Global.PYLONG_TYPE;
            case FLOAT -> Global.PYFLOAT_TYPE;
            case BOOL -> Global.PYBOOL_TYPE;
            case LIST -> Global.PYLIST_TYPE;
            case TUPLE -> Global.PYTUPLE_TYPE;
            case MODULE -> Global.PYMODULE_TYPE;
            case RANGE_ITER -> Global.PYRANGEITER_TYPE;
            case LIST_ITER -> Global.PYLISTITER_TYPE;
            case TUPLE_ITER -> Global.PYTUPLEITER_TYPE;
            case STR -> Global.PYUNICODE_TYPE;
            default -> throw new IllegalStateException(shape.toString());
        };
    }

    /** {@code STORE_SUBSCR}: v c i -> . */
    static void store(BlockBuilder w) {
        Val index = w.settled(w.pop());
        Val container = w.pop();
        Val value = w.settled(w.popOwned());
        if (container.is(Shape.Kind.BUFFER)) {
            Buffers.store(w, container, index, value);
            return;
        }
        if (!container.is(Shape.Kind.LIST) || !index.shape().isIntegral()) {
            throw new NotNumeric("a store to something else than a list");
        }
        List<VReg> held = w.holdBorrowed();
        Op op = indexed(w, kind(value), null, container, index);
        switch (op.kind) {
            case STORE_INT -> op.c = w.intReg(value);
            case STORE_DOUBLE -> op.c = Doubles.reg(w, value);
            default -> object(w, op, value);
        }
        Exit exit = w.exit(RANGE);
        exit.held = held;
        w.emit(op.leaving(exit));
    }

    /** Only numbers that are new objects are boxed; all others are stored as the object that they are. */
    private static Op.Kind kind(Val value) {
        boolean isNew = !value.isObject() && value.reg() != null;
        return switch (value.shape().kind()) {
            case INT -> isNew ? Op.Kind.STORE_INT : Op.Kind.STORE_OBJECT;
            case FLOAT -> isNew ? Op.Kind.STORE_DOUBLE : Op.Kind.STORE_OBJECT;
            case NONE, BOOL -> Op.Kind.STORE_OBJECT;
            default -> throw new NotNumeric("a store of something else than a number");
        };
    }

    private static void object(BlockBuilder w, Op op, Val value) {
        Val.Identity identity = value.identity();
        if (value.is(Shape.Kind.NONE)) {
            op.symbol = Symbol.export(Global.NONE.symbol());
            op.immortal = true;
        } else if (value.is(Shape.Kind.BOOL) && value.isKnown()) {
            Global bool = value.bits() != 0 ? Global.TRUE : Global.FALSE;
            op.symbol = Symbol.export(bool.symbol());
            op.immortal = true;
        } else if (value.is(Shape.Kind.BOOL)) {
            VReg bool = w.general();
            w.emit(new Op(Op.Kind.BOOL_OBJECT, bool, w.intReg(value), null, 0));
            op.c = bool;
        } else if (identity.slot >= 0) {
            op.c = w.slotPointer(identity.slot);
        } else if (identity.pointer != null) {
            op.c = identity.pointer;
            op.owned = identity.owned;
        } else if (identity.constant >= 0 || value.constant() >= 0) {
            int number = identity.constant >= 0 ? identity.constant : value.constant();
            op.symbol = Symbol.constant(number);
            op.immortal = identity.constant < 0; // then it is a small int
        } else {
            throw new NotNumeric("a store of a number that has no object yet");
        }
    }
}
