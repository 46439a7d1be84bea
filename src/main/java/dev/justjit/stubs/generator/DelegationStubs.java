package dev.justjit.stubs.generator;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.ErrStackItem;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyGen;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.ResumeEntry;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.CodeState;
import dev.justjit.stubs.entry.CodeStates;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Resuming a generator that waits in {@code yield from} or {@code await} for another one, which may
 * wait for yet another. All of them are linked as if each had executed its {@code SEND}; only the
 * innermost one runs. When that yields, the others are suspended again without having run; when it
 * ends, the one that waited for it goes on, at {@code END_SEND} or where its {@code SEND} raises.
 *
 * <p>{@code SAVED0} is the generator that runs, {@code SAVED1} the frame that called. Native words: 0
 * the sent value, 1 the vector entry of {@code SAVED0}'s code.
 */
public final class DelegationStubs {
    private static final Mem VALUE = Mem.nativeWord(0);
    private static final Mem ENTRY = Mem.nativeWord(1);
    private static final Mem CURRENT = Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME);
    private static final Mem EXC_INFO = Mem.at(Reg.THREAD, ThreadState.EXC_INFO);
    private static final Mem REMAINING = Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING);

    private DelegationStubs() {}

    /** Continues {@code RESUME_GENERATOR}, whose guards {@code ARG0} has passed. */
    public static void emit(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label after = m.newLabel();
        Label out = m.newLabel();
        Label ended = m.newLabel();
        stubs.begin(Stub.RESUME_DELEGATION);
        m.enter();
        m.store(Width.W64, VALUE, Reg.ARG1);
        m.load(Width.W64, Reg.SAVED1, CURRENT);
        walk(m);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG1, VALUE);
        m.load(Width.W64, Reg.ARG3, ENTRY);
        GeneratorStubs.push(m);
        GeneratorStubs.link(m);
        GeneratorStubs.loadResumeEntry(m);
        m.address(Reg.ARG0, Mem.at(Reg.ARG0, PyGen.IFRAME));
        m.callRegister(Reg.RET);
        m.bind(after);
        m.load(Width.W64, Reg.ARG1, CURRENT);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, Reg.SAVED1, out);
        m.branch(Cond.GE, Width.W8, Mem.at(Reg.SAVED0, PyGen.FRAME_STATE), 0, ended);
        suspendWaiting(m);
        m.bind(out);
        m.leave();
        m.bind(ended);
        goOn(m, after);
    }

    /**
     * From {@code ARG0} inwards to the first that waits for nobody who can be resumed here; the others
     * are linked. {@code ARG4} is the thread's frame meanwhile, {@code ARG5} its exception state.
     */
    private static void walk(MacroAssembler m) {
        Label again = m.newLabel();
        Label innermost = m.newLabel();
        Label generator = m.newLabel();
        Mem state = Mem.at(Reg.ARG0, PyGen.FRAME_STATE);
        m.move(Reg.ARG4, Reg.SAVED1);
        m.load(Width.W64, Reg.ARG5, EXC_INFO);
        m.bind(again);
        m.move(Reg.SAVED0, Reg.ARG0);
        m.store(Width.W64, ENTRY, Reg.ARG3);
        m.load(Width.W32, Reg.RET, Mem.at(Reg.ARG0, PyGen.IFRAME + InterpreterFrame.STACKTOP));
        m.load(
                Width.W64,
                Reg.ARG0,
                Mem.at(Reg.ARG0, Reg.RET, 8, PyGen.IFRAME + InterpreterFrame.LOCALSPLUS - 8));
        m.branch(Cond.EQ, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYGEN_TYPE, generator);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYCORO_TYPE, innermost);
        m.bind(generator);
        m.branch(Cond.GE, Width.W8, state, 0, innermost);
        m.branch(Cond.EQ, Width.W8, state, PyGen.STATE_CREATED, innermost);
        m.branch(Cond.LE, Width.W32, REMAINING, 1, innermost);
        GeneratorStubs.loadEntryQuietly(m, innermost);
        linkWaiting(m);
        m.branch(Cond.EQ, Width.W8, state, PyGen.STATE_SUSPENDED_YIELD_FROM, again);
        m.move(Reg.SAVED0, Reg.ARG0);
        m.store(Width.W64, ENTRY, Reg.ARG3);
        m.bind(innermost);
        m.store(Width.W64, CURRENT, Reg.ARG4);
        m.store(Width.W64, EXC_INFO, Reg.ARG5);
    }

    /** Links {@code SAVED0} at its SEND. */
    private static void linkWaiting(MacroAssembler m) {
        Mem frame = Mem.at(Reg.SAVED0, PyGen.IFRAME);
        m.storeImm(Width.W8, Mem.at(Reg.SAVED0, PyGen.FRAME_STATE), PyGen.STATE_EXECUTING);
        m.store(
                Width.W64,
                Mem.at(Reg.SAVED0, PyGen.EXC_STATE + ErrStackItem.PREVIOUS_ITEM),
                Reg.ARG5);
        m.address(Reg.ARG5, Mem.at(Reg.SAVED0, PyGen.EXC_STATE));
        m.store(Width.W64, frame.plus(InterpreterFrame.PREVIOUS), Reg.ARG4);
        m.address(Reg.ARG4, frame);
        m.addMem(Width.W32, REMAINING, -1);
        moveInstrPtr(m, frame, -ResumeEntry.SEND_TO_RESUME);
    }

    /** The position of a waiting frame is its SEND while it executes, its RESUME while suspended. */
    private static void moveInstrPtr(MacroAssembler m, Mem frame, int bytes) {
        Mem position = frame.plus(InterpreterFrame.INSTR_PTR);
        m.load(Width.W64, Reg.TMP0, position);
        m.add(Reg.TMP0, Reg.TMP0, bytes);
        m.store(Width.W64, position, Reg.TMP0);
    }

    /** From the frame {@code ARG1} outwards: what a yield does. {@code RET} is kept. */
    private static void suspendWaiting(MacroAssembler m) {
        Label again = m.newLabel();
        Mem frame = Mem.at(Reg.ARG1, 0);
        Mem outer = Mem.at(Reg.ARG1, PyGen.EXC_STATE + ErrStackItem.PREVIOUS_ITEM - PyGen.IFRAME);
        m.bind(again);
        m.storeImm(
                Width.W8,
                Mem.at(Reg.ARG1, PyGen.FRAME_STATE - PyGen.IFRAME),
                PyGen.STATE_SUSPENDED_YIELD_FROM);
        m.load(Width.W64, Reg.ARG0, outer);
        m.storeImm(Width.W64, outer, 0);
        moveInstrPtr(m, frame, ResumeEntry.SEND_TO_RESUME);
        m.addMem(Width.W32, REMAINING, 1);
        m.load(Width.W64, Reg.TMP0, frame.plus(InterpreterFrame.PREVIOUS));
        m.storeImm(Width.W64, frame.plus(InterpreterFrame.PREVIOUS), 0);
        m.move(Reg.ARG1, Reg.TMP0);
        m.branch(Cond.NE, Width.W64, Reg.ARG1, Reg.SAVED1, again);
        m.store(Width.W64, EXC_INFO, Reg.ARG0);
        m.store(Width.W64, CURRENT, Reg.ARG1);
    }

    /**
     * {@code RET} is what ended for the frame {@code ARG1}, or NULL. It goes on in machine code, which
     * it is known to have, or in the interpreter if a tool was switched on meanwhile.
     */
    private static void goOn(MacroAssembler m, Label after) {
        Label raised = m.newLabel();
        Label enter = m.newLabel();
        Label interpret = m.newLabel();
        Label lost = m.newLabel();
        Mem top = Mem.at(Reg.ARG1, InterpreterFrame.STACKTOP);
        Mem position = Mem.at(Reg.ARG1, InterpreterFrame.INSTR_PTR);
        m.address(Reg.SAVED0, Mem.at(Reg.ARG1, -PyGen.IFRAME));
        m.move(Reg.ARG0, Reg.SAVED0);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        m.load(Width.W32, Reg.TMP0, top);
        m.store(Width.W64, Mem.at(Reg.ARG1, Reg.TMP0, 8, InterpreterFrame.LOCALSPLUS), Reg.RET);
        m.addMem(Width.W32, top, 1);
        m.load(Width.W64, Reg.ARG2, position);
        m.load(Width.W8, Reg.TMP0, Mem.at(Reg.ARG2, 1)); // the distance of the jump
        m.address(Reg.ARG2, Mem.at(Reg.ARG2, Reg.TMP0, 2, ResumeEntry.SEND_BYTES));
        m.store(Width.W64, position, Reg.ARG2);
        GeneratorStubs.loadEntry(m, interpret);
        m.bind(enter);
        GeneratorStubs.loadResumeEntry(m);
        m.move(Reg.ARG0, Reg.ARG1);
        m.callRegister(Reg.RET);
        m.jump(after);
        m.bind(raised);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, InterpreterFrame.EXECUTABLE));
        CodeStates.loadFrom(m, Reg.ARG2, lost);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.RET, CodeState.ENTRY));
        m.jump(enter);
        m.bind(lost); // code does not lose its state while a frame holds it
        m.call(Symbol.export("abort"));
        m.bind(interpret);
        interpret(m);
        m.jump(after);
    }

    /** The canonical frame {@code ARG1}, linked, goes to the interpreter. */
    private static void interpret(MacroAssembler m) {
        m.storeImm(Width.W16, Mem.at(Reg.ARG1, InterpreterFrame.RETURN_OFFSET), 0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, InterpreterFrame.PREVIOUS));
        m.store(Width.W64, CURRENT, Reg.RET);
        m.addMem(Width.W32, REMAINING, 1);
        m.move(Reg.ARG0, Reg.THREAD);
        m.moveImm(Reg.ARG2, 0);
        m.call(Helper.PYEVAL_EVALFRAMEDEFAULT);
    }
}
