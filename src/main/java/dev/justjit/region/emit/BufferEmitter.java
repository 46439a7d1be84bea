package dev.justjit.region.emit;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.ManagedBuffer;
import dev.justjit.abi.layout.PyArray;
import dev.justjit.abi.layout.PyByteArray;
import dev.justjit.abi.layout.PyBytes;
import dev.justjit.abi.layout.PyMemoryView;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.ir.Buffer;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;

/** Machine code of what touches the items of buffers. Address and length are read at each access. */
final class BufferEmitter extends Operands {
    private static final int BYTE_BITS = 8;

    private final OpEmitter ops;

    BufferEmitter(MacroAssembler m, OpEmitter ops) {
        super(m);
        this.ops = ops;
    }

    void emit(Op op) {
        switch (op.kind) {
            case LENGTH -> {
                Reg dst = result(some(op.dst));
                m.load(Width.W64, dst, size(op));
                finish(some(op.dst), dst);
            }
            case BUFFER_ITEM -> {
                index(op);
                load(op, element(op, Reg.TMP0));
            }
            case BUFFER_NEXT -> load(op, element(op, use(some(op.b), Reg.TMP0)));
            case GUARD_BUFFER -> {
                load(Reg.TMP0, some(op.a));
                guard(m, some(op.shape), some(op.symbol), ops.exit(op));
            }
            default -> store(op);
        }
    }

    private static Buffer items(Op op) {
        return Buffer.of(some(op.shape));
    }

    // ---- guards ----

    /**
     * Goes to {@code fail} unless the object in {@code TMP0} is such a buffer; it stays. {@code RET} is lost.
     *
     * @param arrayType the type of arrays
     */
    static void guard(MacroAssembler m, Shape shape, Symbol arrayType, Label fail) {
        Buffer buffer = Buffer.of(shape);
        Mem type = Mem.at(Reg.TMP0, PyObject.TYPE);
        switch (buffer.owner()) {
            case BYTES -> m.branch(Cond.NE, type, Global.PYBYTES_TYPE, fail);
            case BYTEARRAY -> m.branch(Cond.NE, type, Global.PYBYTEARRAY_TYPE, fail);
            case ARRAY -> {
                m.branch(Cond.NE, type, arrayType, fail);
                m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, PyArray.DESCR));
                m.load(Width.W8, Reg.RET, Mem.at(Reg.RET, PyArray.DESCR_TYPECODE));
                m.branch(Cond.NE, Width.W64, Reg.RET, buffer.format(), fail);
            }
            case MEMORYVIEW -> {
                m.branch(Cond.NE, type, Global.PYMEMORYVIEW_TYPE, fail);
                guardView(m, buffer, fail);
            }
        }
    }

    /** The view is not released, has one dimension and no gaps, and the format in one letter. */
    private static void guardView(MacroAssembler m, Buffer buffer, Label fail) {
        Reg view = Reg.TMP0;
        m.branchTest(Cond.NE, Width.W32, Mem.at(view, PyMemoryView.FLAGS), 1, fail);
        m.load(Width.W64, Reg.RET, Mem.at(view, PyMemoryView.MBUF));
        m.branchTest(Cond.NE, Width.W32, Mem.at(Reg.RET, ManagedBuffer.FLAGS), 1, fail);
        m.branch(Cond.NE, Width.W32, Mem.at(view, PyMemoryView.NDIM), 1, fail);
        int size = buffer.itemSize();
        m.branch(Cond.NE, Width.W64, Mem.at(view, PyMemoryView.ITEMSIZE), size, fail);
        m.load(Width.W64, Reg.RET, Mem.at(view, PyMemoryView.STRIDES));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, 0), size, fail);
        m.branch(Cond.NE, Width.W64, Mem.at(view, PyMemoryView.SUBOFFSETS), 0, fail);
        m.load(Width.W64, Reg.RET, Mem.at(view, PyMemoryView.FORMAT));
        // the letter and the end of the string
        m.load(Width.W16, Reg.RET, Mem.at(Reg.RET, 0));
        m.branch(Cond.NE, Width.W64, Reg.RET, buffer.format(), fail);
    }

    // ---- places ----

    /** Where the number of items is. {@code RET} is lost. */
    private Mem size(Op op) {
        Reg buffer = use(some(op.a), Reg.RET);
        Shape shape = op.shape;
        boolean view =
                shape != null
                        && (shape.is(Shape.Kind.BUFFER) || shape.is(Shape.Kind.BUFFER_ITER))
                        && items(op).owner() == Buffer.Owner.MEMORYVIEW;
        if (view) {
            m.load(Width.W64, Reg.RET, Mem.at(buffer, PyMemoryView.SHAPE));
            return Mem.at(Reg.RET, 0);
        }
        return Mem.at(buffer, PyVarObject.OB_SIZE);
    }

    /** {@code TMP0} = the index from the start, in range. {@code RET} is lost. */
    private void index(Op op) {
        Label outside = m.newLabel();
        Label inside = m.newLabel();
        Mem size = size(op);
        if (op.b == null) {
            m.moveImm(Reg.TMP0, op.immediate);
        } else {
            load(Reg.TMP0, op.b);
        }
        m.branch(Cond.BELOW_EQ, Width.W64, size, Reg.TMP0, outside);
        m.bind(inside);
        ops.cold(
                () -> {
                    m.bind(outside);
                    m.branch(Cond.GE, Width.W64, Reg.TMP0, 0, ops.exit(op));
                    m.add(Reg.TMP0, Reg.TMP0, size);
                    m.branch(Cond.LT, Width.W64, Reg.TMP0, 0, ops.exit(op));
                    m.jump(inside);
                });
    }

    /** Where the item is. {@code RET} is lost. */
    private Mem element(Op op, Reg index) {
        Buffer items = items(op);
        Reg buffer = use(some(op.a), Reg.RET);
        int offset =
                switch (items.owner()) {
                    case BYTES -> 0;
                    case BYTEARRAY -> PyByteArray.START;
                    case ARRAY -> PyArray.ITEMS;
                    case MEMORYVIEW -> PyMemoryView.BUF;
                };
        if (offset == 0) {
            return Mem.at(buffer, index, items.itemSize(), PyBytes.DATA);
        }
        m.load(Width.W64, Reg.RET, Mem.at(buffer, offset));
        return Mem.at(Reg.RET, index, items.itemSize(), 0);
    }

    // ---- loads and stores ----

    private void load(Op op, Mem place) {
        Buffer items = items(op);
        VReg dst = some(op.dst);
        if (items.isFloat()) {
            FReg result = doubleResult(dst);
            if (items.format() == 'f') {
                m.loadFloat(result, place);
            } else {
                m.load(result, place);
            }
            finish(dst, result);
            return;
        }
        Reg result = result(dst);
        if (items.isSigned()) {
            m.loadSigned(items.width(), result, place);
        } else {
            m.load(items.width(), result, place);
            if (items.width() == Width.W64) {
                m.branch(Cond.LT, Width.W64, result, 0, ops.exit(op));
            }
        }
        finish(dst, result);
    }

    private void store(Op op) {
        Buffer items = items(op);
        VReg value = some(op.c);
        if (items.owner() == Buffer.Owner.MEMORYVIEW) {
            Mem readOnly = Mem.at(use(some(op.a), Reg.RET), PyMemoryView.READONLY);
            m.branch(Cond.NE, Width.W32, readOnly, 0, ops.exit(op));
        }
        if (!items.isFloat()) {
            guardFits(op, items, value);
        }
        index(op);
        Mem place = element(op, Reg.TMP0);
        if (value.reg == null && value.freg == null) {
            m.address(Reg.TMP0, place);
            place = Mem.at(Reg.TMP0, 0);
        }
        if (items.format() == 'f') {
            m.storeFloat(place, use(value, FReg.F13), FReg.F14);
        } else if (items.isFloat()) {
            m.store(place, use(value, FReg.F13));
        } else {
            m.store(items.width(), place, use(value, Reg.RET));
        }
    }

    /** Leaves if the value has other bits than those that the item has. */
    private void guardFits(Op op, Buffer items, VReg value) {
        int bits = BYTE_BITS * items.itemSize();
        Reg from = use(value, Reg.RET);
        if (!items.isSigned()) {
            if (bits == Long.SIZE) {
                m.branch(Cond.LT, Width.W64, from, 0, ops.exit(op));
            } else {
                m.shiftRight(Reg.TMP0, from, bits);
                m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, ops.exit(op));
            }
        } else if (bits < Long.SIZE) {
            m.shiftRightSigned(Reg.TMP0, from, bits - 1);
            m.add(Reg.TMP0, Reg.TMP0, 1);
            m.branch(Cond.ABOVE, Width.W64, Reg.TMP0, 1, ops.exit(op));
        }
    }
}
