package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyMethod;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Prologue;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.stubs.hash.HashTables;
import dev.justjit.stubs.library.FunctionCalls;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Calls on operands in stack slots. The stubs take over the references of all operands.
 *
 * <p>Native words: 0 result, 1 count of arguments, 2 keyword names, 3 of them positional, 4 callable, then {@link Callees}.
 */
public final class CallStubs {
    private static final Mem RESULT = Mem.nativeWord(0);
    private static final Mem COUNT = Mem.nativeWord(1);
    private static final Mem NAMES = Mem.nativeWord(2);
    private static final Mem POSITIONAL = Mem.nativeWord(3);
    private static final Mem CALLABLE = Mem.nativeWord(4);

    private CallStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(
            StubLibrary stubs, SpecialMethods specials, HashTables tables, Callees callees) {
        callConsuming(stubs, Stub.CALL_CONSUMING_1, 1);
        callConsuming(stubs, Stub.CALL_CONSUMING_2, 2);
        callConsuming(stubs, Stub.CALL_CONSUMING_3, 3);
        callVector(stubs, specials, tables);
        callVectorWithNames(stubs, callees);
        callDirect(stubs);
        runFunction(stubs, tables);
    }

    /** Inputs are released deepest first, after the call, as the interpreter does. */
    private static void callConsuming(StubLibrary stubs, Stub stub, int operands) {
        MacroAssembler m = stubs.masm();
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.TMP0, Reg.ARG1);
        Reg[] args = {Reg.ARG0, Reg.ARG1, Reg.ARG2};
        for (int i = 0; i < operands; i++) {
            m.load(Width.W64, args[i], Mem.at(Reg.SAVED0, 8 * i));
        }
        m.callRegister(Reg.TMP0);
        m.move(Reg.SAVED1, Reg.RET);
        for (int i = 0; i < operands; i++) {
            Label dead = m.newLabel();
            Label alive = m.newLabel();
            m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 8 * i));
            m.decref(Reg.ARG0, Reg.TMP0, dead);
            m.jump(alive);
            m.bind(dead);
            m.call(stubs.of(Stub.DEALLOC));
            m.bind(alive);
        }
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    private static void callVector(StubLibrary stubs, SpecialMethods specials, HashTables tables) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.CALL_VECTOR);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.storeImm(Width.W64, NAMES, 0);
        normalize(stubs);
        Label notFunction = m.newLabel();
        Label builtin = m.newLabel();
        Label method = m.newLabel();
        Label isClass = m.newLabel();
        Label notClass = m.newLabel();
        Label called = m.newLabel();
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.branch(Cond.EQ, Reg.TMP0, Global.PYCFUNCTION_TYPE, builtin);
        m.branch(Cond.EQ, Reg.TMP0, Global.PYMETHODDESCR_TYPE, method);
        m.branch(Cond.EQ, Reg.TMP0, Global.PYTYPE_TYPE, isClass);
        FunctionCalls.guardOurs(m, notFunction);
        m.move(Reg.ARG2, Reg.SAVED1);
        m.address(Reg.ARG1, Mem.at(Reg.SAVED0, 8));
        m.call(stubs.of(Stub.RUN_FUNCTION));
        m.leave();
        m.bind(notFunction);
        callObject(stubs, specials);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        m.bind(isClass);
        new ClassCalls(stubs, specials).emit(notClass, called);
        m.bind(notClass);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        ForeignCalls.emit(stubs, specials, tables, builtin, method);
        m.bind(called);
        m.store(Width.W64, RESULT, Reg.RET);
        releaseOperands(stubs);
        m.leave();
    }

    /** Builds no frame of its own: the callee returns to the caller. */
    private static void callDirect(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label plain = m.newLabel();
        Label other = stubs.of(Stub.CALL_VECTOR);
        stubs.begin(Stub.CALL_DIRECT);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, 0));
        m.branch(Cond.NE, Mem.at(Reg.ARG3, PyObject.TYPE), Global.PYFUNCTION_TYPE, other);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG3, PyFunction.VECTORCALL));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.MINUS_CODE_BASE));
        m.add(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.branch(Cond.BELOW_EQ, Width.W64, Mem.at(Reg.DATA, JitData.CODE_SIZE), Reg.TMP0, other);
        m.address(Reg.ARG2, Mem.at(Reg.ARG0, 16));
        m.move(Reg.ARG5, Reg.ARG1);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG0, 8), 0, plain);
        m.add(Reg.ARG2, Reg.ARG2, -8);
        m.add(Reg.ARG5, Reg.ARG5, 1);
        m.bind(plain);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, Prologue.ARGUMENT_COUNT), Reg.ARG5, other);
        m.move(Reg.ARG0, Reg.ARG3);
        m.move(Reg.ARG1, Reg.ARG2);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, Prologue.DIRECT_DISTANCE));
        m.address(Reg.RET, Mem.at(Reg.RET, Reg.TMP0, 1, Prologue.DIRECT_DISTANCE));
        m.jumpRegister(Reg.RET);
    }

    /**
     * {@code names} is on top of the arguments. The stub takes over its reference as well.
     */
    private static void callVectorWithNames(StubLibrary stubs, Callees callees) {
        MacroAssembler m = stubs.masm();
        Label notFunction = m.newLabel();
        Label other = m.newLabel();
        Label noMemory = m.newLabel();
        stubs.begin(Stub.CALL_VECTOR_KW);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, Reg.ARG1, 8, 16));
        m.store(Width.W64, NAMES, Reg.TMP0);
        normalize(stubs);
        m.load(Width.W64, Reg.ARG3, NAMES);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG3, PyVarObject.OB_SIZE));
        m.sub(Reg.ARG2, Reg.SAVED1, Reg.TMP0); // positional
        FunctionCalls.guardOurs(m, notFunction);
        m.address(Reg.ARG1, Mem.at(Reg.SAVED0, 8));
        m.call(stubs.of(Stub.RUN_FUNCTION_KW));
        m.leave();
        m.bind(notFunction);
        m.store(Width.W64, COUNT, Reg.SAVED1);
        m.store(Width.W64, POSITIONAL, Reg.ARG2);
        callees.resolve(other);
        callees.create(noMemory);
        enterWithNames(stubs, callees);
        m.leave();
        m.bind(noMemory);
        m.storeImm(Width.W64, RESULT, 0);
        stubs.release(NAMES);
        releaseOperands(stubs);
        m.leave();
        m.bind(other);
        m.load(Width.W64, Reg.SAVED1, POSITIONAL);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        callForeignWithNames(stubs);
        m.leave();
    }

    /** The callable's slot takes what goes before the arguments; all get another reference, as in {@link #callObject}. */
    private static void enterWithNames(StubLibrary stubs, Callees callees) {
        MacroAssembler m = stubs.masm();
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED0, 0));
        m.store(Width.W64, CALLABLE, Reg.TMP0);
        m.load(Width.W64, Reg.RET, Callees.SELF);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 0), Reg.RET);
        retainOperands(m);
        m.load(Width.W64, Reg.ARG0, Callees.FUNCTION);
        m.incref(Reg.ARG0, Reg.TMP0);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG2, POSITIONAL);
        m.add(Reg.ARG2, Reg.ARG2, 1);
        m.load(Width.W64, Reg.ARG3, NAMES);
        m.call(stubs.of(Stub.RUN_FUNCTION_KW));
        callees.result();
        m.store(Width.W64, RESULT, Reg.RET);
        m.load(Width.W64, Reg.TMP0, CALLABLE);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 0), Reg.TMP0);
        releaseOperands(stubs);
    }

    /**
     * Reduces the three shapes of a call to one: {@code SAVED0} = address of a slot that holds the
     * callable, followed by {@code SAVED1} arguments; {@code ARG0} = callable. An exact bound method
     * is taken apart, as the interpreter does.
     */
    private static void normalize(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label hasSelf = m.newLabel();
        Label plain = m.newLabel();
        Label done = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED0, 8));
        m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, hasSelf);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYMETHOD_TYPE, plain);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyMethod.SELF));
        m.incref(Reg.ARG2, Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 8), Reg.ARG2);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyMethod.FUNC));
        m.incref(Reg.ARG2, Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 0), Reg.ARG2);
        m.call(stubs.of(Stub.RELEASE));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        m.bind(hasSelf);
        m.add(Reg.SAVED1, Reg.SAVED1, 1);
        m.jump(done);
        m.bind(plain);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 8), Reg.ARG0); // the word below the arguments
        m.add(Reg.SAVED0, Reg.SAVED0, 8);
        m.bind(done);
    }

    /**
     * Calls {@code __call__} and returns, if that is a Python function of the callable's class; the callable goes
     * before the arguments. All get another reference: the caller's are released after the call.
     */
    private static void callObject(StubLibrary stubs, SpecialMethods specials) {
        MacroAssembler m = stubs.masm();
        Label other = m.newLabel();
        Mem callable = Mem.at(Reg.SAVED0, 0);
        specials.loadClass(callable, other);
        Mem flags = Mem.at(Reg.RET, PyType.FLAGS);
        m.branchTest(Cond.NE, Width.W32, flags, PyType.TPFLAGS_HAVE_VECTORCALL, other);
        m.moveImm(Reg.ARG3, SpecialMethod.CALL.ordinal());
        specials.functionOfClass(other, other);
        specials.noteCall(callable);
        m.incref(Reg.ARG0, Reg.TMP0);
        retainOperands(m);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.add(Reg.ARG2, Reg.SAVED1, 1);
        m.call(stubs.of(Stub.RUN_FUNCTION));
        m.store(Width.W64, RESULT, Reg.RET);
        releaseOperands(stubs);
        m.leave();
        m.bind(other);
    }

    /** Calls {@code ARG0}, which is not a function; {@code SAVED1} counts positional arguments, {@code COUNT} all. */
    private static void callForeignWithNames(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        m.address(Reg.ARG1, Mem.at(Reg.SAVED0, 8));
        withOffsetFlag(m, Reg.ARG2, Reg.SAVED1);
        m.load(Width.W64, Reg.ARG3, NAMES);
        m.call(Helper.PYOBJECT_VECTORCALL);
        m.store(Width.W64, RESULT, Reg.RET);
        m.load(Width.W64, Reg.ARG0, NAMES);
        m.call(stubs.of(Stub.RELEASE));
        m.load(Width.W64, Reg.SAVED1, COUNT);
        releaseOperands(stubs);
    }

    /** {@code dst} = count, with the bit that lets the callee use the word below the arguments. */
    private static void withOffsetFlag(MacroAssembler m, Reg dst, Reg count) {
        m.moveImm(Reg.TMP0, Long.MIN_VALUE);
        m.or(dst, count, Reg.TMP0);
    }

    /** One more reference to what is in the callable's slot and to each argument. {@code ARG1} and {@code RET} are lost. */
    static void retainOperands(MacroAssembler m) {
        Label next = m.newLabel();
        m.move(Reg.ARG1, Reg.SAVED1);
        m.bind(next);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED0, Reg.ARG1, 8, 0));
        m.incref(Reg.RET, Reg.TMP0);
        m.add(Reg.ARG1, Reg.ARG1, -1);
        m.branch(Cond.GE, Width.W64, Reg.ARG1, 0, next);
    }

    /** Callable first, then the arguments in order. {@code RET} = the saved result. */
    private static void releaseOperands(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label again = m.newLabel();
        Label dead = m.newLabel();
        Label alive = m.newLabel();
        Label done = m.newLabel();
        m.bind(again);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        m.decref(Reg.ARG0, Reg.TMP0, dead);
        m.bind(alive);
        m.add(Reg.SAVED0, Reg.SAVED0, 8);
        m.add(Reg.SAVED1, Reg.SAVED1, -1);
        m.branch(Cond.GE, Width.W64, Reg.SAVED1, 0, again);
        m.load(Width.W64, Reg.RET, RESULT);
        m.jump(done);
        m.bind(dead);
        m.call(stubs.of(Stub.DEALLOC));
        m.jump(alive);
        m.bind(done);
    }

    /**
     * {@code RUN_FUNCTION}: runs a Python function with its arguments moved into the new frame.
     * {@code ARG0} function, {@code ARG1} arguments, {@code ARG2} positional count; with names also
     * {@code ARG3}. All references are taken over.
     */
    private static void runFunction(StubLibrary stubs, HashTables tables) {
        MacroAssembler m = stubs.masm();
        ArgumentBinding binding = new ArgumentBinding(stubs);
        Label otherCount = m.newLabel();
        Label framed = m.newLabel();
        Label framedNames = m.newLabel();
        Label noDirect = m.newLabel();
        Label noDirectNames = m.newLabel();
        stubs.begin(Stub.RUN_FUNCTION);
        FunctionCalls.countIfNeeded(stubs);
        FunctionCalls.tryDirect(stubs, otherCount);
        m.bind(otherCount);
        FunctionCalls.loadEntry(m);
        m.bind(stubs.of(Stub.RUN_ENTRY));
        binding.tryEnter(false, noDirect);
        stubs.begin(Stub.RUN_FUNCTION_FRAMED);
        FunctionCalls.loadEntry(m);
        m.bind(framed);
        m.moveImm(Reg.ARG3, 0);
        FunctionCalls.runFramed(stubs, false);
        m.align(16);
        m.bind(noDirect);
        m.moveImm(Reg.ARG3, 0);
        m.bind(noDirectNames);
        new FrameBinding(stubs, tables).emit(framed, framedNames);
        stubs.begin(Stub.RUN_FUNCTION_KW);
        FunctionCalls.countIfNeeded(stubs);
        FunctionCalls.loadEntry(m);
        m.bind(stubs.of(Stub.RUN_ENTRY_KW));
        binding.tryEnter(true, noDirectNames);
        m.bind(framedNames);
        FunctionCalls.runFramed(stubs, true);
    }
}
