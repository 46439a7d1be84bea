package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Type;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the slots that loops change, when the loops are built: it followed from a graph that was built with
 * less known. It holds for all graphs of the code, because operations chosen by better types have results of such types.
 */
final class LoopTypes {
    static final LoopTypes NONE = new LoopTypes();

    /** The same, for good: nothing is to be found. */
    static final LoopTypes NOTHING = new LoopTypes();

    /** How often a graph is built again for better types. */
    private static final int MOST_ROUNDS = 3;

    /** After which it is built with nothing known. */
    private static final int LAST_ROUND = 8;

    private final Map<Integer, @Nullable Type[]> types = new HashMap<>();

    /** Slots whose numbers get their objects in the loop, by block. */
    private final Map<Integer, BitSet> made = new HashMap<>();

    /** Slots whose numbers may come back with objects, by block. */
    private final Map<Integer, BitSet> kept = new HashMap<>();

    /** Slots that come back as numbers without objects, by block. */
    private final Map<Integer, BitSet> numbers = new HashMap<>();

    private final int round;
    private final @Nullable LoopTypes known;
    private boolean better;
    private boolean wrong;
    private boolean unmade;

    private LoopTypes() {
        round = 0;
        known = null;
    }

    /** Nothing yet; to be compared with what was known. */
    LoopTypes(LoopTypes before) {
        round = before.round + 1;
        known = before;
        before.numbers.forEach((block, slots) -> numbers.put(block, (BitSet) slots.clone()));
        before.kept.forEach((block, slots) -> kept.put(block, (BitSet) slots.clone()));
        before.made.forEach((block, slots) -> made.put(block, (BitSet) slots.clone()));
    }

    /** By slot: locals, then the stack. Null where nothing is known. */
    @Nullable Type[] of(int block) {
        return types.getOrDefault(block, new Type[0]);
    }

    /** Slots whose numbers are made before the loop; null: all that do not change. */
    @Nullable BitSet made(int block) {
        return this == NOTHING ? null : made.getOrDefault(block, new BitSet());
    }

    /** Slots whose numbers have objects beside them, as long as they do not change. */
    BitSet kept(int block) {
        return kept.getOrDefault(block, new BitSet());
    }

    BitSet numbers(int block) {
        return numbers.getOrDefault(block, new BitSet());
    }

    /** What became of a loop; the graph is wrong where more objects are made in it than was known. */
    void add(int block, Merge merge, int slots) {
        add(block, merge.types(slots));
        if (!merge.made().isEmpty()) {
            made.computeIfAbsent(block, each -> new BitSet()).or(merge.made());
            better = true;
            unmade = true;
        }
        if (!merge.kept().isEmpty()) {
            kept.computeIfAbsent(block, each -> new BitSet()).or(merge.kept());
            better = true;
            unmade = true;
        }
        BitSet all = numbers.computeIfAbsent(block, each -> new BitSet());
        int known = all.cardinality();
        all.or(merge.numbers());
        better |= all.cardinality() > known;
        wrong |= merge.isContradicted();
    }

    private void add(int block, @Nullable Type[] found) {
        @Nullable Type[] before = known == null ? new Type[0] : known.of(block);
        for (int i = 0; i < found.length; i++) {
            Type type = found[i];
            if (type != null && !type.isNever()) {
                found[i] = general(type);
                boolean isNew = i >= before.length || before[i] == null;
                better |= isNew && !found[i].equals(Type.UNKNOWN);
            }
        }
        types.put(block, found);
    }

    /** Ranges are left to passes: here they would be those of one turn. What Python may change does not last. */
    private static Type general(Type type) {
        if (type.is(Kind.UNKNOWN)) {
            return type.boundKind() == Kind.FUNCTION ? Type.UNKNOWN : type;
        }
        boolean lasts = !type.is(Kind.INSTANCE) && !type.is(Kind.FUNCTION);
        return Type.of(lasts ? type.kind() : Kind.OBJECT);
    }

    /** Whether building again would not make a better graph. */
    boolean sayNoMore() {
        return !better || round > MOST_ROUNDS && !unmade;
    }

    /** Whether what was assumed followed again: else the graph that was built with it is wrong. */
    boolean confirm(LoopTypes assumed) {
        if (wrong || round > LAST_ROUND) {
            return false;
        }
        for (Map.Entry<Integer, @Nullable Type[]> block : assumed.types.entrySet()) {
            @Nullable Type[] found = types.get(block.getKey());
            @Nullable Type[] before = block.getValue();
            for (int i = 0; found != null && i < found.length; i++) {
                Type type = i < before.length ? before[i] : null;
                if (type != null && found[i] != null && !found[i].isA(type)) {
                    return false;
                }
            }
        }
        return true;
    }
}
