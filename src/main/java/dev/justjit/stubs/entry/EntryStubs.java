package dev.justjit.stubs.entry;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Prologue;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.CodeState;
import dev.justjit.stubs.library.FunctionCalls;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Entries from C.
 *
 * <p>Native words of the vector entry: 3 callable, 4 args, 5 nargsf, 6 kwnames, 7 all arguments.
 */
public final class EntryStubs {
    /**
     * Units of CPython's C recursion, two for each interpreter on the stack, beyond which calls are not counted
     * any more: small stacks have room for so many.
     */
    private static final int COUNTED_NESTING = 200;

    private static final Mem CALLABLE = Mem.nativeWord(3);
    private static final Mem ARGS = Mem.nativeWord(4);
    private static final Mem NARGSF = Mem.nativeWord(5);
    private static final Mem KWNAMES = Mem.nativeWord(6);
    private static final Mem ALL = Mem.nativeWord(7);

    private EntryStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        vectorEntry(stubs);
        directBail(stubs);
        countingEntry(stubs);
        countCall(stubs);
        stackIsSmall(stubs);
    }

    static void saveArguments(MacroAssembler m) {
        m.store(Width.W64, CALLABLE, Reg.ARG0);
        m.store(Width.W64, ARGS, Reg.ARG1);
        m.store(Width.W64, NARGSF, Reg.ARG2);
        m.store(Width.W64, KWNAMES, Reg.ARG3);
    }

    static void restoreArguments(MacroAssembler m) {
        m.load(Width.W64, Reg.ARG0, CALLABLE);
        m.load(Width.W64, Reg.ARG1, ARGS);
        m.load(Width.W64, Reg.ARG2, NARGSF);
        m.load(Width.W64, Reg.ARG3, KWNAMES);
    }

    /** {@code SAVED0} = vector entry. A C caller keeps its references, so the frame gets new ones. */
    private static void vectorEntry(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label general = m.newLabel();
        stubs.begin(Stub.VECTOR_ENTRY);
        m.enterFromC();
        m.move(Reg.SAVED0, Reg.TMP0);
        saveArguments(m);
        m.call(Helper.PYTHREADSTATE_GETUNCHECKED);
        m.move(Reg.THREAD, Reg.RET);
        restoreArguments(m);
        m.shiftLeft(Reg.ARG2, Reg.ARG2, 1);
        m.shiftRight(Reg.ARG2, Reg.ARG2, 1);
        m.branch(Cond.NE, Width.W64, Reg.ARG3, 0, general);
        m.branch(
                Cond.NE, Width.W64, Mem.at(Reg.SAVED0, Prologue.ARGUMENT_COUNT), Reg.ARG2, general);
        increfAll(m);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED0, Prologue.DIRECT_DISTANCE));
        m.address(Reg.TMP0, Mem.at(Reg.SAVED0, Reg.TMP0, 1, Prologue.DIRECT_DISTANCE));
        m.callRegister(Reg.TMP0);
        m.leaveToC();
        m.bind(general);
        generalEntry(stubs);
    }

    /** New references to the callable {@code ARG0} and the {@code ARG2} objects at {@code ARG1}. */
    private static void increfAll(MacroAssembler m) {
        Label again = m.newLabel();
        Label done = m.newLabel();
        m.incref(Reg.ARG0, Reg.TMP0);
        m.move(Reg.ARG3, Reg.ARG2);
        m.bind(again);
        m.add(Reg.ARG3, Reg.ARG3, -1);
        m.branch(Cond.LT, Width.W64, Reg.ARG3, 0, done);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, Reg.ARG3, 8, 0));
        m.incref(Reg.RET, Reg.TMP0);
        m.jump(again);
        m.bind(done);
    }

    /** Keywords, defaults, {@code *args}, {@code **kwargs}, wrong counts: bound as when machine code calls. {@code SAVED0} = vector entry. */
    private static void generalEntry(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label interpret = m.newLabel();
        Label noNames = m.newLabel();
        m.store(Width.W64, ALL, Reg.ARG2);
        FunctionCalls.mayEnter(m, Reg.ARG0, interpret);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, noNames);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG3, PyVarObject.OB_SIZE));
        m.add(Reg.ARG2, Reg.ARG2, Reg.TMP0);
        increfAll(m);
        m.load(Width.W64, Reg.ARG2, ALL);
        m.load(Width.W64, Reg.ARG3, KWNAMES);
        m.incref(Reg.ARG3, Reg.TMP0);
        m.move(Reg.RET, Reg.SAVED0);
        m.call(stubs.of(Stub.RUN_ENTRY_KW));
        m.leaveToC();
        m.bind(noNames);
        increfAll(m);
        m.move(Reg.RET, Reg.SAVED0);
        m.call(stubs.of(Stub.RUN_ENTRY));
        m.leaveToC();
        m.bind(interpret);
        restoreArguments(m);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.ORIGINAL_VECTORCALL));
        m.leaveToCAndJumpRet();
    }

    /**
     * The interpreter runs the call, with all references taken over. When the C stack budget is low
     * the function goes back to the interpreter, which does not use C stack for its own recursion.
     */
    private static void directBail(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.DIRECT_BAIL_LOW_STACK);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.ORIGINAL_VECTORCALL));
        m.store(Width.W64, Mem.at(Reg.ARG0, PyFunction.VECTORCALL), Reg.TMP0);
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.LOW_STACK_COUNT), 1);
        m.bind(stubs.of(Stub.DIRECT_BAIL));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyFunction.CODE));
        m.load(Width.W32, Reg.ARG2, Mem.at(Reg.TMP0, PyCode.ARGCOUNT));
        m.jump(stubs.of(Stub.RUN_FUNCTION_FRAMED));
        stubs.begin(Stub.FRAMED_ENTRY);
        m.enter();
        m.move(Reg.FRAME, Reg.ARG0);
        m.storeImm(
                Width.W32,
                Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP),
                InterpreterFrame.EXECUTING);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.jumpRegister(Reg.RET);
    }

    /** The vectorcall of functions that are not compiled yet. */
    private static void countingEntry(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        m.align(16);
        m.embed(0);
        m.embed(-1); // no direct entry: see Prologue
        m.embed(0);
        m.embed(0);
        m.embed(-1);
        m.embed(0);
        m.bind(stubs.of(Stub.COUNTING_ENTRY));
        m.enterFromC();
        saveArguments(m);
        m.call(Helper.PYTHREADSTATE_GETUNCHECKED);
        m.move(Reg.THREAD, Reg.RET);
        m.load(Width.W64, Reg.ARG0, CALLABLE);
        m.call(stubs.of(Stub.COUNT_CALL));
        restoreArguments(m);
        m.leaveToCAndJumpRet();
    }

    /** {@code RET} = the entry to use for this call of the function {@code ARG0}. */
    private static void countCall(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label ask = m.newLabel();
        Label decided = m.newLabel();
        Label original = m.newLabel();
        Label known = m.newLabel();
        Label unwanted = m.newLabel();
        stubs.begin(Stub.COUNT_CALL);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.FORKED), 0, original);
        CodeStates.load(m);
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, 0, known);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.THRESHOLD), 0, unwanted);
        CodeStates.create(m, original);
        m.bind(known);
        isNested(m, unwanted);
        CodeStates.dispatch(m, ask, decided);
        m.bind(unwanted);
        CodeStates.giveBack(m);
        m.jump(original);
        m.bind(ask);
        m.call(stubs.of(Stub.STACK_IS_SMALL));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, original);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Mem.at(Reg.DATA, JitData.COMPILE));
        m.bind(decided);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED0, PyFunction.VECTORCALL));
        Label use = m.newLabel();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.COUNTING_ENTRY), Reg.RET, use);
        m.bind(original);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.ORIGINAL_VECTORCALL));
        m.bind(use);
        m.leave();
    }

    /**
     * A call that is counted uses C stack, which the interpreter's own recursion does not: to {@code nested} where
     * many interpreters are on the stack already, unless the code is compiled. Threads of Java begin with fewer
     * units of C recursion than others ({@code api/StackDepth}); there the interpreters are counted by their
     * frames.
     */
    private static void isNested(MacroAssembler m, Label nested) {
        Label shallow = m.newLabel();
        Label next = m.newLabel();
        m.branch(
                Cond.GE,
                Width.W32,
                Mem.at(Reg.THREAD, ThreadState.C_RECURSION_REMAINING),
                ThreadState.C_RECURSION_LIMIT - COUNTED_NESTING,
                shallow);
        m.branch(
                Cond.EQ,
                Width.W64,
                Mem.at(Reg.SAVED1, CodeState.STATUS),
                CodeState.STATUS_COMPILED,
                shallow);
        m.moveImm(Reg.ARG0, COUNTED_NESTING / 2);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME));
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, shallow);
        m.load(Width.W8, Reg.RET, Mem.at(Reg.TMP0, InterpreterFrame.OWNER));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, InterpreterFrame.PREVIOUS));
        m.branch(Cond.NE, Width.W64, Reg.RET, InterpreterFrame.OWNER_CSTACK, next);
        m.add(Reg.ARG0, Reg.ARG0, -1);
        m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, next);
        m.jump(nested);
        m.bind(shallow);
    }

    /**
     * Java attaches the thread that calls it, which takes stack; a thread made with a small one would
     * end the process. Native words: 8 to 1 the thread's attributes, up to 64 bytes; 0 its lowest
     * address.
     */
    private static void stackIsSmall(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label small = m.newLabel();
        Label ask = m.newLabel();
        Label known = m.newLabel();
        Mem attributes = Mem.nativeWord(8);
        Mem lowest = Mem.nativeWord(0);
        stubs.begin(Stub.STACK_IS_SMALL);
        m.enter();
        m.call(Symbol.export("pthread_self"));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.MAIN_THREAD), Reg.RET, ask);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.MAIN_STACK_LOWEST));
        m.jump(known);
        m.bind(ask);
        m.move(Reg.ARG0, Reg.RET);
        m.address(Reg.ARG1, attributes);
        m.call(Symbol.export("pthread_getattr_np"));
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, small);
        m.address(Reg.ARG0, attributes);
        m.address(Reg.ARG1, lowest);
        m.address(Reg.ARG2, Mem.at(Reg.DATA, JitData.UNUSED_RESULT));
        m.call(Symbol.export("pthread_attr_getstack"));
        m.address(Reg.ARG0, attributes);
        m.call(Symbol.export("pthread_attr_destroy"));
        m.load(Width.W64, Reg.ARG1, lowest);
        m.bind(known);
        m.address(Reg.ARG0, lowest); // about where the stack pointer is
        m.sub(Reg.ARG0, Reg.ARG0, Reg.ARG1);
        m.branch(Cond.BELOW, Width.W64, Reg.ARG0, NativeFrame.HOST_STACK_BYTES, small);
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(small);
        m.moveImm(Reg.RET, 1);
        m.leave();
    }
}
