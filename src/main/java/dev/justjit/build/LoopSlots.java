package dev.justjit.build;

import dev.justjit.ir.Type;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the slots of a frame where a loop starts.
 *
 * @param base the first of the code that the loop is in: those below are its callers'
 * @param locals how many of them are locals
 * @param changing locals that the loop changes
 * @param untouched entries of the stack that it leaves alone
 * @param types what slots that change are known to be, by slot; null for those of which nothing is
 * @param numbers slots that come back as numbers without objects
 * @param kept those of numbers that may have objects
 * @param made slots whose numbers get objects in the loop; null: any may
 */
record LoopSlots(
        int base,
        int locals,
        BitSet changing,
        int untouched,
        @Nullable Type[] types,
        BitSet numbers,
        BitSet kept,
        @Nullable BitSet made) {
    /** No loop starts here, and no other edge comes later. */
    static final LoopSlots NONE =
            new LoopSlots(
                    0,
                    Integer.MAX_VALUE,
                    new BitSet(),
                    0,
                    new Type[0],
                    new BitSet(),
                    new BitSet(),
                    new BitSet());

    /** A suspended frame goes on: others may have changed all of it. */
    static LoopSlots resumed(int locals) {
        BitSet all = new BitSet();
        all.set(0, locals);
        return new LoopSlots(0, locals, all, 0, new Type[0], new BitSet(), new BitSet(), null);
    }

    boolean isLoop() {
        return locals < Integer.MAX_VALUE;
    }

    boolean changes(int slot) {
        int own = slot - base;
        return own >= 0 && (own < locals ? changing.get(own) : own - locals >= untouched);
    }

    Type type(int slot) {
        Type type = slot < types.length ? types[slot] : null;
        return type == null || type.isNever() ? Type.UNKNOWN : type;
    }

    boolean isNumber(int slot) {
        return numbers.get(slot);
    }

    /** Whether numbers come back with objects that they may have. */
    boolean isKept(int slot) {
        return kept.get(slot);
    }

    /** Whether the object of a number has to be made before the loop. */
    boolean isMade(int slot) {
        return made == null || made.get(slot);
    }
}
