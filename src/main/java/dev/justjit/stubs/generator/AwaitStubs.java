package dev.justjit.stubs.generator;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyAsyncMethods;
import dev.justjit.abi.layout.PyGen;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.BuildStubs;
import dev.justjit.stubs.object.ObjectStubs;

/** Awaitables and asynchronous iterators. */
public final class AwaitStubs {
    private static final String NO_AITER =
            "'async for' requires an object with __aiter__ method, got %.100s";
    private static final String BAD_AITER =
            "'async for' received an object from __aiter__ that does not implement __anext__: %.100s";
    private static final String NO_ANEXT =
            "'async for' requires an iterator with __anext__ method, got %.100s";
    private static final String BAD_ANEXT =
            "'async for' received an invalid object from __anext__: %.100s";

    private AwaitStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        getAwaitable(stubs);
        getAiter(stubs);
        getAnext(stubs);
    }

    /** A coroutine is its own iterator, unless somebody awaits it already. Native word 1: oparg. */
    private static void getAwaitable(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label any = m.newLabel();
        Label got = m.newLabel();
        Label out = m.newLabel();
        Mem place = Mem.nativeWord(1);
        stubs.begin(Stub.GET_AWAITABLE);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, 0));
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYCORO_TYPE, any);
        m.branch(
                Cond.EQ,
                Width.W8,
                Mem.at(Reg.RET, PyGen.FRAME_STATE),
                PyGen.STATE_SUSPENDED_YIELD_FROM,
                any);
        m.ret();
        m.bind(any);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.store(Width.W64, place, Reg.ARG1);
        m.load(Width.W64, Reg.ARG0, ObjectStubs.operand(0));
        m.call(Helper.PYCORO_GETAWAITABLEITER);
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, got);
        m.move(Reg.ARG0, Reg.THREAD);
        m.load(Width.W64, Reg.ARG1, ObjectStubs.operand(0));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG2, place);
        m.call(Helper.PYEVAL_FORMATAWAITABLEERROR);
        m.bind(got);
        stubs.release(ObjectStubs.operand(0));
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, out);
        refuseAwaited(stubs, out);
        m.bind(out);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    /** A coroutine that is being awaited is released and an error is raised. */
    private static void refuseAwaited(StubLibrary stubs, Label fine) {
        MacroAssembler m = stubs.masm();
        m.branch(Cond.NE, Mem.at(Reg.SAVED1, PyObject.TYPE), Global.PYCORO_TYPE, fine);
        m.move(Reg.ARG0, Reg.SAVED1);
        m.call(Helper.PYGEN_YF);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, fine);
        m.move(Reg.ARG0, Reg.RET);
        m.call(stubs.of(Stub.RELEASE));
        m.move(Reg.ARG0, Reg.SAVED1);
        m.call(stubs.of(Stub.RELEASE));
        m.moveImm(Reg.SAVED1, 0);
        m.load(Reg.ARG0, Global.PYEXC_RUNTIMEERROR);
        m.load(Reg.ARG1, Symbol.text("coroutine is being awaited already"));
        m.call(Helper.PYERR_SETSTRING);
    }

    /** {@code RET} = a slot of the object {@code ARG0} for asynchronous use, or a jump. */
    private static void loadSlot(MacroAssembler m, int slot, Label missing) {
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.AS_ASYNC));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, missing);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, slot));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, missing);
    }

    /** Native word 0: the iterator. */
    private static void getAiter(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label missing = m.newLabel();
        Label bad = m.newLabel();
        Label out = m.newLabel();
        Mem iterator = Mem.nativeWord(0);
        stubs.begin(Stub.GET_AITER);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.load(Width.W64, Reg.ARG0, ObjectStubs.operand(0));
        loadSlot(m, PyAsyncMethods.AITER, missing);
        m.callRegister(Reg.RET);
        m.store(Width.W64, iterator, Reg.RET);
        stubs.release(ObjectStubs.operand(0));
        m.load(Width.W64, Reg.ARG0, iterator);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, out);
        loadSlot(m, PyAsyncMethods.ANEXT, bad);
        m.bind(out);
        m.move(Reg.RET, Reg.ARG0);
        m.leave();
        m.bind(missing);
        BuildStubs.formatTypeName(m, NO_AITER, ObjectStubs.operand(0));
        stubs.release(ObjectStubs.operand(0));
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(bad);
        BuildStubs.formatTypeName(m, BAD_AITER, iterator);
        stubs.release(iterator);
        m.moveImm(Reg.RET, 0);
        m.leave();
    }

    /** Native words: 0 the iterator, 1 what its {@code __anext__} gave, 2 the awaitable. */
    private static void getAnext(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label missing = m.newLabel();
        Label out = m.newLabel();
        Label got = m.newLabel();
        Mem iterator = Mem.nativeWord(0);
        Mem next = Mem.nativeWord(1);
        Mem awaitable = Mem.nativeWord(2);
        stubs.begin(Stub.GET_ANEXT);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.store(Width.W64, iterator, Reg.ARG0);
        loadSlot(m, PyAsyncMethods.ANEXT, missing);
        m.callRegister(Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, out);
        m.branch(Cond.EQ, Mem.at(Reg.SAVED0, PyObject.TYPE), Global.PYASYNCGEN_TYPE, out);
        m.store(Width.W64, next, Reg.RET);
        m.move(Reg.ARG0, Reg.RET);
        m.call(Helper.PYCORO_GETAWAITABLEITER);
        m.store(Width.W64, awaitable, Reg.RET);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, got);
        BuildStubs.formatTypeName(m, "_PyErr_FormatFromCause", BAD_ANEXT, next);
        m.bind(got);
        stubs.release(next);
        m.load(Width.W64, Reg.RET, awaitable);
        m.bind(out);
        m.leave();
        m.bind(missing);
        BuildStubs.formatTypeName(m, NO_ANEXT, iterator);
        m.moveImm(Reg.RET, 0);
        m.leave();
    }
}
