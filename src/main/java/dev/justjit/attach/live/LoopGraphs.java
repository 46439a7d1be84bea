package dev.justjit.attach.live;

import dev.justjit.tiering.Policy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Machine code of what comes after jumps back in one code object, made by way of graphs, for frames that were begun in
 * other code. Needs the GIL.
 */
public final class LoopGraphs {
    /**
     * Which frames enter where.
     *
     * @param header unit of the loop's header
     * @param running whether the interpreter has begun them
     */
    public record Key(int header, boolean running) {}

    /** The code of one loop. */
    public static final class Loop {
        private final UnstableUnits unstable = new UnstableUnits();
        private final List<CompiledCode.Loaded> versions = new ArrayList<>();
        private boolean requested;
        private @Nullable String refusal;

        /** Where the next version, which is asked for now, is not to predict. */
        public BitSet unstable() {
            return unstable.ask();
        }

        /** The version that frames enter, or null. */
        public CompiledCode.@Nullable Loaded current() {
            return versions.isEmpty() || refusal != null ? null : versions.get(versions.size() - 1);
        }

        /** Why frames do not enter, or null. */
        public @Nullable String refusal() {
            return refusal;
        }

        /** Whether it may be compiled now; if so, it is on its way. */
        public boolean request() {
            boolean may = !requested && refusal == null;
            requested |= may;
            return may;
        }

        /** The request is done, whatever came of it. */
        public void finished() {
            requested = false;
        }

        /** Frames enter this version from now on. */
        public void add(CompiledCode.Loaded version) {
            versions.add(version);
            unstable.made();
        }

        /** Frames no longer enter. */
        public void refuse(String reason) {
            refusal = reason;
        }

        /** It was left too often at units of the code: the next version does not predict there, or there is none. */
        public void left(BitSet units, int length) {
            boolean helps = unstable.left(units, length);
            if (!helps || versions.size() >= Policy.MAX_GRAPHS) {
                refuse("it was left too often");
            }
        }
    }

    private final Map<Key, Loop> loops = new LinkedHashMap<>();
    private final long[] tables = new long[2];
    private final Set<Key> looked = new HashSet<>();

    /** All loops that graphs were asked for, in that order. */
    public Map<Key, Loop> all() {
        return loops;
    }

    /** Whether frames were not seen at the unit before. */
    public boolean isNews(int unit, boolean running) {
        return looked.add(new Key(unit, running));
    }

    /** The loop, or null if there are too many already. */
    public @Nullable Loop loop(Key key) {
        Loop known = loops.get(key);
        if (known == null && loops.size() < Policy.MAX_LOOP_GRAPHS) {
            known = new Loop();
            loops.put(key, known);
        }
        return known;
    }

    /** Address of the rows for such frames, or 0. */
    public long table(boolean running) {
        return tables[running ? 1 : 0];
    }

    /** The rows for such frames are at the address. */
    public void table(boolean running, long address) {
        tables[running ? 1 : 0] = address;
    }

    /** All versions of all loops. */
    List<CompiledCode.Loaded> versions() {
        List<CompiledCode.Loaded> all = new ArrayList<>();
        loops.values().forEach(loop -> all.addAll(loop.versions));
        return all;
    }
}
