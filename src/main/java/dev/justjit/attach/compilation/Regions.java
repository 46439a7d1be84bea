package dev.justjit.attach.compilation;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.LoopOwner;
import dev.justjit.attach.live.Verification;
import dev.justjit.attach.snapshot.BufferShapes;
import dev.justjit.attach.snapshot.FrameInputs;
import dev.justjit.attach.snapshot.FrozenInputs;
import dev.justjit.attach.snapshot.KnownBuiltins;
import dev.justjit.attach.snapshot.Snapshot;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.ffi.Native;
import dev.justjit.record.CodeState;
import dev.justjit.record.LoopWords;
import dev.justjit.region.Region;
import dev.justjit.tiering.Policy;
import org.jspecify.annotations.Nullable;

/** Compiles numeric regions for loops that have become hot. All methods need the GIL. */
public final class Regions {
    private final CompilationContext context;
    private final Verification verification;
    private final @Nullable GenericCode generic;
    private final Snapshot snapshot = new Snapshot();
    private final KnownBuiltins builtins = new KnownBuiltins();
    private final BufferShapes buffers = new BufferShapes();

    /**
     * @param generic keeps regions for later starts, or null
     */
    public Regions(
            CompilationContext context, Verification verification, @Nullable GenericCode generic) {
        this.context = context;
        this.verification = verification;
        this.generic = generic;
    }

    /**
     * The loop has run long enough, or its regions are for other types than the frame has. It goes on as it is
     * until its region is there. Always answers 0.
     *
     * @param words address of the loop's words
     * @param frame the running frame, canonical at the loop's header
     */
    public long hot(long words, long frame) {
        long code = Native.getLong(frame + InterpreterFrame.EXECUTABLE);
        CompiledCode known = context.registry().find(code);
        LoopOwner owner = known == null ? null : known.ownerOf(words);
        if (known == null || owner == null) {
            return 0;
        }
        int header = (int) Native.getLong(words + LoopWords.HEADER);
        int depth = (int) Native.getLong(words + LoopWords.DEPTH);
        CodeImage image =
                snapshot.take(Native.getLong(frame + InterpreterFrame.FUNCOBJ), code, true);
        FrameInputs inputs =
                new FrameInputs(
                        frame,
                        code,
                        image.localsPlus(),
                        builtins,
                        buffers,
                        snapshot,
                        verification.callees(known));
        String shapes = inputs.shapes(depth);
        if (isKnown(owner, header, shapes)) {
            Native.putLong(words + LoopWords.COUNT, known.later(header));
            return 0;
        }
        Native.putLong(words + LoopWords.COUNT, LoopWords.NEVER);
        RegionCompilation request =
                new RegionCompilation(
                        this,
                        known,
                        owner,
                        words,
                        header,
                        shapes,
                        image,
                        new FrozenInputs(inputs, image, depth),
                        context.isa(),
                        context.store(),
                        context.journal().tally());
        if (Policy.WAITS) {
            request.compile();
            request.finish();
        } else if (!context.service().submit(request)) {
            Native.putLong(words + LoopWords.COUNT, Policy.LOOP_PASSES);
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

    /** The loop enters the region from now on; or it is asked again later, if at all. */
    void finish(RegionCompilation request) {
        context.counters().compileNanos += request.attempt.nanos();
        String refusal = load(request);
        if (refusal == null) {
            Native.putLong(request.words + LoopWords.COUNT, 0);
            return;
        }
        context.counters().loopsRefused++;
        context.journal().regionRefused(request, refusal);
        int times = request.known().refuseLoop(request.header, refusal);
        // other calls may bring other types
        Native.putLong(
                request.words + LoopWords.COUNT,
                times > Policy.MAX_LOOP_REFUSALS
                        ? LoopWords.NEVER
                        : Policy.LOOP_PASSES_AFTER_REFUSAL);
    }

    /** Null when the region is there, else why not. */
    private @Nullable String load(RegionCompilation request) {
        Throwable bug = request.attempt.bug();
        if (bug != null) {
            context.failures().warnOfLoop(request.known().name(), bug);
        }
        Region region = request.attempt.product();
        if (region == null) {
            return request.attempt.refusal();
        }
        try {
            long code = Native.getLong(request.known().state() + CodeState.CODE);
            context.loader()
                    .load(
                            request.owner,
                            code,
                            request.words,
                            region,
                            request.shapes,
                            request.inputs);
            java.util.List<CompiledCode.LoadedRegion> loaded = request.owner.regions();
            context.journal().region(request, loaded.get(loaded.size() - 1));
            request.known().numericLoops().add(request.header);
            verification.renewed(request.known());
            context.counters().regions++;
            context.counters().storedRegions += request.isStored() ? 1 : 0;
            Listings.print(region.blob());
            if (generic != null) {
                request.offer(generic.regions(), region);
            }
            return null;
        } catch (OutOfCodeMemory full) {
            context.counters().outOfMemory++;
            return String.valueOf(full.getMessage());
        }
    }
}
