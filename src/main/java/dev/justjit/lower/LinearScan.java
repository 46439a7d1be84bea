package dev.justjit.lower;

import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Reg;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives live ranges their places: registers while there are any, then native words, those with the least use per length
 * first. Poletto and Sarkar, Linear Scan Register Allocation. {@code RET}, {@code TMP0}, {@code ARG0}, {@code ARG1},
 * {@code F13} and {@code F14} belong to the emitters.
 */
final class LinearScan {
    private static final Reg[] LOST_AT_CALLS = {Reg.ARG5, Reg.ARG4, Reg.ARG3, Reg.ARG2};
    private static final Reg[] KEPT = {Reg.SAVED0, Reg.SAVED1};
    private static final int DOUBLES = FReg.F13.ordinal();

    private final int mostWords;
    private final List<LiveRange> active = new ArrayList<>();
    private final BitSet usedWords = new BitSet();

    /** By word: where the last range ends that had it. */
    private final int[] busyUntil;

    private int words;

    /**
     * @param mostWords native words that there are
     */
    LinearScan(int mostWords) {
        this.mostWords = mostWords;
        busyUntil = new int[mostWords];
        java.util.Arrays.fill(busyUntil, -1);
    }

    /**
     * Places all ranges and answers how many native words that takes.
     *
     * @param ranges by their starts
     * @throws NotCompiled if the words are too few
     */
    int run(List<LiveRange> ranges) {
        for (LiveRange range : ranges) {
            if (range.crossesSuspension) {
                throw new NotCompiled("a value that no slot holds lives while it is suspended");
            }
            expire(range.start);
            place(range);
            active.add(range);
        }
        return words;
    }

    private void expire(int position) {
        for (int i = active.size() - 1; i >= 0; i--) {
            LiveRange old = active.get(i);
            if (old.end < position) {
                active.remove(i);
                Spot spot = old.spot;
                if (spot != null && spot.is(Spot.Kind.WORD)) {
                    usedWords.clear(spot.index());
                }
            }
        }
    }

    private void place(LiveRange range) {
        if (range.crossesTemplate || range.isDouble() && range.crossesCall) {
            range.spot = word(range);
            return;
        }
        Spot free = free(range);
        if (free != null) {
            range.spot = free;
            return;
        }
        LiveRange victim = victim(range);
        if (victim == null) {
            range.spot = word(range);
        } else {
            range.spot = victim.spot;
            victim.spot = word(victim);
        }
    }

    private @Nullable Spot free(LiveRange range) {
        if (range.isDouble()) {
            for (int i = 0; i < DOUBLES; i++) {
                Spot spot = Spot.of(FReg.values()[i]);
                if (isFree(spot)) {
                    return spot;
                }
            }
            return null;
        }
        for (Reg reg : range.crossesCall ? new Reg[0] : LOST_AT_CALLS) {
            if (isFree(Spot.of(reg))) {
                return Spot.of(reg);
            }
        }
        for (Reg reg : KEPT) {
            if (isFree(Spot.of(reg))) {
                return Spot.of(reg);
            }
        }
        return null;
    }

    private boolean isFree(Spot spot) {
        for (LiveRange other : active) {
            if (spot.equals(other.spot)) {
                return false;
            }
        }
        return true;
    }

    /** A range that is used less, in a register that this one could have. */
    private @Nullable LiveRange victim(LiveRange range) {
        LiveRange victim = null;
        for (LiveRange other : active) {
            Spot spot = other.spot;
            boolean fits =
                    spot != null
                            && !spot.is(Spot.Kind.WORD)
                            && other.isDouble() == range.isDouble()
                            && (!range.crossesCall || spot.survivesCalls());
            double least = victim == null ? range.density() : victim.density();
            if (fits && other.density() < least) {
                victim = other;
            }
        }
        return victim;
    }

    /** A word that nobody else has while the range lives, though it may have begun long ago. */
    private Spot word(LiveRange range) {
        for (int word = 0; word < mostWords; word++) {
            if (!usedWords.get(word) && busyUntil[word] < range.start) {
                usedWords.set(word);
                busyUntil[word] = range.end;
                words = Math.max(words, word + 1);
                return Spot.word(word);
            }
        }
        throw new NotCompiled("too many values live over calls");
    }
}
