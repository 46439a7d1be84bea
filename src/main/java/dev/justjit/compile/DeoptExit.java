package dev.justjit.compile;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/**
 * Leaves compiled code for good: makes the frame canonical and hands it to the interpreter at a
 * bytecode boundary. Counted by instruction and reason.
 */
public final class DeoptExit extends ColdCode {
    /** Exits of one site after which the host is told, so that it can compile anew. */
    static final int NOTICE_AT = 20;

    /** Reason of exits that no recompilation can avoid. */
    public static final String TOOL = "a tool is active";

    private final int unit;
    private final String reason;

    DeoptExit(Emission e, int unit, String reason) {
        super(e);
        this.unit = unit;
        this.reason = reason;
    }

    @Override
    protected void emit(Emission e) {
        leave(e, unit, reason);
    }

    static void leave(Emission e, int unit, String reason) {
        MacroAssembler m = e.masm();
        materializeAll(e);
        place(e, unit);
        m.load(Reg.ARG0, Symbol.blobData(e.siteOffset(reason)));
        m.addMem(Width.W64, Mem.at(Reg.ARG0, 0), 1);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG0, 0), NOTICE_AT, new Notice(e).entry());
        m.jump(e.leavingStub());
    }

    /** The interpreter goes on with the canonical frame before the current instruction; not counted. */
    static void leaveBefore(Emission e) {
        e.flush();
        place(e, e.insn().start());
        e.masm().jump(e.leavingStub());
    }

    /** Says where the interpreter goes on, and how much stack there is. */
    private static void place(Emission e, int unit) {
        e.setInstrPtr(unit);
        e.masm()
                .storeImm(
                        Width.W32,
                        Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP),
                        e.image().localsPlus() + e.stack().depth());
    }

    /**
     * Like {@link Emission#flush} for places where an exception cannot be raised: running out of
     * memory for a 32-byte number ends the process.
     */
    static void materializeAll(Emission e) {
        MacroAssembler m = e.masm();
        for (int i = 0; i < e.stack().depth(); i++) {
            Value value = e.stack().at(i);
            if (value.is(Value.Kind.INT)) {
                e.getInt(Reg.ARG0, value);
                m.call(Stub.BOX_INT_OR_DIE.symbol());
                m.store(Width.W64, e.slot(i), Reg.RET);
                e.stack().set(i, Value.slot(i, KnownType.INT));
            } else if (value.is(Value.Kind.DOUBLE)) {
                e.getDouble(FReg.F0, value);
                m.call(Stub.BOX_DOUBLE_OR_DIE.symbol());
                m.store(Width.W64, e.slot(i), Reg.RET);
                e.stack().set(i, Value.slot(i, KnownType.FLOAT));
            } else {
                e.materialize(i);
            }
        }
    }

    /** Tells the host that a site keeps leaving; its counter is in {@code ARG0}. */
    private static final class Notice extends ColdCode {
        Notice(Emission e) {
            super(e);
        }

        @Override
        protected void emit(Emission e) {
            e.masm().call(Stub.DEOPT_NOTICE.symbol());
            e.masm().jump(e.leavingStub());
        }
    }
}
