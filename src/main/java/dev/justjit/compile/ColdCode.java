package dev.justjit.compile;

import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Label;
import org.jspecify.annotations.Nullable;

/**
 * Code kept out of the hot stream, emitted after the function body. It remembers the instruction
 * and the virtual stack of the moment when it was declared; {@link #emit} starts from there. What is
 * declared after {@link EmissionState#setInstrPtr()} may rely on it: jumps to it come later.
 */
public abstract class ColdCode {
    private final Label entry;
    private final Insn insn;
    private final Value[] stack;
    private final String source;
    private final boolean positionSet;
    private final @Nullable ControlTargets ways;

    /** Remembers the virtual stack as it is now. */
    protected ColdCode(Emission e) {
        entry = e.masm().newLabel();
        insn = e.insn();
        stack = e.stack().snapshot();
        source = insn.opcode().name();
        positionSet = e.isPositionSet();
        ways = e.ways();
        e.addCold(this);
    }

    /** Where the hot stream jumps to. */
    public final Label entry() {
        return entry;
    }

    final Insn insn() {
        return insn;
    }

    final Value[] stack() {
        return stack;
    }

    /** Whether the frame's position was that of the instruction already. */
    final boolean isPositionSet() {
        return positionSet;
    }

    /** Where the instruction led at the declaration if it stood alone. */
    final @Nullable ControlTargets ways() {
        return ways;
    }

    final String source() {
        return source;
    }

    /** Emits the body; the emission is already set back to the state of the declaration. */
    protected abstract void emit(Emission e);
}
