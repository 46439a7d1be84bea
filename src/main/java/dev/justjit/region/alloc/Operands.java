package dev.justjit.region.alloc;

import dev.justjit.abi.layout.ThreadState;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.ir.VReg;
import java.util.Objects;

/** Brings virtual registers to machine registers and back. {@code RET}, {@code TMP0}, {@code F13} and {@code F14} are free. */
public class Operands {
    /** Where the code goes. */
    public final MacroAssembler m;

    /** Emits to the assembler. */
    public Operands(MacroAssembler m) {
        this.m = m;
    }

    /** Where the value is; it is brought to {@code scratch} if it is in no register. */
    public final Reg use(VReg value, Reg scratch) {
        if (value.reg != null) {
            return value.reg;
        }
        load(scratch, value);
        return scratch;
    }

    /** {@code dst} = the value. */
    public final void load(Reg dst, VReg value) {
        if (value.reg != null) {
            m.move(dst, value.reg);
        } else if (value.constant != null) {
            m.moveImm(dst, value.constant);
        } else {
            m.load(Width.W64, dst, some(value.home));
        }
    }

    /** Where the result goes: its register, or {@code RET}. */
    public static Reg result(VReg dst) {
        return dst.reg != null ? dst.reg : Reg.RET;
    }

    /** After the result is computed. */
    public final void finish(VReg dst, Reg result) {
        if (dst.reg != null) {
            m.move(dst.reg, result);
        } else if (dst.home != null) {
            m.store(Width.W64, dst.home, result);
        }
    }

    /** The same for a double. */
    public final FReg use(VReg value, FReg scratch) {
        if (value.freg != null) {
            return value.freg;
        }
        load(scratch, value);
        return scratch;
    }

    /** {@code dst} = the value. A constant loses {@code RET}. */
    public final void load(FReg dst, VReg value) {
        if (value.freg != null) {
            m.move(dst, value.freg);
        } else if (value.constant != null) {
            m.moveImm(dst, Double.longBitsToDouble(value.constant), Reg.RET);
        } else {
            m.load(dst, some(value.home));
        }
    }

    /** The same for a double: its register, or {@code F13}. */
    public static FReg doubleResult(VReg dst) {
        return dst.freg != null ? dst.freg : FReg.F13;
    }

    /** The same for a double. */
    public final void finish(VReg dst, FReg result) {
        if (dst.freg != null) {
            m.move(dst.freg, result);
        } else if (dst.home != null) {
            m.store(dst.home, result);
        }
    }

    /** A constant that has a register is loaded. */
    public final void loadConstant(VReg reg) {
        if (reg.constant == null) {
            return;
        }
        if (reg.freg != null) {
            m.moveImm(reg.freg, Double.longBitsToDouble(reg.constant), Reg.RET);
        } else if (reg.reg != null) {
            m.moveImm(reg.reg, reg.constant);
        }
    }

    /** Jumps if something is pending or a tool is active, or if not. {@code TMP0} is lost. */
    public final void branchIfPending(boolean pending, Label target) {
        Mem quiet = Mem.at(Reg.DATA, JitData.OK_VERSION);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.THREAD, ThreadState.EVAL_BREAKER));
        m.branch(pending ? Cond.NE : Cond.EQ, Width.W64, quiet, Reg.TMP0, target);
    }

    /** A value that is there by construction. */
    public static <T> T some(@org.jspecify.annotations.Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
