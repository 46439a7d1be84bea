package dev.justjit.attach;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Isa;
import dev.justjit.region.Region;
import org.jspecify.annotations.Nullable;

/** One compilation of a loop with its numbers in registers: plain data in, a region or a reason out. */
final class RegionCompilation implements Request {
    final LoopOwner owner;
    final long words;
    final int header;
    final String shapes;
    private final CompiledCode known;
    private final CodeImage image;
    private final FrozenInputs inputs;
    private final Isa isa;
    private final Regions regions;
    private @Nullable Region region;
    private @Nullable String refusal;
    private @Nullable Throwable bug;
    private long nanos;

    /**
     * @param words address of the loop's words
     * @param header unit of the loop's header
     * @param shapes what the frame holds, as text
     */
    RegionCompilation(
            Regions regions,
            CompiledCode known,
            LoopOwner owner,
            long words,
            int header,
            String shapes,
            CodeImage image,
            FrozenInputs inputs,
            Isa isa) {
        this.regions = regions;
        this.known = known;
        this.owner = owner;
        this.words = words;
        this.header = header;
        this.shapes = shapes;
        this.image = image;
        this.inputs = inputs;
        this.isa = isa;
    }

    @Override
    public CompiledCode known() {
        return known;
    }

    @Override
    public int heat() {
        return Heat.NUMERIC;
    }

    @Override
    public void compile() {
        long start = System.nanoTime();
        try {
            Flow flow = new Flow(image);
            Loops.Loop loop = flow.loops().at(header);
            if (loop == null) {
                refusal = "there is no such loop";
            } else {
                region = Region.compile(flow, loop, inputs, isa, Listings.isAsked(image));
            }
        } catch (NotCompiled reason) {
            refusal = String.valueOf(reason.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            refusal = "compiler error: " + failure;
            bug = failure;
        }
        nanos = System.nanoTime() - start;
    }

    @Override
    public void finish() {
        regions.finish(this);
    }

    /** The product, or null. */
    @Nullable Region region() {
        return region;
    }

    /** Why there is none. */
    String refusal() {
        return String.valueOf(refusal);
    }

    /** An error of the compiler itself, or null. */
    @Nullable Throwable bug() {
        return bug;
    }

    /** What it took. */
    long nanos() {
        return nanos;
    }
}
