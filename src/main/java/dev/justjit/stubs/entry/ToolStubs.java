package dev.justjit.stubs.entry;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.CodeState;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Noticing that tracers, profilers and monitoring tools are switched. The C functions behind {@code
 * sys.settrace} and its kin are entered through these stubs, which tell the host afterwards.
 */
public final class ToolStubs {
    private static final Stub[] WRAPPERS = {
        Stub.SET_TRACE,
        Stub.SET_PROFILE,
        Stub.SET_TRACE_ALL,
        Stub.SET_PROFILE_ALL,
        Stub.SET_EVENTS,
        Stub.SET_LOCAL_EVENTS
    };

    private ToolStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        for (int i = 0; i < WRAPPERS.length; i++) {
            wrapper(stubs, WRAPPERS[i], JitData.TOOL_FUNCTIONS + 8 * i);
        }
        functionOff(stubs);
        functionOn(stubs);
    }

    /** A METH_O or METH_FASTCALL function; native words 0 the result, 1 the arguments. */
    private static void wrapper(StubLibrary stubs, Stub stub, int original) {
        MacroAssembler m = stubs.masm();
        Label ready = m.newLabel();
        Label forked = m.newLabel();
        stubs.begin(stub);
        m.enterFromC();
        m.store(Width.W64, Mem.nativeWord(1), Reg.ARG1);
        m.call(Mem.at(Reg.DATA, original));
        m.store(Width.W64, Mem.nativeWord(0), Reg.RET);
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.OK_VERSION), -1);
        HostCalls.branchIfAbsent(stubs, forked);
        m.moveImm(Reg.ARG0, 0);
        m.branch(Cond.EQ, Width.W64, Mem.nativeWord(0), 0, ready);
        if (stub == Stub.SET_LOCAL_EVENTS) {
            m.load(Width.W64, Reg.ARG0, Mem.nativeWord(1));
            m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, 8)); // (tool, code, events)
        }
        m.bind(ready);
        m.call(Mem.at(Reg.DATA, JitData.TOOLS_CHANGED));
        m.bind(forked);
        m.load(Width.W64, Reg.RET, Mem.nativeWord(0));
        m.leaveToC();
    }

    /** {@code int visit(object, arg)}. */
    private static void functionOff(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label out = m.newLabel();
        Label ours = m.newLabel();
        stubs.begin(Stub.FUNCTION_OFF);
        m.enterFromC();
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYFUNCTION_TYPE, out);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.VECTORCALL));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.VERIFY_ENTRY), Reg.RET, ours);
        m.add(Reg.RET, Reg.RET, Mem.at(Reg.DATA, JitData.MINUS_CODE_BASE));
        m.branch(Cond.BELOW_EQ, Width.W64, Mem.at(Reg.DATA, JitData.CODE_SIZE), Reg.RET, out);
        m.bind(ours);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.ORIGINAL_VECTORCALL));
        m.store(Width.W64, Mem.at(Reg.ARG0, PyFunction.VECTORCALL), Reg.RET);
        m.bind(out);
        m.moveImm(Reg.RET, 1);
        m.leaveToC();
    }

    private static void functionOn(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label out = m.newLabel();
        Label unknown = m.newLabel();
        Label install = m.newLabel();
        stubs.begin(Stub.FUNCTION_ON);
        m.enterFromC();
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYFUNCTION_TYPE, out);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.VECTORCALL));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.ORIGINAL_VECTORCALL), Reg.RET, out);
        m.move(Reg.SAVED0, Reg.ARG0);
        CodeStates.load(m);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, unknown);
        m.branch(
                Cond.NE,
                Width.W64,
                Mem.at(Reg.SAVED1, CodeState.STATUS),
                CodeState.STATUS_REFUSED,
                install);
        m.jump(out);
        m.bind(unknown);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.ENABLED), 0, out);
        m.bind(install);
        // CPython's function takes the version away too, here and where it looks versions up: calls
        // that are
        // specialized already would pass the entry by
        m.move(Reg.ARG0, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.COUNTING_ENTRY));
        m.call(Helper.PYFUNCTION_SETVECTORCALL);
        m.bind(out);
        m.moveImm(Reg.RET, 1);
        m.leaveToC();
    }
}
