package dev.justjit.region.ir;

import java.util.List;

/**
 * A place to which the region can go back: what each slot of the frame holds at a unit's start. Between
 * a checkpoint and the next nothing happens that could be noticed, so a guard that fails goes back to it.
 *
 * @param unit where the generic code or the interpreter goes on
 * @param locals all locals
 * @param stack the value stack
 */
public record Checkpoint(int unit, Val[] locals, Val[] stack) {
    /** Of a function without a frame, which goes back to nowhere. */
    public static Checkpoint none(int unit) {
        return new Checkpoint(unit, new Val[0], new Val[0]);
    }

    /** Number of slots in use. */
    public int slots() {
        return locals.length + stack.length;
    }

    /** What is in a slot: the locals, then the stack. */
    public Val slot(int number) {
        return number < locals.length ? locals[number] : stack[number - locals.length];
    }

    /** Adds the registers that going back needs. */
    public void addUses(List<VReg> to) {
        for (int i = 0; i < slots(); i++) {
            Val value = slot(i);
            if (value.iterator() != null) {
                to.add(value.iterator().current());
                to.add(value.iterator().end());
                if (value.iterator().step() != null) {
                    to.add(value.iterator().step());
                }
            } else if (!value.isUnchanged(i)) {
                VReg source = source(value);
                if (source != null) {
                    to.add(source);
                }
            }
        }
    }

    /** The register from which the object is made or taken, or null. */
    static @org.jspecify.annotations.Nullable VReg source(Val value) {
        if (value.identity().slot >= 0 || value.identity().constant >= 0) {
            return null;
        }
        return value.identity().pointer != null ? value.identity().pointer : value.reg();
    }
}
