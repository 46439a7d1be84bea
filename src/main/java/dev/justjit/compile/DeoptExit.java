package dev.justjit.compile;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Leaves compiled code for good: makes the frame canonical and hands it to the interpreter at a
 * bytecode boundary. Counted by instruction and reason.
 */
public final class DeoptExit extends ColdCode {
    /** Exits of one site after which the host is told, so that it can compile anew. */
    public static final int NOTICE_AT = 20;

    /** Reason of exits that no recompilation can avoid. */
    public static final String TOOL = "a tool is active";

    private final int unit;
    private final String reason;

    DeoptExit(Emission e, int unit, String reason) {
        super(e);
        this.unit = unit;
        this.reason = reason;
    }

    /** Whether it does what another exit that is declared now would do. */
    boolean serves(Emission e, int otherUnit, String otherReason) {
        return insn().offset() == e.insn().offset()
                && unit == otherUnit
                && reason.equals(otherReason)
                && e.ways() == ways()
                && e.stack().isAsIn(stack());
    }

    @Override
    protected void emit(Emission e) {
        leave(e, unit, reason);
    }

    static void leave(Emission e, int unit, String reason) {
        materializeAll(e);
        exit(e, 0, unit, e.stack().depth(), reason);
    }

    /** The interpreter goes on with the canonical frame before the current instruction; not counted. */
    static void leaveBefore(Emission e) {
        e.flush();
        e.setInstrPtr(e.insn().start());
        e.masm()
                .storeImm(
                        Width.W32,
                        Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP),
                        e.image().localsPlus() + e.stack().depth());
        e.masm().jump(e.departure().deopt().symbol());
    }

    /**
     * Asks what the flags of {@link ExitRecord} say, and leaves unless it goes on behind this code.
     *
     * @param depth of the canonical stack
     */
    static void exit(Emission e, int flags, int unit, int depth, String reason) {
        int words = e.image().localsPlus() + depth;
        long exit = ExitRecord.of(flags, unit, words, e.siteNumber(reason));
        e.masm().callWithData(e.exitFragment(), exit);
        ControlTargets ways = e.ways();
        ControlTargets.Departures departures = ways == null ? null : ways.departures();
        if (departures != null) {
            Label left = reason.equals(TOOL) ? departures.tools() : departures.others();
            e.masm().branch(Cond.EQ, Width.W64, Reg.RET, ExitRecord.LEFT, left);
        }
    }

    /** Leaves; {@link FrameCode#SITE} tells where it is counted. */
    static void exitShared(Emission e, int unit, int depth) {
        int words = e.image().localsPlus() + depth;
        e.masm().callWithData(e.sharedExitFragment(), ExitRecord.of(0, unit, words, 0));
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
}
