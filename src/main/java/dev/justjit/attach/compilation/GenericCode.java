package dev.justjit.attach.compilation;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.GenericImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Promise;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Isa;
import dev.justjit.store.BlobData;
import dev.justjit.store.BlobStore;
import dev.justjit.store.CodeKey;
import dev.justjit.store.GenericRecord;
import dev.justjit.store.LinkTable;
import dev.justjit.tiering.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Code for later starts of a python3.13, which link it without a JVM ({@code justjit._runtime}): what is compiled for
 * this run is compiled once more, without what holds in this process only. That is done when nothing else is to be
 * done, and stored in a file of its own.
 *
 * <p>A run that records ({@link BlobStore.Home#record}) does so with all that it asks to be compiled, and does not end before.
 */
public final class GenericCode {
    /** A part of what a program waits for at its end: the rest is for writing the file. */
    private static final long LAST_NANOS = Policy.LAST_CHORE_MILLIS * 600_000;

    /** What the file takes at the most. */
    public static final int MOST_BYTES = 16 << 20;

    private record Work(CodeImage image, CompileOptions options, Set<Integer> numeric) {}

    private final Compiler compiler;
    private final Isa isa;
    private final BlobStore store;
    private final @Nullable Path record;
    private final GenericRegions regions;
    private final List<Work> waiting = new ArrayList<>();
    private boolean working;
    private volatile long lastRun = System.nanoTime();

    private GenericCode(
            Compiler compiler, Isa isa, Isa own, BlobStore store, @Nullable Path record) {
        this.compiler = compiler;
        this.isa = isa;
        this.store = store;
        this.record = record;
        regions = new GenericRegions(isa, own, store);
    }

    /**
     * What this run keeps, or null. Needs no GIL.
     *
     * @param later whether later starts may use what is in the cache folder; the file is one of this Python's: what is
     *     looked for in it is only what this build has proved
     * @throws Incompatible if it is to keep code for an unknown instruction set
     */
    public static @Nullable GenericCode of(
            Compiler compiler, Isa own, BlobStore.Home home, boolean later) {
        Path record = home.record();
        if (record == null) {
            return later ? ofCache(compiler, own, home) : null;
        }
        String name = home.recordIsa();
        Isa isa = name == null ? own : Isa.of(name);
        if (isa == null) {
            throw new Incompatible("there is no compiler for " + name);
        }
        String target = LinkTable.target(isa.shortName(), version());
        BlobStore store = BlobStore.named(record, target, version());
        return new GenericCode(compiler, isa, own, store, record);
    }

    private static GenericCode ofCache(Compiler compiler, Isa own, BlobStore.Home home) {
        String target = LinkTable.target(own.shortName(), version());
        BlobStore store = new BlobStore(home, target, MOST_BYTES);
        return new GenericCode(compiler, own, own, store, null);
    }

    private static String version() {
        return Native.cString(Native.call(Native.requireSymbol("Py_GetVersion")));
    }

    /**
     * The code was compiled. On any thread; takes no time.
     *
     * @param numeric headers of its loops with regions, which may become more on another thread
     */
    void offer(CodeImage image, CompileOptions options, Set<Integer> numeric) {
        if (record == null && options.promise() == Promise.AUTO && !options.running()) {
            add(new Work(image, options, numeric));
        }
    }

    /** The same for code that is about to be compiled, for any purpose. */
    void note(CodeImage image, CompileOptions options, Set<Integer> numeric) {
        if (record != null && image.has(PyCode.CO_OPTIMIZED)) {
            BitSet unstable = options.unstableSites();
            add(new Work(image, new CompileOptions(false, unstable, Promise.AUTO), numeric));
        }
    }

    private synchronized void add(Work work) {
        waiting.add(work);
    }

    /** What is kept of loops beside. */
    GenericRegions regions() {
        return regions;
    }

    BlobStore store() {
        return store;
    }

    synchronized boolean isDue() {
        return working || !waiting.isEmpty() || regions.isDue() || store.hasNews();
    }

    /** Whether a second's worth would be lost if the run was ended by force. */
    boolean isUrgent() {
        long since = System.nanoTime() - lastRun;
        return record != null && since > Policy.IDLE_MILLIS * 1_000_000 && isDue();
    }

    /** How long a program that ends waits for this. */
    long patienceMillis() {
        return record == null ? Policy.LAST_CHORE_MILLIS : Policy.LAST_RECORD_MILLIS;
    }

    private synchronized void forget() {
        regions.forget();
        waiting.clear();
    }

    private synchronized @Nullable Work next() {
        working = !waiting.isEmpty();
        return working ? waiting.remove(0) : null;
    }

    private synchronized void rest() {
        working = false;
    }

    /**
     * Compiles what waits, and writes the file.
     *
     * @param last whether the program waits for it
     */
    void run(boolean last) {
        long end = System.nanoTime() + LAST_NANOS;
        if (store.isOn()) {
            Work work = next();
            while (work != null) {
                make(work);
                boolean inTime = !last || record != null || System.nanoTime() < end;
                work = inTime ? next() : null;
            }
            regions.run();
            store.save(last);
        } else {
            forget();
        }
        rest();
        lastRun = System.nanoTime();
        String problem = store.problem();
        if (last && record != null && problem != null) {
            System.err.println("justjit: " + record + " was not written: " + problem);
        }
    }

    private void make(Work work) {
        CodeImage image = GenericImage.of(work.image());
        CodeKey key = CodeKey.generic(image);
        boolean anew = !work.options().unstableSites().isEmpty();
        if (anew || !store.has(key)) {
            try {
                CodeBlob blob = compiler.compile(image, isa, work.options());
                if (LinkTable.isGeneric(blob)) {
                    BlobData data = BlobData.of(blob, Policy.LOOP_PASSES, work.numeric()::contains);
                    GenericRecord known = regions.record(key);
                    List<byte[]> kept = known == null ? List.of() : known.regions();
                    byte[] linked = LinkTable.of(blob, data);
                    store.replace(key, new GenericRecord(linked, kept).toBytes());
                }
            } catch (NotCompiled refused) {
                // it was compiled with more feedback only
            }
        }
    }
}
