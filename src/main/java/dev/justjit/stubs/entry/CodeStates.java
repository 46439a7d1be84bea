package dev.justjit.stubs.entry;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.CodeState;

/** Reading the {@link CodeState} of a function in machine code. */
public final class CodeStates {
    private CodeStates() {}

    /** {@code SAVED1} = state of the function {@code SAVED0}, or 0. Uses native word 8. */
    static void load(MacroAssembler m) {
        Mem out = Mem.nativeWord(8);
        m.storeImm(Width.W64, out, 0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyFunction.CODE));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.EXTRA_INDEX));
        m.address(Reg.ARG2, out);
        m.call(Helper.PYUNSTABLE_CODE_GETEXTRA);
        m.load(Width.W64, Reg.SAVED1, out);
    }

    /**
     * {@code RET} = state of the code object {@code code}, or a jump if it has none. Changes {@code
     * TMP0} too. Reads what {@code PyUnstable_Code_GetExtra} reads: a count and as many words.
     */
    public static void loadFrom(MacroAssembler m, Reg code, Label none) {
        m.load(Width.W64, Reg.RET, Mem.at(code, PyCode.EXTRA));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.EXTRA_INDEX));
        m.branch(Cond.LE, Width.W64, Mem.at(Reg.RET, 0), Reg.TMP0, none);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, Reg.TMP0, 8, 8));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
    }

    /**
     * {@code SAVED1} = new state of the code of the function {@code SAVED0}, which counts; or a jump without
     * memory. Uses native word 8.
     */
    static void create(MacroAssembler m, Label none) {
        Mem others = Mem.nativeWord(8);
        Label failed = m.newLabel();
        Label known = m.newLabel();
        Label done = m.newLabel();
        m.moveImm(Reg.ARG0, 1);
        m.moveImm(Reg.ARG1, CodeState.BYTES);
        m.call(Symbol.export("calloc"));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        m.move(Reg.SAVED1, Reg.RET);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyFunction.CODE));
        m.store(Width.W64, Mem.at(Reg.SAVED1, CodeState.CODE), Reg.ARG0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.THRESHOLD));
        m.store(Width.W64, Mem.at(Reg.SAVED1, CodeState.COUNT), Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyCode.EXTRA));
        m.store(Width.W64, others, Reg.RET);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.EXTRA_INDEX));
        m.move(Reg.ARG2, Reg.SAVED1);
        m.call(Helper.PYUNSTABLE_CODE_SETEXTRA);
        m.branch(Cond.LT, Width.W32, Reg.RET, 0, failed);
        m.branch(Cond.NE, Width.W64, others, 0, known);
        // the array begins with its size: slots of others are none of this code object's
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED0, PyFunction.CODE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyCode.EXTRA));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.DATA, JitData.EXTRA_INDEX));
        m.add(Reg.ARG0, Reg.ARG0, 1);
        m.store(Width.W64, Mem.at(Reg.RET, 0), Reg.ARG0);
        m.bind(known);
        m.jump(done);
        m.bind(failed);
        m.call(Helper.PYERR_CLEAR);
        m.move(Reg.ARG0, Reg.SAVED1);
        m.call(Symbol.export("free"));
        m.jump(none);
        m.bind(done);
    }

    /** The function {@code SAVED0} gets CPython's own entry, and with it versions and specialized calls. */
    static void giveBack(MacroAssembler m) {
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.ORIGINAL_VECTORCALL));
        m.store(Width.W64, Mem.at(Reg.SAVED0, PyFunction.VECTORCALL), Reg.RET);
    }

    /**
     * Acts on the state {@code SAVED1} of the function {@code SAVED0}: installs the compiled entry, gives the
     * function back, for good or until its code is compiled, or counts.
     */
    static void dispatch(MacroAssembler m, Label ask, Label decided) {
        Label counting = m.newLabel();
        Label refused = m.newLabel();
        Label requested = m.newLabel();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED1, CodeState.STATUS));
        m.branch(Cond.EQ, Width.W64, Reg.RET, CodeState.STATUS_COUNTING, counting);
        m.branch(Cond.EQ, Width.W64, Reg.RET, CodeState.STATUS_REFUSED, refused);
        m.branch(Cond.EQ, Width.W64, Reg.RET, CodeState.STATUS_REQUESTED, requested);
        // code that tools have left instrumented is cleaned by the interpreter's RESUME
        Label clean = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyFunction.CODE));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG0, PyCode.MONITORING), 0, clean);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyCode.INSTRUMENTATION_VERSION));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.QUIET_VERSION), Reg.ARG0, decided);
        m.bind(clean);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, CodeState.ENTRY));
        m.call(Helper.PYFUNCTION_SETVECTORCALL);
        m.jump(decided);
        m.bind(requested);
        // the interpreter's own calls cost less than counted ones; one function of the code has
        // them
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.SAVED1, CodeState.WAITING), 0, decided);
        m.store(Width.W64, Mem.at(Reg.SAVED1, CodeState.WAITING), Reg.SAVED0);
        m.bind(refused);
        giveBack(m);
        m.jump(decided);
        m.bind(counting);
        m.addMemBranch(Cond.LE, Width.W64, Mem.at(Reg.SAVED1, CodeState.COUNT), -1, ask);
        // a version of 0 keeps interpreted call sites from inlining past the counter
        m.branch(Cond.EQ, Width.W32, Mem.at(Reg.SAVED0, PyFunction.VERSION), 0, decided);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.COUNTING_ENTRY));
        m.call(Helper.PYFUNCTION_SETVECTORCALL);
        m.jump(decided);
    }
}
