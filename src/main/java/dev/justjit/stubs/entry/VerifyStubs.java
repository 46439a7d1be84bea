package dev.justjit.stubs.entry;

import dev.justjit.abi.Helper;
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
 * The entry of compiled functions whose calls are run twice now and then. It counts; a call whose turn it is not
 * goes on in machine code with its arguments and its stack as they came. Machine code takes it for a foreign entry,
 * which it calls as C does.
 *
 * <p>Native words: those of {@link EntryStubs}, 2 the entry of this call.
 */
public final class VerifyStubs {
    private static final Mem ENTRY = Mem.nativeWord(2);

    private VerifyStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label go = m.newLabel();
        Label retired = m.newLabel();
        m.align(16);
        m.bind(stubs.of(Stub.VERIFY_ENTRY));
        m.enterFromC();
        EntryStubs.saveArguments(m);
        m.call(Helper.PYTHREADSTATE_GETUNCHECKED);
        m.move(Reg.THREAD, Reg.RET);
        m.load(Width.W64, Reg.SAVED0, Mem.nativeWord(3));
        CodeStates.load(m);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, retired);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED1, CodeState.VERIFIED_ENTRY));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, retired);
        m.store(Width.W64, ENTRY, Reg.RET);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.FORKED), 0, go);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.VERIFYING), 0, go);
        Label due = m.newLabel();
        m.addMemBranch(Cond.LE, Width.W64, Mem.at(Reg.SAVED1, CodeState.VERIFY_COUNT), -1, due);
        m.jump(go);
        m.bind(due);
        m.call(stubs.of(Stub.STACK_IS_SMALL));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, go);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.VERIFY_CALL));
        m.store(Width.W64, ENTRY, Reg.RET);
        m.jump(go);
        m.bind(retired);
        CodeStates.giveBack(m);
        m.store(Width.W64, ENTRY, Reg.RET);
        m.bind(go);
        EntryStubs.restoreArguments(m);
        m.load(Width.W64, Reg.RET, ENTRY);
        m.leaveToCAndJumpRet();
        stubs.begin(Stub.CODE_BEGIN);
    }
}
