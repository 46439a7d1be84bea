package dev.justjit.attach;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Isa;
import dev.justjit.region.LoopWords;
import dev.justjit.region.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles numeric regions for loops that have become hot. All methods need the GIL. */
final class Regions {
    /** Regions of one loop for different types; more are refused. */
    private static final int MAX_REGIONS = 4;

    /** A count that never runs out. */
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final CodeRegistry registry;
    private final CodeLoader loader;
    private final Isa isa;
    private final Counters counters;
    private final Snapshot snapshot = new Snapshot();
    private final KnownBuiltins builtins = new KnownBuiltins();
    private final BufferShapes buffers = new BufferShapes();

    Regions(CodeRegistry registry, CodeLoader loader, Isa isa, Counters counters) {
        this.registry = registry;
        this.loader = loader;
        this.isa = isa;
        this.counters = counters;
    }

    /**
     * The loop has run long enough, or its regions are for other types than the frame has. Always answers
     * 0.
     *
     * @param words address of the loop's words
     * @param frame the running frame, canonical at the loop's header
     */
    long hot(long words, long frame) {
        long code = Native.getLong(frame + InterpreterFrame.EXECUTABLE);
        CompiledCode known = registry.find(code);
        CompiledCode.Loaded version = known == null ? null : owner(known, words);
        if (known == null || version == null) {
            return 0;
        }
        Native.putLong(words + LoopWords.COUNT, NEVER);
        int header = (int) Native.getLong(words + LoopWords.HEADER);
        if (count(version, header) >= MAX_REGIONS) {
            return 0;
        }
        String refusal = build(version, code, words, header, frame);
        if (refusal == null) {
            Native.putLong(words + LoopWords.COUNT, 0);
        } else {
            counters.loopsRefused++;
            known.refuseLoop(header, refusal);
            if (Boolean.getBoolean("justjit.loops.debug")) {
                System.err.println("refused loop in " + known.name() + ": " + refusal);
            }
        }
        return 0;
    }

    private static int count(CompiledCode.Loaded version, int header) {
        int count = 0;
        for (CompiledCode.LoadedRegion region : version.regions()) {
            count += region.region().report().header() == header ? 1 : 0;
        }
        return count;
    }

    private static CompiledCode.@Nullable Loaded owner(CompiledCode known, long words) {
        List<CompiledCode.Loaded> versions = known.versions();
        for (int i = 0; i < versions.size(); i++) {
            long offset = words - versions.get(i).loops();
            if (offset >= 0
                    && offset < (long) LoopWords.BYTES * versions.get(i).blob().loops().size()) {
                return versions.get(i);
            }
        }
        return null;
    }

    /** Null when the region is there, else why not. */
    private @Nullable String build(
            CompiledCode.Loaded version, long code, long words, int header, long frame) {
        long start = System.nanoTime();
        try {
            long function = Native.getLong(frame + InterpreterFrame.FUNCOBJ);
            CodeImage image = snapshot.take(function, code, true);
            Flow flow = new Flow(image);
            Loops.Loop loop = new Loops(flow.insns()).at(header);
            if (loop == null) {
                return "there is no such loop";
            }
            FrameInputs inputs =
                    new FrameInputs(frame, code, image.localsPlus(), builtins, buffers, snapshot);
            boolean listing = Listings.isAsked(image);
            Region region = Region.compile(flow, loop, inputs, isa, listing);
            loader.load(version, code, words, region);
            counters.regions++;
            Listings.print(region.blob());
            return null;
        } catch (NotCompiled reason) {
            return String.valueOf(reason.getMessage());
        } catch (OutOfCodeMemory full) {
            counters.outOfMemory++;
            return String.valueOf(full.getMessage());
        } catch (RuntimeException bug) {
            counters.failures++;
            if (Boolean.getBoolean("justjit.debug")) {
                bug.printStackTrace();
            }
            return "compiler error: " + bug;
        } finally {
            counters.compileNanos += System.nanoTime() - start;
        }
    }
}
