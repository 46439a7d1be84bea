package dev.justjit.stubs.entry;

import dev.justjit.abi.layout.PyFunction;
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

/** C functions that CPython calls: function watcher, code-extra free function, fork handler. */
public final class HookStubs {
    private static final int EVENT_CREATE = 0;
    private static final int EVENT_DESTROY = 1;
    private static final int EVENT_MODIFY_CODE = 2;

    private HookStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        functionEvent(stubs);
        codeDied(stubs);
        forkChild(stubs);
        synchronizeCode(stubs);
    }

    /**
     * {@code int watcher(event, func, new_value)}. A new function gets the counting entry; one whose
     * code changes must not keep the entry of its old code.
     */
    private static void functionEvent(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label out = m.newLabel();
        Label create = m.newLabel();
        Label destroy = m.newLabel();
        stubs.begin(Stub.FUNCTION_EVENT);
        m.enterFromC();
        m.branch(Cond.EQ, Width.W32, Reg.ARG0, EVENT_CREATE, create);
        m.branch(Cond.EQ, Width.W32, Reg.ARG0, EVENT_DESTROY, destroy);
        m.branch(Cond.NE, Width.W32, Reg.ARG0, EVENT_MODIFY_CODE, out);
        codeReplaced(m, out);
        m.bind(destroy);
        waitsNoMore(m, out);
        m.jump(out);
        m.bind(create);
        created(stubs, out);
        m.bind(out);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    /** The function {@code ARG1} gets other code: it is counted, if its entry was ours; then a jump. */
    private static void codeReplaced(MacroAssembler m, Label out) {
        Label other = m.newLabel();
        Label count = m.newLabel();
        Label original = m.newLabel();
        waitsNoMore(m, other);
        m.jump(count);
        m.bind(other);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, PyFunction.VECTORCALL));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.VERIFY_ENTRY), Reg.RET, count);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.MINUS_CODE_BASE));
        m.add(Reg.RET, Reg.RET, Reg.TMP0);
        m.branch(Cond.BELOW_EQ, Width.W64, Mem.at(Reg.DATA, JitData.CODE_SIZE), Reg.RET, out);
        m.bind(count);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.TOOLS_ACTIVE), 0, original);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.COUNTING_ENTRY));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.ENABLED), 0, original);
        m.store(Width.W64, Mem.at(Reg.ARG1, PyFunction.VECTORCALL), Reg.RET);
        m.jump(out);
        m.bind(original);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.ORIGINAL_VECTORCALL));
        m.store(Width.W64, Mem.at(Reg.ARG1, PyFunction.VECTORCALL), Reg.RET);
        m.jump(out);
    }

    /** The function {@code ARG1} is new: it is counted, if its code may be compiled. */
    private static void created(StubLibrary stubs, Label out) {
        MacroAssembler m = stubs.masm();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.TOOLS_ACTIVE), 0, out);
        m.move(Reg.SAVED0, Reg.ARG1);
        tell(stubs);
        CodeStates.load(m);
        Label known = m.newLabel();
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, 0, known);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.ENABLED), 0, out);
        m.bind(known);
        Label install = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, install);
        m.branch(
                Cond.EQ,
                Width.W64,
                Mem.at(Reg.SAVED1, CodeState.STATUS),
                CodeState.STATUS_REFUSED,
                out);
        m.bind(install);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.COUNTING_ENTRY));
        m.store(Width.W64, Mem.at(Reg.SAVED0, PyFunction.VECTORCALL), Reg.RET);
    }

    /** The function {@code ARG1} ends, or its code does not count any more; a jump if it did not wait for that. */
    private static void waitsNoMore(MacroAssembler m, Label other) {
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG1, PyFunction.CODE));
        CodeStates.loadFrom(m, Reg.ARG3, other);
        Label unseen = m.newLabel();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, CodeState.SEEN), Reg.ARG1, unseen);
        m.storeImm(Width.W64, Mem.at(Reg.RET, CodeState.SEEN), 0);
        m.bind(unseen);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, CodeState.WAITING), Reg.ARG1, other);
        m.storeImm(Width.W64, Mem.at(Reg.RET, CodeState.WAITING), 0);
    }

    /** Shows the new function {@code SAVED0} to the host, if it wants to see it. */
    private static void tell(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label untold = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.FUNCTION_MADE), 0, untold);
        HostCalls.branchIfAbsent(stubs, untold);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Mem.at(Reg.DATA, JitData.FUNCTION_MADE));
        m.bind(untold);
    }

    /** {@code void free(state)}: the code object dies; the host frees its machine code later. */
    private static void codeDied(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label none = m.newLabel();
        stubs.begin(Stub.CODE_DIED);
        m.enterFromC();
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, none); // the code had other extras only
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.DEAD_LIST));
        m.store(Width.W64, Mem.at(Reg.ARG0, CodeState.NEXT_DEAD), Reg.RET);
        m.store(Width.W64, Mem.at(Reg.DATA, JitData.DEAD_LIST), Reg.ARG0);
        m.bind(none);
        m.leaveToC();
    }

    /** {@code void child(void)}: the JVM's other threads do not exist here. */
    private static void forkChild(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.FORK_CHILD);
        m.enterFromC();
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.FORKED), 1);
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.VERIFYING), 1); // by Java: for good
        m.leaveToC();
    }

    /** {@code void synchronize(start, end)}. */
    private static void synchronizeCode(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.SYNCHRONIZE_CODE);
        m.synchronizeCode(Reg.ARG0, Reg.ARG1);
        m.retVoid();
    }
}
