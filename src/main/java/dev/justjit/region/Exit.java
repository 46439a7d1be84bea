package dev.justjit.region;

import dev.justjit.masm.Label;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way out of the region, back to a checkpoint. */
final class Exit {
    final Checkpoint checkpoint;

    /** Why; also the name of its counter. */
    final String reason;

    /** Unit of the instruction that leaves. */
    final int unit;

    /** Whether it is the loop's ordinary end rather than a failed guard. */
    final boolean ordinary;

    /** The sum or difference that has to be taken back first, or null. */
    @Nullable Op undo;

    /** References that were taken since the checkpoint. */
    List<VReg> held = List.of();

    /** Bound by the emitter. */
    @Nullable Label label;

    /** Adds the registers that leaving needs. */
    List<VReg> uses() {
        List<VReg> uses = new ArrayList<>(held);
        checkpoint.addUses(uses);
        return uses;
    }

    Exit(Checkpoint checkpoint, String reason, int unit, boolean ordinary) {
        this.checkpoint = checkpoint;
        this.reason = reason;
        this.unit = unit;
        this.ordinary = ordinary;
    }
}
