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
    /** Number among the region's blocks, in the order in which they were made. */
    public final int id;

    /** Unit of its first instruction. */
    public final int unit;

    /** Its operations, in order; passes change the list. */
    public final List<Op> ops = new ArrayList<>();

    /** When {@link #taken} is gone to, or null: never. */
    public @Nullable Condition condition;

    /** Where control goes if the condition holds, or null. */
    public @Nullable Block taken;

    /** Where control goes else, or null: out of the region. */
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

    /** Bound by the emitter. */
    public @Nullable Label label;

    /** An empty block that leads nowhere yet. */
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
