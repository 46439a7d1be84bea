package dev.justjit.lower;

import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Reg;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Gives live ranges their places: those with the most use per length choose first, a register that nobody has while they
 * live, at best that of a range which they are moved to or from; the others are in native words. Chow and Hennessy, The
 * Priority-Based Coloring Approach to Register Allocation. A value in a register that is lost on the way has a word where
 * it is kept meanwhile. {@code RET}, {@code TMP0}, {@code ARG0}, {@code ARG1}, {@code F13} and {@code F14} belong to the
 * emitters.
 */
final class Coloring {
    private static final List<Location> LOST_AT_CALLS =
            List.of(
                    Location.of(Reg.ARG5),
                    Location.of(Reg.ARG4),
                    Location.of(Reg.ARG3),
                    Location.of(Reg.ARG2));
    private static final List<Location> KEPT =
            List.of(Location.of(Reg.SAVED0), Location.of(Reg.SAVED1));
    private static final List<Location> DOUBLES = doubles();

    private final int mostWords;
    private final PriorityQueue<LiveRange> waiting =
            new PriorityQueue<>(
                    Comparator.comparingDouble(LiveRange::density)
                            .reversed()
                            .thenComparingInt(range -> range.value.id()));

    /** By register: where it is taken. */
    private final Map<Location, BitSet> taken = new HashMap<>();

    /** The same by native word. */
    private final List<BitSet> words = new ArrayList<>();

    /**
     * @param mostWords native words that there are
     */
    Coloring(int mostWords) {
        this.mostWords = mostWords;
    }

    private static List<Location> doubles() {
        List<Location> locations = new ArrayList<>();
        for (int i = 0; i < FReg.F13.ordinal(); i++) {
            locations.add(Location.of(FReg.values()[i]));
        }
        return locations;
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
            place(waiting.remove());
        }
        return words.size();
    }

    private void await(LiveRange range) {
        if (!range.isEmpty()) {
            waiting.add(range);
        }
    }

    private void place(LiveRange range) {
        List<Location> worthwhile = worthwhile(range);
        Location free = hinted(range, worthwhile);
        if (free == null) {
            free = free(range, worthwhile);
        }
        if (free != null) {
            settle(range, free);
        } else if (range.isWide()) {
            range.setWide(false); // slots serve it as far as they can
            await(range);
        } else {
            range.location = word(range);
        }
    }

    /** The registers that are better than memory, the best ones first. */
    private static List<Location> worthwhile(LiveRange range) {
        boolean kept = range.profit(true) > 0;
        boolean lost = range.profit(false) > 0;
        if (range.isDouble()) {
            return lost ? DOUBLES : List.of();
        }
        List<Location> locations = new ArrayList<>();
        if (range.crossesCall() && kept) {
            locations.addAll(KEPT);
        }
        if (lost) {
            locations.addAll(LOST_AT_CALLS);
        }
        if (!range.crossesCall() && kept) {
            locations.addAll(KEPT);
        }
        return locations;
    }

    private @Nullable Location hinted(LiveRange range, List<Location> worthwhile) {
        for (LiveRange other : range.related()) {
            Location location = other.location;
            if (location != null && worthwhile.contains(location) && isFree(location, range)) {
                boolean best = range.isDouble() || range.crossesCall() == location.survivesCalls();
                if (best) {
                    return location;
                }
            }
        }
        return null;
    }

    /** The first free one that related ranges may still get too, or else the first free one. */
    private @Nullable Location free(LiveRange range, List<Location> worthwhile) {
        Location first = null;
        for (Location location : worthwhile) {
            if (isFree(location, range)) {
                first = first == null ? location : first;
                boolean isShareable = true;
                for (LiveRange other : range.related()) {
                    isShareable &= other.location != null || isFree(location, other);
                }
                if (isShareable) {
                    return location;
                }
            }
        }
        return first;
    }

    private boolean isFree(Location register, LiveRange range) {
        BitSet positions = taken.get(register);
        return positions == null || !positions.intersects(range.positions());
    }

    private void settle(LiveRange range, Location register) {
        range.location = register;
        taken.computeIfAbsent(register, none -> new BitSet()).or(range.positions());
        boolean lost =
                range.narrow.templates > 0 || range.narrow.calls > 0 && !register.survivesCalls();
        if (lost) {
            range.home = word(range);
        }
    }

    /** A word that nobody else has while the range lives. */
    private Location word(LiveRange range) {
        for (int word = 0; word < mostWords; word++) {
            if (word == words.size()) {
                words.add(new BitSet());
            }
            if (!words.get(word).intersects(range.positions())) {
                words.get(word).or(range.positions());
                return Location.word(word);
            }
        }
        throw new NotCompiled("too many values live over calls");
    }
}
