package dev.justjit.region.ir;

import dev.justjit.masm.Cond;
import dev.justjit.masm.DoubleCond;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of two numbers.
 *
 * @param cond of ints, else null
 * @param doubleCond of doubles, else null
 * @param sense whether it is wanted true; for ints always true
 * @param right null: compared with {@code immediate}
 */
public record Condition(
        @Nullable Cond cond,
        @Nullable DoubleCond doubleCond,
        boolean sense,
        VReg left,
        @Nullable VReg right,
        int immediate) {

    /** Of two ints, or of one and an immediate. */
    public static Condition ofInts(Cond cond, VReg left, @Nullable VReg right, int immediate) {
        return new Condition(cond, null, true, left, right, immediate);
    }

    /** Of two doubles; false if one is a NaN, but for the inverse. */
    public static Condition ofDoubles(DoubleCond cond, VReg left, VReg right) {
        return new Condition(null, cond, true, left, right, 0);
    }

    /** The condition that holds exactly where this one does not. */
    public Condition inverse() {
        return cond != null
                ? new Condition(cond.inverse(), null, true, left, right, immediate)
                : new Condition(null, doubleCond, !sense, left, right, immediate);
    }
}
