package dev.justjit.lower;

import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Reg;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gives live ranges their places: registers while there are any, then native words, those with the least use per length
 * first. Poletto and Sarkar, Linear Scan Register Allocation. A value in a register that is lost on the way has a word
 * where it is kept meanwhile. {@code RET}, {@code TMP0}, {@code ARG0}, {@code ARG1}, {@code F13} and {@code F14} belong
 * to the emitters.
 */
final class LinearScan {
    private static final List<Spot> LOST_AT_CALLS =
            List.of(Spot.of(Reg.ARG5), Spot.of(Reg.ARG4), Spot.of(Reg.ARG3), Spot.of(Reg.ARG2));
    private static final List<Spot> KEPT = List.of(Spot.of(Reg.SAVED0), Spot.of(Reg.SAVED1));
    private static final List<Spot> DOUBLES = doubles();

    private final int mostWords;
    private final List<LiveRange> active = new ArrayList<>();
    private final PriorityQueue<LiveRange> waiting =
            new PriorityQueue<>(
                    Comparator.comparingInt(LiveRange::start)
                            .thenComparingInt(range -> range.value.id()));

    /** By word: the last ends of ranges that have it. */
    private final List<BitSet> busy = new ArrayList<>();

    /**
     * @param mostWords native words that there are
     */
    LinearScan(int mostWords) {
        this.mostWords = mostWords;
    }

    private static List<Spot> doubles() {
        List<Spot> spots = new ArrayList<>();
        for (int i = 0; i < FReg.F13.ordinal(); i++) {
            spots.add(Spot.of(FReg.values()[i]));
        }
        return spots;
    }

    /**
     * Places all ranges and answers how many native words that takes.
     *
     * @throws NotCompiled if the words are too few
     */
    int run(List<LiveRange> ranges) {
        for (LiveRange range : ranges) {
            if (range.crossesSuspension) {
                throw new NotCompiled("a value that no slot holds lives while it is suspended");
            }
            await(range);
        }
        while (!waiting.isEmpty()) {
            LiveRange range = waiting.remove();
            active.removeIf(old -> old.end() < range.start());
            place(range);
        }
        return busy.size();
    }

    private void await(LiveRange range) {
        if (!range.isEmpty()) {
            waiting.add(range);
        }
    }

    private void place(LiveRange range) {
        Spot free = free(range);
        if (free != null) {
            settle(range, free);
            return;
        }
        LiveRange victim = range.profit(!range.isDouble()) > 0 ? victim(range) : null;
        if (victim == null) {
            putInMemory(range);
            return;
        }
        Spot spot = spotOf(victim);
        active.remove(victim);
        boolean isDone = victim.isWide() && victim.narrow.end < range.start();
        victim.setWide(false);
        if (!isDone) {
            victim.spot = null; // for all of its length, which has begun already
            putInMemory(victim);
        }
        settle(range, spot);
    }

    private void settle(LiveRange range, Spot register) {
        range.spot = register;
        active.add(range);
        boolean lost =
                range.narrow.templates > 0 || range.narrow.calls > 0 && !register.survivesCalls();
        if (lost && range.home == null) {
            range.home = word(range);
        }
    }

    /** Slots serve it as far as they can; elsewhere it is in a word. */
    private void putInMemory(LiveRange range) {
        if (range.isWide()) {
            range.setWide(false);
            await(range);
        } else if (!range.isEmpty()) {
            Spot home = range.home;
            range.spot = home == null ? word(range) : home;
        }
    }

    /** A register that nobody has and that is worth it. */
    private @Nullable Spot free(LiveRange range) {
        if (range.isDouble()) {
            return range.profit(false) > 0 ? free(DOUBLES) : null;
        }
        boolean lost = range.profit(false) > 0;
        if (!range.crossesCall()) {
            Spot first = lost ? free(LOST_AT_CALLS) : null;
            return first != null || !lost ? first : free(KEPT);
        }
        Spot kept = range.profit(true) > 0 ? free(KEPT) : null;
        return kept != null || !lost ? kept : free(LOST_AT_CALLS);
    }

    private @Nullable Spot free(List<Spot> registers) {
        for (Spot register : registers) {
            boolean taken = false;
            for (LiveRange other : active) {
                taken |= register.equals(other.spot);
            }
            if (!taken) {
                return register;
            }
        }
        return null;
    }

    private static Spot spotOf(LiveRange range) {
        Spot spot = range.spot;
        if (spot == null) {
            throw new IllegalStateException(range.value + " has no place");
        }
        return spot;
    }

    /** A range that is used less, in a register that this one could have. */
    private @Nullable LiveRange victim(LiveRange range) {
        LiveRange victim = null;
        double least = 0;
        for (LiveRange other : active) {
            Spot spot = spotOf(other);
            boolean survives = spot.survivesCalls();
            double worth = other.density(survives);
            if (other.isDouble() == range.isDouble()
                    && worth < range.density(survives)
                    && (victim == null || worth < least)) {
                victim = other;
                least = worth;
            }
        }
        return victim;
    }

    /** A word that nobody else has while the range lives, though it may have begun long ago. */
    private Spot word(LiveRange range) {
        for (int word = 0; word < mostWords; word++) {
            if (word == busy.size()) {
                busy.add(new BitSet());
            }
            BitSet positions = busy.get(word);
            int next = positions.nextSetBit(range.start());
            if (next < 0 || next > range.end()) {
                positions.set(range.start(), range.end() + 1);
                return Spot.word(word);
            }
        }
        throw new NotCompiled("too many values live over calls");
    }
}
