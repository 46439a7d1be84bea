package dev.justjit.region.ir;

import dev.justjit.masm.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A way out of the region, back to a checkpoint. */
public final class Exit {
    /** Reason of an ordinary exit. */
    public static final String LOOP_ENDS = "the loop ends";

    /** Reason of an ordinary exit. */
    public static final String RANGE_ENDS = "the range ends";

    /** Reason of an ordinary exit. */
    public static final String LIST_ENDS = "the list ends";

    /** Reason of an ordinary exit. */
    public static final String RETURNS = "it returns";

    /** Reason of exits that let others run: of one look at what is running, too. */
    public static final String PENDING = "something is pending";

    /** Reasons of exits that no guard has failed at: the loop or function is done, or somebody else is to run. */
    public static final Set<String> ORDINARY =
            Set.of(LOOP_ENDS, RANGE_ENDS, LIST_ENDS, RETURNS, PENDING);

    /** Where the generic code goes on. */
    public final Checkpoint checkpoint;

    /** Why; also the name of its counter. */
    public final String reason;

    /** Unit of the instruction that leaves. */
    public final int unit;

    /** Whether it is the loop's ordinary end rather than a failed guard. */
    public final boolean ordinary;

    /** The sum or difference that has to be taken back first, or null. */
    public @Nullable Op undo;

    /** References that were taken since the checkpoint. */
    public List<VReg> held = List.of();

    /** Bound by the emitter. */
    public @Nullable Label label;

    /** Adds the registers that leaving needs. */
    public List<VReg> uses() {
        List<VReg> uses = new ArrayList<>(held);
        checkpoint.addUses(uses);
        return uses;
    }

    /** See the fields. */
    public Exit(Checkpoint checkpoint, String reason, int unit, boolean ordinary) {
        this.checkpoint = checkpoint;
        this.reason = reason;
        this.unit = unit;
        this.ordinary = ordinary;
    }
}
