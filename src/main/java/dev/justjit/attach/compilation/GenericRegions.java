package dev.justjit.attach.compilation;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.attach.snapshot.FrozenInputs;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Isa;
import dev.justjit.region.Region;
import dev.justjit.store.BlobStore;
import dev.justjit.store.CodeKey;
import dev.justjit.store.GenericRecord;
import dev.justjit.store.InputNames;
import dev.justjit.store.LinkTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numeric regions for later starts that link them without a JVM, beside the code of their functions in {@link
 * GenericCode}'s file. A region checks all that it relies on when it is entered, so what was made for one process is good for
 * another one that knows what its inputs are called.
 */
final class GenericRegions {
    private record Work(
            CodeImage image, int header, int depth, FrozenInputs inputs, Region region) {}

    private final Isa isa;
    private final Isa made;
    private final BlobStore store;
    private final List<Work> waiting = new ArrayList<>();

    /**
     * @param isa the instruction set to keep regions for
     * @param own of this process
     */
    GenericRegions(Isa isa, Isa own, BlobStore store) {
        this.isa = isa;
        made = own;
        this.store = store;
    }

    /** The region of a loop of the function was loaded. On any thread; takes no time. */
    synchronized void offer(
            CodeImage image, int header, int depth, FrozenInputs inputs, Region region) {
        if (image.has(PyCode.CO_OPTIMIZED)) {
            waiting.add(new Work(image, header, depth, inputs, region));
        }
    }

    synchronized boolean isDue() {
        return !waiting.isEmpty();
    }

    synchronized void forget() {
        waiting.clear();
    }

    private synchronized @Nullable Work next() {
        return waiting.isEmpty() ? null : waiting.remove(0);
    }

    /** Keeps those whose functions are kept. */
    void run() {
        Work work = next();
        while (work != null) {
            keep(work);
            work = next();
        }
    }

    private void keep(Work work) {
        CodeKey key = CodeKey.generic(work.image());
        GenericRecord known = record(key);
        if (known == null) {
            return;
        }
        InputNames names = InputNames.of(work.inputs(), work.image(), work.depth());
        byte[] stored = LinkTable.of(region(work), names);
        GenericRecord more = stored == null ? known : known.with(stored);
        if (more.regions().size() > known.regions().size()) {
            store.replace(key, more.toBytes());
        }
    }

    private Region region(Work work) {
        if (isa == made) {
            return work.region();
        }
        Flow flow = new Flow(PortableImage.named(work.image()).image());
        Loops.Loop loop = flow.loops().at(work.header());
        if (loop == null) {
            throw new NotCompiled("there is no such loop");
        }
        return Region.compile(flow, loop, work.inputs(), isa, false);
    }

    /** What is kept of a function, or null. */
    @Nullable GenericRecord record(CodeKey key) {
        ByteBuffer stored = store.kept(key);
        return stored == null ? null : GenericRecord.read(stored);
    }
}
