package dev.justjit.region;

import dev.justjit.masm.Label;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations that run one after the other, then a way on: {@code taken} if the condition holds, else
 * {@code next}; or out of the region.
 */
final class Block {
    final int id;

    /** Unit of its first instruction. */
    final int unit;

    final List<Op> ops = new ArrayList<>();
    @Nullable Condition condition;
    @Nullable Block taken;
    @Nullable Block next;

    /** The way out; then there is no {@code next}. */
    @Nullable Exit exit;

    /** What the function returns here, or null. */
    @Nullable VReg returned;

    /** Whether the function returns here. */
    boolean returns;

    /** How many loops it is in. */
    int depth;

    /** Position of its first operation. */
    int start;

    @Nullable Label label;

    Block(int id, int unit) {
        this.id = id;
        this.unit = unit;
    }

    /** Whether it calls a function with registers. */
    boolean callsFunction() {
        return ops.stream().anyMatch(op -> op.kind == Op.Kind.CALL);
    }

    /** Whether it does nothing but leave. */
    boolean onlyLeaves() {
        return exit != null && ops.isEmpty();
    }
}
