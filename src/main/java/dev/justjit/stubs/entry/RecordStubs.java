package dev.justjit.stubs.entry;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.compile.DeoptExit;
import dev.justjit.compile.ExitRecord;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.CodeState;
import dev.justjit.record.LoopRow;
import dev.justjit.stubs.library.StubLibrary;

/**
 * What exits share: they are called with an {@link ExitRecord}, whose address native word 0 keeps, and
 * the blob's counters, which native word 1 keeps.
 */
public final class RecordStubs {
    private static final Mem RECORD = Mem.nativeWord(0);
    private static final Mem COUNTERS = Mem.nativeWord(1);

    private RecordStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        inlinedExitAt(stubs);
        exitAt(stubs, Stub.EXIT_AT, Stub.EXIT_DEOPT, CodeState.LOOPS);
        exitAt(stubs, Stub.RUNNING_EXIT_AT, Stub.RUNNING_LEAVE, CodeState.RUNNING_LOOPS);
    }

    private static void inlinedExitAt(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label watch = m.newLabel();
        Label leave = m.newLabel();
        Label goOn = m.newLabel();
        stubs.begin(Stub.INLINED_EXIT_AT);
        m.takeData(Reg.ARG0);
        m.store(Width.W64, RECORD, Reg.ARG0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, 0));
        m.branchTest(Cond.NE, Width.W32, Reg.ARG1, ExitRecord.WATCH, watch);
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, ExitRecord.SAFEPOINT, leave);
        m.call(stubs.of(Stub.SAFEPOINT));
        m.branch(Cond.LE, Width.W64, Reg.RET, 0, goOn);
        loadRecord(m);
        m.bind(leave);
        place(m);
        m.moveImm(Reg.RET, ExitRecord.LEFT);
        m.jump(goOn);
        m.bind(watch);
        watch(stubs, leave, goOn);
        m.bind(goOn);
        goOn(m);
    }

    /** Goes on behind the record. */
    private static void goOn(MacroAssembler m) {
        m.load(Width.W64, Reg.ARG0, RECORD);
        m.add(Reg.ARG0, Reg.ARG0, ExitRecord.BYTES);
        m.jumpRegister(Reg.ARG0);
    }

    /** {@code ARG1} is the record from the start until something is called. */
    private static void exitAt(StubLibrary stubs, Stub stub, Stub end, int loops) {
        MacroAssembler m = stubs.masm();
        Label watch = m.newLabel();
        Label leave = m.newLabel();
        Label goOn = m.newLabel();
        Label quiet = m.newLabel();
        stubs.begin(stub);
        m.takeData(Reg.ARG0);
        m.store(Width.W64, RECORD, Reg.ARG0);
        m.store(Width.W64, COUNTERS, Reg.TMP0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, 0));
        m.branchTest(Cond.NE, Width.W32, Reg.ARG1, ExitRecord.WATCH, watch);
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, ExitRecord.SAFEPOINT, leave);
        m.store(Width.W64, Mem.at(Reg.DATA, JitData.SAFEPOINT_COUNTERS), Reg.TMP0);
        m.call(stubs.of(Stub.SAFEPOINT));
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, goOn);
        loadRecord(m);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, quiet);
        m.bind(leave);
        leave(stubs, end);
        m.bind(watch);
        watch(stubs, leave, goOn);
        m.bind(quiet);
        goToLoop(m, loops);
        m.moveImm(Reg.RET, 0);
        m.bind(goOn);
        goOn(m);
    }

    /** Goes on in machine code for the unit of the record {@code ARG1}, if there is some. */
    private static void goToLoop(MacroAssembler m, int loops) {
        Label look = m.newLabel();
        Label found = m.newLabel();
        Label none = m.newLabel();
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        CodeStates.loadFrom(m, Reg.ARG2, none);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.RET, loops));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, none);
        field(m, Reg.RET, ExitRecord.UNIT_SHIFT, ExitRecord.UNIT_BITS);
        m.bind(look);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, LoopRow.UNIT));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, Reg.RET, found);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, LoopRow.END, none);
        m.add(Reg.ARG0, Reg.ARG0, LoopRow.BYTES);
        m.jump(look);
        m.bind(found);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, LoopRow.ENTRY));
        m.jumpRegister(Reg.RET);
        m.bind(none);
    }

    private static void loadRecord(MacroAssembler m) {
        m.load(Width.W64, Reg.ARG1, RECORD);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, 0));
    }

    /** {@code dst} = a field of the record. */
    private static void field(MacroAssembler m, Reg dst, int shift, int bits) {
        m.shiftLeft(dst, Reg.ARG1, Long.SIZE - shift - bits);
        m.shiftRight(dst, dst, Long.SIZE - bits);
    }

    /** The interpreter will go on where the record {@code ARG1} says. Changes {@code RET} and {@code ARG2}. */
    private static void place(MacroAssembler m) {
        field(m, Reg.RET, ExitRecord.UNIT_SHIFT, ExitRecord.UNIT_BITS);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.address(Reg.RET, Mem.at(Reg.ARG2, Reg.RET, 2, PyCode.CODE_ADAPTIVE));
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR), Reg.RET);
        field(m, Reg.RET, ExitRecord.DEPTH_SHIFT, ExitRecord.DEPTH_BITS);
        m.store(Width.W32, Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP), Reg.RET);
    }

    /** Counts, tells the host if it is time for that, and goes to the interpreter. */
    private static void leave(StubLibrary stubs, Stub end) {
        MacroAssembler m = stubs.masm();
        place(m);
        m.shiftRight(Reg.RET, Reg.ARG1, ExitRecord.SITE_SHIFT);
        m.load(Width.W64, Reg.ARG0, COUNTERS);
        m.address(Reg.ARG0, Mem.at(Reg.ARG0, Reg.RET, 8, 0));
        m.addMem(Width.W64, Mem.at(Reg.ARG0, 0), 1);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, 0), DeoptExit.NOTICE_AT, stubs.of(end));
        m.call(stubs.of(Stub.DEOPT_NOTICE));
        m.jump(stubs.of(end));
    }

    /** A truth value waits in its place on the stack, as an object that nobody owns. */
    private static void watch(StubLibrary stubs, Label leave, Label goOn) {
        MacroAssembler m = stubs.masm();
        Label plain = m.newLabel();
        Label store = m.newLabel();
        Label tools = m.newLabel();
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, ExitRecord.TRUTH, plain);
        m.load(Reg.ARG2, Global.FALSE);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, store);
        m.load(Reg.ARG2, Global.TRUE);
        m.bind(store);
        m.store(Width.W64, top(m), Reg.ARG2);
        m.bind(plain);
        m.call(stubs.of(Stub.WATCH));
        m.move(Reg.ARG2, Reg.RET);
        loadRecord(m);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, 0, tools);
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, ExitRecord.TRUTH, goOn);
        m.load(Width.W64, Reg.ARG2, top(m));
        m.load(Reg.ARG3, Global.TRUE);
        m.set(Cond.EQ, Width.W64, Reg.RET, Reg.ARG2, Reg.ARG3);
        m.jump(goOn);
        m.bind(tools);
        m.jump(leave);
    }

    /** The topmost word of the stack that the record describes. Changes {@code ARG0}. */
    private static Mem top(MacroAssembler m) {
        field(m, Reg.ARG0, ExitRecord.DEPTH_SHIFT, ExitRecord.DEPTH_BITS);
        return Mem.at(Reg.FRAME, Reg.ARG0, 8, InterpreterFrame.LOCALSPLUS - 8);
    }
}
