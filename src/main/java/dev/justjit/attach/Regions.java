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
import dev.justjit.tiering.Policy;
import org.jspecify.annotations.Nullable;

/** Compiles numeric regions for loops that have become hot. All methods need the GIL. */
final class Regions {
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
        LoopOwner owner = known == null ? null : known.ownerOf(words);
        if (known == null || owner == null) {
            return 0;
        }
        int header = (int) Native.getLong(words + LoopWords.HEADER);
        CodeImage image =
                snapshot.take(Native.getLong(frame + InterpreterFrame.FUNCOBJ), code, true);
        FrameInputs inputs =
                new FrameInputs(frame, code, image.localsPlus(), builtins, buffers, snapshot);
        Flow flow = new Flow(image);
        String shapes = inputs.shapes(flow.depth(flow.indexOf(header)));
        if (isKnown(owner, header, shapes)) {
            Native.putLong(words + LoopWords.COUNT, known.later(header));
            return 0;
        }
        Native.putLong(words + LoopWords.COUNT, LoopWords.NEVER);
        String refusal = build(owner, flow, inputs, words, shapes);
        if (refusal == null) {
            Native.putLong(words + LoopWords.COUNT, 0);
        } else {
            counters.loopsRefused++;
            int times = known.refuseLoop(header, refusal);
            // other calls may bring other types
            Native.putLong(
                    words + LoopWords.COUNT,
                    times > Policy.MAX_LOOP_REFUSALS
                            ? LoopWords.NEVER
                            : Policy.LOOP_PASSES_AFTER_REFUSAL);
        }
        return 0;
    }

    /** Whether another region would not help: one for these types is there, or too many are. */
    private static boolean isKnown(LoopOwner owner, int header, String shapes) {
        int count = 0;
        for (CompiledCode.LoadedRegion region : owner.regions()) {
            boolean same = region.region().report().header() == header;
            if (same && region.shapes().equals(shapes)) {
                return true;
            }
            count += same ? 1 : 0;
        }
        return count >= Policy.MAX_REGIONS;
    }

    /** Null when the region is there, else why not. */
    private @Nullable String build(
            LoopOwner owner, Flow flow, FrameInputs inputs, long words, String shapes) {
        long start = System.nanoTime();
        try {
            int header = (int) Native.getLong(words + LoopWords.HEADER);
            Loops.Loop loop = flow.loops().at(header);
            if (loop == null) {
                return "there is no such loop";
            }
            boolean listing = Listings.isAsked(flow.image());
            Region region = Region.compile(flow, loop, inputs, isa, listing);
            loader.load(owner, inputs.code(), words, region, shapes);
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
