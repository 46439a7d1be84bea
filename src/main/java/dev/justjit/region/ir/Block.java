package dev.justjit.region.ir;

import dev.justjit.masm.Label;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations that run one after the other, then a way on: {@code taken} if the condition holds, else
 * {@code next}; or out of the region.
 */
public final class Block {
    public final int id;

    /** Unit of its first instruction. */
    public final int unit;

    public final List<Op> ops = new ArrayList<>();
    public @Nullable Condition condition;
    public @Nullable Block taken;
    public @Nullable Block next;

    /** The way out; then there is no {@code next}. */
    public @Nullable Exit exit;

    /** What the function returns here, or null. */
    public @Nullable VReg returned;

    /** Whether the function returns here. */
    public boolean returns;

    /** How many loops it is in. */
    public int depth;

    /** Position of its first operation. */
    public int start;

    public @Nullable Label label;

    public Block(int id, int unit) {
        this.id = id;
        this.unit = unit;
    }

    /** Whether it calls a function with registers. */
    public boolean callsFunction() {
        return ops.stream().anyMatch(op -> op.kind == Op.Kind.CALL);
    }

    /** Whether it does nothing but leave. */
    public boolean onlyLeaves() {
        return exit != null && ops.isEmpty();
    }
}
