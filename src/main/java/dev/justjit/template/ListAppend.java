package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowPath;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * {@code list.append(x)} as a statement: {@code CALL} and the {@code POP_TOP} after it. Inline when
 * the callable is the descriptor of {@code list} and self an exact list.
 */
final class ListAppend {
    private ListAppend() {}

    /** Stack, canonical: descriptor list x -> . */
    static void emit(Emission e) {
        MacroAssembler m = e.masm();
        int base = e.stack().depth() - 3;
        var other = new AnyCall(e, base);
        m.load(Width.W64, Reg.ARG0, e.slot(base + 1));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, other.entry());
        Arithmetic.guardType(m, Reg.ARG0, Global.PYLIST_TYPE, other.entry());
        m.load(Width.W64, Reg.ARG1, e.slot(base));
        m.branch(
                Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.LIST_APPEND), Reg.ARG1, other.entry());
        m.load(Width.W64, Reg.ARG1, e.slot(base + 2));
        e.pop();
        Builders.append(e);
        m.load(Width.W64, Reg.ARG0, e.slot(base + 1));
        e.pop();
        e.release(KnownType.UNKNOWN);
        m.load(Width.W64, Reg.ARG0, e.slot(base));
        e.pop();
        e.release(KnownType.UNKNOWN);
        m.bind(other.resume());
        e.skipNext();
    }

    /** Any other callable: its result is dropped, as the {@code POP_TOP} would. */
    private static final class AnyCall extends SlowPath {
        private final int base;

        AnyCall(Emission e, int base) {
            super(e);
            this.base = base;
        }

        @Override
        protected void emit(Emission e) {
            MacroAssembler m = e.masm();
            m.address(Reg.ARG0, e.slot(base));
            m.moveImm(Reg.ARG1, 1);
            m.call(Stub.CALL_VECTOR.symbol());
            e.pop();
            e.pop();
            e.pop();
            e.checkNotNull();
            e.pushResult(KnownType.UNKNOWN);
            e.safepoint(e.insn().next());
            m.load(Width.W64, Reg.ARG0, e.slot(base));
            m.call(Stub.RELEASE.symbol());
            m.jump(resume());
        }
    }
}
