package dev.justjit.stubs.entry;

import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/** When the functions of the host, which are Java, may be called. */
final class HostCalls {
    private HostCalls() {}

    /**
     * Jumps if the host must not be called: in the child of a fork, which has no threads of the JVM, and on a stack that is
     * too small for Java. Keeps what survives calls.
     */
    static void branchIfAbsent(StubLibrary stubs, Label absent) {
        MacroAssembler m = stubs.masm();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.FORKED), 0, absent);
        m.call(stubs.of(Stub.STACK_IS_SMALL));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, absent);
    }
}
