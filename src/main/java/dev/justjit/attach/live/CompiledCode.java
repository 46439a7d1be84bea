package dev.justjit.attach.live;

import dev.justjit.analysis.Loops;
import dev.justjit.code.Linker;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.Promise;
import dev.justjit.ffi.Native;
import dev.justjit.record.LoopWords;
import dev.justjit.record.RegionData;
import dev.justjit.region.Region;
import dev.justjit.region.ir.Exit;
import dev.justjit.tiering.Policy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the host knows of one code object. */
public final class CompiledCode {
    /**
     * A blob in code memory.
     *
     * @param data its counters, the words of its loops, the records of its sites
     * @param loops the words of its loops
     * @param regions numeric regions of its loops, the newest last
     */
    public record Loaded(
            CodeBlob blob,
            long address,
            int length,
            long data,
            long loops,
            List<LoadedRegion> regions)
            implements LoopOwner {
        /** Where C code and interpreted callers enter it. */
        public long vectorEntry() {
            return address + blob.vectorEntry();
        }

        /** The entry that the word of its header says, wherever the word leads by now. */
        long entry(int word) {
            return vectorEntry() + word + headerWord(word);
        }

        /** A word of the header as it was made. */
        long headerWord(int word) {
            return ByteBuffer.wrap(blob.bytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong(blob.vectorEntry() + word);
        }

        /** Whether it was made by way of a graph. */
        public boolean isOptimized() {
            return blob.graph() != null;
        }

        /** The site whose counter is at the address, or null. */
        public CodeBlob.@Nullable Site site(long counter) {
            long site = (counter - data) / Long.BYTES;
            boolean ours = counter >= data && site < blob.sites().size();
            return ours ? blob.sites().get((int) site) : null;
        }

        /** Units of instructions at which it was left so often or more, where another version might not be. */
        public BitSet leftAt(int least) {
            BitSet units = new BitSet();
            for (int i = 0; i < blob.sites().size(); i++) {
                CodeBlob.Site site = blob.sites().get(i);
                boolean often = Native.getLong(data + (long) Long.BYTES * i) >= least;
                if (often && !FrameCode.isNobodysFault(site.reason())) {
                    units.set(site.unit());
                }
            }
            return units;
        }

        /** How many looks have found its regions running. */
        public long looksAtRegions() {
            long count = 0;
            for (LoadedRegion region : regions) {
                count += region.left(Exit.PENDING);
            }
            return count;
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
        public long resume(int unit) {
            int offset = blob.handBacks()[unit];
            if (offset < 0) {
                throw new Linker.UnknownSymbol("unit " + unit);
            }
            return address + offset;
        }
    }

    /** A numeric region in code memory. */
    public record LoadedRegion(Region region, long address, int length, long data, String shapes) {
        /** How often it was left for this reason. */
        long left(String reason) {
            long count = 0;
            List<CodeBlob.Site> sites = region.blob().sites();
            for (int i = 0; i < sites.size(); i++) {
                if (sites.get(i).reason().equals(reason)) {
                    count += Native.getLong(data + RegionData.BYTES + (long) Long.BYTES * i);
                }
            }
            return count;
        }
    }

    /** What a compilation is for. */
    public enum Purpose {
        /** Calls of functions. */
        CALLS,
        /** Frames that the interpreter has begun. */
        RUNNING
    }

    /** Whether calls are run twice now and then. */
    enum Watched {
        UNDECIDED,
        YES,
        NO
    }

    private final String name;
    private final long state;
    private final List<Loaded> versions = new ArrayList<>();
    private final List<Loaded> otherEntries = new ArrayList<>();

    /** How often no region fitted, by the unit of the loop's header. */
    private final Map<Integer, Integer> misfits = new TreeMap<>();

    private final Set<Integer> numericLoops = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Integer> refusals = new TreeMap<>();
    private final Map<Integer, String> refusedLoops = new TreeMap<>();
    private final BitSet unstable = new BitSet();
    private final Optimization optimization = new Optimization();
    private final LoopGraphs loops = new LoopGraphs();
    private Promise promise = Promise.AUTO;
    private final Set<Purpose> requested = EnumSet.noneOf(Purpose.class);
    private final Set<Purpose> refused = EnumSet.noneOf(Purpose.class);
    private @Nullable String refusal;
    private @Nullable RunningCode running;
    private int hotCallees;
    private boolean marked;
    private Watched watched = Watched.UNDECIDED;
    private int samples;
    private int samplesAsked = Policy.SAMPLES;

    /** Nothing is compiled yet; the native record at an address belongs to the code object. */
    public CompiledCode(String name, long state) {
        this.name = name;
        this.state = state;
    }

    /** Qualified name of the code object. */
    public String name() {
        return name;
    }

    /** Address of the native record. */
    public long state() {
        return state;
    }

    /** All versions, the newest last; older ones may still have activations. */
    public List<Loaded> versions() {
        return versions;
    }

    /** Code with entries that is no version: of trials, and graphs that lost them. Some of it may run. */
    List<Loaded> otherEntries() {
        return otherEntries;
    }

    /** The newest version, which calls enter; or null. */
    public @Nullable Loaded current() {
        return versions.isEmpty() ? null : versions.get(versions.size() - 1);
    }

    /** Machine code for frames that the interpreter has begun, or null. */
    public @Nullable RunningCode running() {
        return running;
    }

    /** The version is the newest for such frames. */
    public RunningCode runBy(Loaded version) {
        RunningCode known = running;
        if (known == null) {
            known = new RunningCode(version);
            running = known;
        } else {
            known.enterBy(version);
        }
        return known;
    }

    /** The newest version for the purpose, or null. */
    public @Nullable Loaded current(Purpose purpose) {
        if (purpose == Purpose.CALLS) {
            return current();
        }
        return running == null ? null : running.current();
    }

    /** The newest version that templates made, or null. */
    public @Nullable Loaded madeByTemplates() {
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (!versions.get(i).isOptimized()) {
                return versions.get(i);
            }
        }
        return null;
    }

    /** How many versions for the purpose there are that templates made. */
    public int templates(Purpose purpose) {
        if (purpose == Purpose.RUNNING) {
            return running == null ? 0 : running.versions().size();
        }
        int count = 0;
        for (int i = 0; i < versions.size(); i++) {
            count += versions.get(i).isOptimized() ? 0 : 1;
        }
        return count;
    }

    /** What is being compiled. */
    public Set<Purpose> requested() {
        return requested;
    }

    /** What there will be no code for. */
    public Set<Purpose> refused() {
        return refused;
    }

    /** Whether the user asked for it to be compiled. */
    public boolean isMarked() {
        return marked;
    }

    /** The user asked for it to be compiled. */
    public void mark() {
        marked = true;
    }

    Watched watched() {
        return watched;
    }

    void watched(Watched decision) {
        watched = decision;
    }

    /** One more function became hot that this code calls; answers how many. */
    public int callsHot() {
        return ++hotCallees;
    }

    /**
     * The code was seen running as often as was asked for; answers how often more it is to be seen until it was
     * {@code needed} times.
     */
    public int samplesMissing(int needed) {
        samples += samplesAsked;
        samplesAsked = Math.max(0, needed - samples);
        return samplesAsked;
    }

    /** Whose words these are, or null. */
    public @Nullable LoopOwner ownerOf(long words) {
        Loaded owner = running == null ? null : running.ownerOf(words);
        if (owner != null) {
            return owner;
        }
        for (int i = 0; i < versions.size(); i++) {
            if (versions.get(i).owns(words)) {
                return versions.get(i);
            }
        }
        return null;
    }

    /** Units of instructions that code made by templates was left at too often. */
    public BitSet unstable() {
        return unstable;
    }

    /** Machine code for frames in the middle of its loops. */
    public LoopGraphs loops() {
        return loops;
    }

    /** Whose counters these are, or null. */
    public @Nullable Loaded countedBy(long counters) {
        for (Loaded version : versions) {
            if (version.data() == counters) {
                return version;
            }
        }
        for (Loaded other : otherEntries) {
            if (other.data() == counters) {
                return other;
            }
        }
        return null;
    }

    /** What the optimizing compiler has to do with it. */
    public Optimization optimization() {
        return optimization;
    }

    /** What the user says of the numbers in it. */
    public Promise promise() {
        return promise;
    }

    /** Holds from the next compilation on. */
    public void promise(Promise newPromise) {
        promise = newPromise;
    }

    /** Why loops stay generic, by the unit of their header. */
    public Map<Integer, String> refusedLoops() {
        return refusedLoops;
    }

    /** Passes until the loop's regions are tried again that a frame did not fit: more each time. */
    public long later(int header) {
        int times = misfits.merge(header, 1, Integer::sum);
        return Policy.LOOP_PASSES_AFTER_MISFIT << Math.min(times, Policy.MOST_MISFIT_DOUBLINGS);
    }

    /** Headers of the loops that had regions. Other threads may read it. */
    public Set<Integer> numericLoops() {
        return numericLoops;
    }

    /** Answers how often the loop has been refused. */
    public int refuseLoop(int header, String reason) {
        refusedLoops.put(header, reason);
        return refusals.merge(header, 1, Integer::sum);
    }

    /** Why it is interpreted for good, or null. */
    public @Nullable String refusal() {
        return refusal;
    }

    /** It is interpreted for good; machine code that runs goes on to its end. */
    public void refuse(String reason) {
        refusal = reason;
    }
}
