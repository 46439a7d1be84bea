package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.BuildStubs;
import dev.justjit.stubs.object.InstanceChecks;
import dev.justjit.stubs.object.LengthStub;
import dev.justjit.stubs.object.ObjectStubs;

/** Calls with a shape of their own. {@code SAVED0} is the address of the operands. */
public final class SpecialCallStubs {
    private SpecialCallStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs, SpecialMethods specials, Callees callees) {
        new LengthStub(stubs, specials).emit();
        callIsinstance(stubs, specials);
        callClass(stubs);
        callEx(stubs, callees);
        intrinsic(stubs, Stub.INTRINSIC_1, 1);
        intrinsic(stubs, Stub.INTRINSIC_2, 2);
        makeFunction(stubs);
        matchClass(stubs);
        formatSimple(stubs);
    }

    private static Mem operand(int index) {
        return ObjectStubs.operand(index);
    }

    private static void callIsinstance(StubLibrary stubs, SpecialMethods specials) {
        MacroAssembler m = stubs.masm();
        Label other = m.newLabel();
        Label generic = m.newLabel();
        Label known = m.newLabel();
        stubs.begin(Stub.CALL_ISINSTANCE);
        m.moveImm(Reg.ARG1, 2);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, 0));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.ISINSTANCE), Reg.RET, other);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        InstanceChecks.emit(m, specials, operand(2), operand(3), generic, known);
        m.bind(generic);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.moveImm(Reg.ARG1, 2);
        m.call(stubs.of(Stub.CALL_VECTOR));
        m.leave();
        m.bind(known);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(operand(2));
        stubs.release(operand(3));
        stubs.release(operand(0));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        m.bind(other);
        m.jump(stubs.of(Stub.CALL_VECTOR));
    }

    /** The object takes the place of NULL as first argument of {@code __init__}. */
    private static void callClass(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label any = m.newLabel();
        Label failed = m.newLabel();
        Label notNone = m.newLabel();
        stubs.begin(Stub.CALL_CLASS);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, 0));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyHeapType.SPEC_INIT));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, any);
        m.bind(stubs.of(Stub.CALL_CLASS_INIT));
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.incref(Reg.RET, Reg.TMP0);
        m.store(Width.W64, Mem.nativeWord(0), Reg.RET);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.call(stubs.of(Stub.NEW_OBJECT));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.store(Width.W64, operand(1), Reg.RET);
        m.store(Width.W64, Mem.nativeWord(1), Reg.RET);
        m.addMem(Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), 1);
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(0));
        m.address(Reg.ARG1, operand(1));
        m.add(Reg.ARG2, Reg.SAVED1, 1);
        m.call(stubs.of(Stub.RUN_FUNCTION));
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(operand(0));
        m.branch(Cond.NE, Reg.SAVED1, Global.NONE, notNone);
        m.load(Width.W64, Reg.RET, Mem.nativeWord(1));
        m.leave();
        m.bind(notNone);
        initDidNotReturnNone(stubs);
        m.bind(failed);
        releaseArguments(stubs);
        m.bind(any);
        m.jump(stubs.of(Stub.CALL_VECTOR));
    }

    /** {@code SAVED1} = the result, or NULL when {@code __init__} raised. */
    private static void initDidNotReturnNone(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label raised = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, raised);
        m.store(Width.W64, Mem.nativeWord(2), Reg.SAVED1);
        BuildStubs.formatTypeName(
                m, "__init__() should return None, not '%.200s'", Mem.nativeWord(2));
        stubs.release(Mem.nativeWord(2));
        m.bind(raised);
        stubs.release(Mem.nativeWord(1));
        m.moveImm(Reg.RET, 0);
        m.leave();
    }

    /** No memory for the object: {@code __init__}, the class and the arguments are released. */
    private static void releaseArguments(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.release(Mem.nativeWord(0));
        stubs.release(operand(0));
        m.address(Reg.ARG0, operand(2));
        m.move(Reg.ARG1, Reg.SAVED1);
        m.call(stubs.of(Stub.RELEASE_ALL));
        m.moveImm(Reg.RET, 0);
        m.leave();
    }

    /** {@code SAVED1} is 1 with keyword arguments; native word 0 the result, 1 a new tuple. */
    private static void callEx(StubLibrary stubs, Callees callees) {
        MacroAssembler m = stubs.masm();
        Label isTuple = m.newLabel();
        Label iterable = m.newLabel();
        Label noKeywords = m.newLabel();
        Label generic = m.newLabel();
        Label called = m.newLabel();
        Label failed = m.newLabel();
        Mem result = Mem.nativeWord(0);
        stubs.begin(Stub.CALL_EX);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.storeImm(Width.W64, result, 0);
        m.load(Width.W64, Reg.ARG0, operand(2));
        m.branch(Cond.EQ, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYTUPLE_TYPE, isTuple);
        BuildStubs.branchIfIterable(m, operand(2), iterable);
        complain(stubs);
        m.jump(failed);
        m.bind(iterable);
        m.load(Width.W64, Reg.ARG0, operand(2));
        m.call(Helper.PYSEQUENCE_TUPLE);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.load(Width.W64, Reg.ARG0, operand(2));
        m.store(Width.W64, operand(2), Reg.RET);
        m.call(stubs.of(Stub.RELEASE));
        m.bind(isTuple);
        new StarCalls(stubs, callees).emit(generic, failed);
        m.jump(called);
        m.bind(generic);
        m.moveImm(Reg.ARG2, 0);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, noKeywords);
        m.load(Width.W64, Reg.ARG2, operand(3));
        m.bind(noKeywords);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(2));
        m.call(Helper.PYOBJECT_CALL);
        m.bind(called);
        m.store(Width.W64, result, Reg.RET);
        m.bind(failed);
        stubs.release(operand(0));
        stubs.release(operand(2));
        Label done = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, done);
        stubs.release(operand(3));
        m.bind(done);
        m.load(Width.W64, Reg.RET, result);
        m.leave();
    }

    /** The callable names itself in the error about its star argument. */
    private static void complain(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label noName = m.newLabel();
        Mem name = Mem.nativeWord(1);
        m.call(Helper.PYERR_CLEAR);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.call(Helper.PYOBJECT_FUNCTIONSTR);
        m.store(Width.W64, name, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, noName);
        m.load(Reg.ARG0, Global.PYEXC_TYPEERROR);
        m.load(Reg.ARG1, Symbol.text("%U argument after * must be an iterable, not %.200s"));
        m.move(Reg.ARG2, Reg.RET);
        m.load(Width.W64, Reg.ARG3, operand(2));
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG3, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG3, dev.justjit.abi.layout.PyType.NAME));
        m.callVariadic(Symbol.export("PyErr_Format"));
        stubs.release(name);
        m.bind(noName);
    }

    private static void intrinsic(StubLibrary stubs, Stub stub, int operands) {
        MacroAssembler m = stubs.masm();
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.TMP0, Reg.ARG1);
        m.move(Reg.ARG0, Reg.THREAD);
        m.load(Width.W64, Reg.ARG1, operand(0));
        if (operands == 2) {
            m.load(Width.W64, Reg.ARG2, operand(1));
        }
        m.callRegister(Reg.TMP0);
        m.move(Reg.SAVED1, Reg.RET);
        for (int i = 0; i < operands; i++) {
            stubs.release(operand(i));
        }
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    /** The version lets interpreted call sites specialize for the new function. */
    private static void makeFunction(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label failed = m.newLabel();
        stubs.begin(Stub.MAKE_FUNCTION);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        m.call(Helper.PYFUNCTION_NEW);
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.move(Reg.ARG0, Reg.RET);
        m.load(Width.W64, Reg.ARG1, operand(0));
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.ARG1, PyCode.VERSION));
        m.call(Helper.PYFUNCTION_SETVERSION);
        m.bind(failed);
        stubs.release(operand(0));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    private static void matchClass(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label done = m.newLabel();
        stubs.begin(Stub.MATCH_CLASS);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.ARG3, Reg.ARG1);
        m.move(Reg.ARG0, Reg.THREAD);
        m.load(Width.W64, Reg.ARG1, operand(0));
        m.load(Width.W64, Reg.ARG2, operand(1));
        m.load(Width.W64, Reg.ARG4, operand(2));
        m.call(Helper.PYEVAL_MATCHCLASS);
        m.move(Reg.SAVED1, Reg.RET);
        for (int i = 0; i < 3; i++) {
            stubs.release(operand(i));
        }
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, 0, done);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_EXCEPTION), 0, done);
        m.load(Reg.SAVED1, Global.NONE);
        m.bind(done);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    private static void formatSimple(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label other = m.newLabel();
        Label formatted = m.newLabel();
        stubs.begin(Stub.FORMAT_SIMPLE);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYLONG_TYPE, other);
        m.call(stubs.of(Stub.INT_TEXT));
        m.jump(formatted);
        m.bind(other);
        m.moveImm(Reg.ARG1, 0);
        m.call(Helper.PYOBJECT_FORMAT);
        m.bind(formatted);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(operand(0));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }
}
