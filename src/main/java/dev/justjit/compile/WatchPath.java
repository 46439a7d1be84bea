package dev.justjit.compile;

import dev.justjit.abi.Global;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** The slow side of a watchpoint: is a tool active, or is only some event pending? */
final class WatchPath extends SlowPath {
    private static final Mem STASH = Mem.nativeWord(0);

    private final int unit;
    private final boolean truth;

    /**
     * @param truth whether {@code RET} holds a truth value that is to survive
     */
    WatchPath(Emission e, int unit, boolean truth) {
        super(e);
        this.unit = unit;
        this.truth = truth;
    }

    @Override
    protected void emit(Emission e) {
        if (!e.stack().isCanonical()) {
            watchValues(e);
            return;
        }
        int flags = truth ? ExitRecord.WATCH | ExitRecord.TRUTH : ExitRecord.WATCH;
        int depth = e.stack().depth() + (truth ? 1 : 0);
        DeoptExit.exit(e, flags, unit, depth, DeoptExit.TOOL);
        e.masm().jump(resume());
    }

    /** Values that are not in the frame have to be brought there, but only to leave. */
    private void watchValues(Emission e) {
        MacroAssembler m = e.masm();
        Label tools = m.newLabel();
        if (truth) {
            m.store(Width.W64, STASH, Reg.RET);
        }
        m.call(Stub.WATCH.symbol());
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, tools);
        if (truth) {
            m.load(Width.W64, Reg.RET, STASH);
        }
        m.jump(resume());
        m.bind(tools);
        if (truth) {
            Label done = m.newLabel();
            m.load(Width.W64, Reg.ARG0, STASH);
            m.load(Reg.RET, Global.TRUE);
            m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, done);
            m.load(Reg.RET, Global.FALSE);
            m.bind(done);
            e.pushResult(KnownType.BOOL);
        }
        DeoptExit.leave(e, unit, DeoptExit.TOOL);
    }
}
