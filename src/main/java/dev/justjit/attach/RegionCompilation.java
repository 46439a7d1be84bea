package dev.justjit.attach;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Isa;
import dev.justjit.region.Region;
import dev.justjit.tiering.Policy;

/** One compilation of a loop with its numbers in registers: plain data in, a region or a reason out. */
final class RegionCompilation implements Request {
    /** A loop that is a region is part of its function, and short. */
    private static final int MOST_LOOP_UNITS = 100;

    final LoopOwner owner;
    final long words;
    final int header;
    final String shapes;
    private final CompiledCode known;
    private final CodeImage image;
    private final FrozenInputs inputs;
    private final Isa isa;
    private final Regions regions;
    final Attempt<Region> attempt = new Attempt<>();

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
    public int units() {
        return Policy.REGION_UNITS * Math.min(image.units(), MOST_LOOP_UNITS);
    }

    @Override
    public void compile() {
        attempt.run(this::region);
    }

    private Region region() {
        Flow flow = new Flow(image);
        Loops.Loop loop = flow.loops().at(header);
        if (loop == null) {
            throw new NotCompiled("there is no such loop");
        }
        return Region.compile(flow, loop, inputs, isa, Listings.isAsked(image));
    }

    @Override
    public void finish() {
        regions.finish(this);
    }
}
