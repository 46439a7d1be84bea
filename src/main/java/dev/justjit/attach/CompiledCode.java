package dev.justjit.attach;

import dev.justjit.analysis.Loops;
import dev.justjit.code.Linker;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.Promise;
import dev.justjit.region.LoopWords;
import dev.justjit.region.Region;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the host knows of one code object. */
final class CompiledCode {
    /**
     * A blob in code memory.
     *
     * @param data its counters, the words of its loops, the records of its sites
     * @param loops the words of its loops
     * @param regions numeric regions of its loops, the newest last
     */
    record Loaded(
            CodeBlob blob,
            long address,
            int length,
            long data,
            long loops,
            List<LoadedRegion> regions)
            implements LoopOwner {
        long vectorEntry() {
            return address + blob.vectorEntry();
        }

        @Override
        public List<Loops.Loop> all() {
            return blob.loops();
        }

        @Override
        public long site(int number) {
            long first = loops + (long) LoopWords.BYTES * blob.loops().size();
            return first + blob.caches().get(number).offset();
        }

        @Override
        public boolean isInterpreted() {
            return false;
        }

        @Override
        public long resume(int unit) {
            int offset = blob.handBacks()[unit];
            if (offset < 0) {
                throw new Linker.UnknownSymbol("unit " + unit);
            }
            return address + offset;
        }
    }

    /** A numeric region in code memory. */
    record LoadedRegion(Region region, long address, int length, long data, String shapes) {}

    /** Half of the passes after which regions are tried again that a frame did not fit, the first time. */
    private static final long LATER = 1000;

    private static final int MOST_DOUBLINGS = 6;

    private final String name;
    private final long state;
    private final List<Loaded> versions = new ArrayList<>();

    /** How often no region fitted, by the unit of the loop's header. */
    private final Map<Integer, Integer> misfits = new TreeMap<>();

    private final Map<Integer, Integer> refusals = new TreeMap<>();
    private final Map<Integer, String> refusedLoops = new TreeMap<>();
    private final BitSet unstable = new BitSet();
    private Promise promise = Promise.AUTO;
    private @Nullable String refusal;
    private @Nullable RunningCode running;

    CompiledCode(String name, long state) {
        this.name = name;
        this.state = state;
    }

    String name() {
        return name;
    }

    /** Address of the native record. */
    long state() {
        return state;
    }

    /** All versions, the newest last; older ones may still have activations. */
    List<Loaded> versions() {
        return versions;
    }

    @Nullable Loaded current() {
        return versions.isEmpty() ? null : versions.get(versions.size() - 1);
    }

    /** Its loops in the interpreter, or null if they were never hot. */
    @Nullable RunningCode running() {
        return running;
    }

    void running(RunningCode newRunning) {
        running = newRunning;
    }

    /** Whose words these are, or null. */
    @Nullable LoopOwner ownerOf(long words) {
        if (running != null && running.owns(words)) {
            return running;
        }
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).owns(words)) {
                return versions.get(i);
            }
        }
        return null;
    }

    BitSet unstable() {
        return unstable;
    }

    Promise promise() {
        return promise;
    }

    void promise(Promise newPromise) {
        promise = newPromise;
    }

    /** Why loops stay generic, by the unit of their header. */
    Map<Integer, String> refusedLoops() {
        return refusedLoops;
    }

    /** Passes until the loop's regions are tried again that a frame did not fit: more each time. */
    long later(int header) {
        return LATER << Math.min(misfits.merge(header, 1, Integer::sum), MOST_DOUBLINGS);
    }

    /** Answers how often the loop has been refused. */
    int refuseLoop(int header, String reason) {
        refusedLoops.put(header, reason);
        return refusals.merge(header, 1, Integer::sum);
    }

    @Nullable String refusal() {
        return refusal;
    }

    void refuse(String reason) {
        refusal = reason;
    }
}
