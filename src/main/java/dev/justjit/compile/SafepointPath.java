package dev.justjit.compile;

import dev.justjit.masm.Cond;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** The slow side of a safepoint: something is pending, or a tool was switched on or off. */
final class SafepointPath extends SlowPath {
    private final int unit;

    SafepointPath(Emission e, int unit) {
        super(e);
        this.unit = unit;
    }

    @Override
    protected void emit(Emission e) {
        MacroAssembler m = e.masm();
        e.setInstrPtr();
        DeoptExit.exit(e, ExitRecord.SAFEPOINT, unit, e.stack().depth(), DeoptExit.TOOL);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        m.jump(resume());
    }
}
