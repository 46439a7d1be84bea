package dev.justjit.attach;

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
import dev.justjit.store.LinkTable;
import dev.justjit.tiering.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Code for later starts of a python3.13, which link it without a JVM ({@code justjit._runtime}): what is compiled for
 * this run is compiled once more, without what holds in this process only. That is done when nothing else is to be
 * done, and stored in a file of its own.
 */
final class GenericCode {
    /** A part of what a program waits for at its end: the rest is for writing the file. */
    private static final long LAST_NANOS = Policy.LAST_CHORE_MILLIS * 600_000;

    /** What the file takes at the most. */
    static final int MOST_BYTES = 16 << 20;

    private record Work(CodeImage image, CompileOptions options, Set<Integer> numeric) {}

    private final Compiler compiler;
    private final Isa isa;
    private final BlobStore store;
    private final List<Work> waiting = new ArrayList<>();

    private GenericCode(Compiler compiler, Isa isa, BlobStore store) {
        this.compiler = compiler;
        this.isa = isa;
        this.store = store;
    }

    /** Needs no GIL. The file is one of this Python's: what is looked for in it is only what this build has proved. */
    static GenericCode of(Compiler compiler, Isa isa, BlobStore.Home home) {
        long version = Native.call(Native.requireSymbol("Py_GetVersion"));
        CRC32 sum = new CRC32();
        sum.update(Native.cString(version).getBytes(StandardCharsets.UTF_8));
        String target = "%s-generic-%08x".formatted(isa.shortName(), sum.getValue());
        return new GenericCode(compiler, isa, new BlobStore(home, target, MOST_BYTES));
    }

    /**
     * The code was compiled. On any thread; takes no time.
     *
     * @param numeric headers of its loops with regions, which may become more on another thread
     */
    synchronized void offer(CodeImage image, CompileOptions options, Set<Integer> numeric) {
        if (options.promise() == Promise.AUTO && !options.running()) {
            waiting.add(new Work(image, options, numeric));
        }
    }

    BlobStore store() {
        return store;
    }

    synchronized boolean isDue() {
        return !waiting.isEmpty() || store.hasNews();
    }

    private synchronized void forget() {
        waiting.clear();
    }

    private synchronized @Nullable Work next() {
        return waiting.isEmpty() ? null : waiting.remove(0);
    }

    /**
     * Compiles what waits, and writes the file.
     *
     * @param last whether the program waits for it
     */
    void run(boolean last) {
        long end = System.nanoTime() + LAST_NANOS;
        if (!store.isOn()) {
            forget();
            return;
        }
        boolean inTime = true;
        for (Work work = next(); work != null && inTime; work = next()) {
            make(work);
            inTime = !last || System.nanoTime() < end;
        }
        store.save(last);
    }

    private void make(Work work) {
        CodeImage image = GenericImage.of(work.image());
        CodeKey key = CodeKey.generic(image);
        boolean anew = !work.options().unstableSites().isEmpty();
        if (anew || store.find(key) == null) {
            try {
                CodeBlob blob = compiler.compile(image, isa, work.options());
                if (LinkTable.isGeneric(blob)) {
                    BlobData data = BlobData.of(blob, Policy.LOOP_PASSES, work.numeric()::contains);
                    store.replace(key, LinkTable.of(blob, data));
                }
            } catch (NotCompiled refused) {
                // it was compiled with more feedback only
            }
        }
    }
}
