package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyBytes;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.snippet.IntOperations;
import dev.justjit.stubs.library.StubLibrary;

/**
 * {@code c[a:b]}, {@link Stub#GET_SLICE}, {@link Stub#SLICE_TYPED}: of lists, strings, tuples and bytes from ints or nothing, without a slice object;
 * else as CPython does it, which releases what the slice is made of before it asks the container.
 */
final class SliceStub {
    private static final Mem CONTAINER = ObjectStubs.operand(0);
    private static final Mem START = ObjectStubs.operand(1);
    private static final Mem STOP = ObjectStubs.operand(2);
    private static final Mem SLICE = Mem.nativeWord(0);

    private final StubLibrary stubs;
    private final MacroAssembler m;

    SliceStub(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    void emit() {
        Label generic = m.newLabel();
        Label sliced = m.newLabel();
        stubs.begin(Stub.GET_SLICE);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        ofBuiltinTypes(generic, sliced);
        m.bind(generic);
        bySliceObject();
        m.bind(sliced);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(START);
        stubs.release(STOP);
        finish();
    }

    /** {@link Stub#SLICE_TYPED}: the operands lie in the frame of the stub. */
    void emitTyped() {
        Label other = m.newLabel();
        Label sliced = m.newLabel();
        stubs.begin(Stub.SLICE_TYPED);
        m.enter();
        m.store(Width.W64, Mem.nativeWord(2), Reg.ARG0);
        m.store(Width.W64, Mem.nativeWord(1), Reg.ARG1);
        m.store(Width.W64, Mem.nativeWord(0), Reg.ARG2);
        m.address(Reg.SAVED0, Mem.nativeWord(2));
        ofBuiltinTypes(other, sliced);
        m.bind(other);
        m.moveImm(Reg.RET, Stub.NOT_DONE);
        m.bind(sliced);
        m.leave();
    }

    private void ofBuiltinTypes(Label generic, Label sliced) {
        int size = PyVarObject.OB_SIZE;
        of(Global.PYLIST_TYPE, size, generic, sliced, () -> m.call(Helper.PYLIST_GETSLICE));
        of(
                Global.PYUNICODE_TYPE,
                PyUnicode.LENGTH,
                generic,
                sliced,
                () -> m.call(Helper.PYUNICODE_SUBSTRING));
        of(Global.PYTUPLE_TYPE, size, generic, sliced, () -> m.call(Helper.PYTUPLE_GETSLICE));
        of(Global.PYBYTES_TYPE, size, generic, sliced, this::ofBytes);
    }

    /** {@code RET} = bytes {@code ARG1} to {@code ARG2} of the bytes {@code ARG0}, of the size {@code ARG4}; all of them are the object itself. */
    private void ofBytes() {
        Label part = m.newLabel();
        Label some = m.newLabel();
        Label made = m.newLabel();
        m.branch(Cond.NE, Width.W64, Reg.ARG1, 0, part);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, Reg.ARG4, part);
        m.move(Reg.RET, Reg.ARG0);
        m.incref(Reg.RET, Reg.TMP0);
        m.jump(made);
        m.bind(part);
        m.address(Reg.ARG0, Mem.at(Reg.ARG0, Reg.ARG1, 1, PyBytes.DATA));
        m.sub(Reg.ARG1, Reg.ARG2, Reg.ARG1);
        m.branch(Cond.GE, Width.W64, Reg.ARG1, 0, some);
        m.moveImm(Reg.ARG1, 0);
        m.bind(some);
        m.call(Helper.PYBYTES_FROMSTRINGANDSIZE);
        m.bind(made);
    }

    /**
     * Goes on with a container of another type; {@code generic} where a bound is neither None nor a short int.
     *
     * @param slice {@code RET} = what is from {@code ARG1} to {@code ARG2}
     */
    private void of(Global type, int length, Label generic, Label sliced, Runnable slice) {
        Label next = m.newLabel();
        m.load(Width.W64, Reg.ARG3, CONTAINER);
        m.branch(Cond.NE, Mem.at(Reg.ARG3, PyObject.TYPE), type, next);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG3, length));
        m.moveImm(Reg.ARG5, 0);
        bound(Reg.ARG1, START, generic);
        m.move(Reg.ARG5, Reg.ARG4);
        bound(Reg.ARG2, STOP, generic);
        m.move(Reg.ARG0, Reg.ARG3);
        slice.run();
        m.jump(sliced);
        m.bind(next);
    }

    /** {@code dst} = the index that the object stands for, between 0 and the length {@code ARG4}; None: {@code ARG5}. */
    private void bound(Reg dst, Mem object, Label generic) {
        Label none = m.newLabel();
        Label positive = m.newLabel();
        Label clamped = m.newLabel();
        m.load(Width.W64, dst, object);
        m.branch(Cond.EQ, dst, Global.NONE, none);
        m.branch(Cond.NE, Mem.at(dst, PyObject.TYPE), Global.PYLONG_TYPE, generic);
        IntOperations.unbox(m, dst, generic);
        m.branch(Cond.GE, Width.W64, dst, 0, positive);
        m.add(dst, dst, Reg.ARG4);
        m.branch(Cond.GE, Width.W64, dst, 0, clamped);
        m.moveImm(dst, 0);
        m.jump(clamped);
        m.bind(positive);
        m.branch(Cond.LE, Width.W64, dst, Reg.ARG4, clamped);
        m.move(dst, Reg.ARG4);
        m.jump(clamped);
        m.bind(none);
        m.move(dst, Reg.ARG5);
        m.bind(clamped);
    }

    private void bySliceObject() {
        Label made = m.newLabel();
        m.load(Width.W64, Reg.ARG0, START);
        m.load(Width.W64, Reg.ARG1, STOP);
        m.moveImm(Reg.ARG2, 0);
        m.call(Helper.PYSLICE_NEW);
        m.store(Width.W64, SLICE, Reg.RET);
        stubs.release(START);
        stubs.release(STOP);
        m.moveImm(Reg.SAVED1, 0);
        m.load(Width.W64, Reg.ARG1, SLICE);
        m.branch(Cond.NE, Width.W64, Reg.ARG1, 0, made);
        finish();
        m.bind(made);
        m.load(Width.W64, Reg.ARG0, CONTAINER);
        m.call(Helper.PYOBJECT_GETITEM);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(SLICE);
        finish();
    }

    /** Returns {@code SAVED1}. */
    private void finish() {
        stubs.release(CONTAINER);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }
}
