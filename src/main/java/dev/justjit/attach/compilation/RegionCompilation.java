package dev.justjit.attach.compilation;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.LoopOwner;
import dev.justjit.attach.snapshot.FrozenInputs;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CodeTally;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Isa;
import dev.justjit.record.LoopWords;
import dev.justjit.region.Region;
import dev.justjit.store.BlobStore;
import dev.justjit.store.CodeKey;
import dev.justjit.tiering.Policy;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One compilation of a loop with its numbers in registers: plain data in, a region or a reason out. What an earlier
 * run has stored is taken from there.
 */
public final class RegionCompilation implements Request {
    final LoopOwner owner;
    final long words;
    final int header;
    final String shapes;
    private final CompiledCode known;
    private final CodeImage image;
    final FrozenInputs inputs;
    private final Isa isa;
    private final BlobStore store;
    private final StoredProduct<Region> product;
    private final Regions regions;
    private @Nullable PortableImage portable;
    final @Nullable CodeTally tally;
    final Attempt<Region> attempt;

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
            Isa isa,
            BlobStore store,
            @Nullable CodeTally tally) {
        this.regions = regions;
        this.known = known;
        this.owner = owner;
        this.words = words;
        this.header = header;
        this.shapes = shapes;
        this.image = image;
        this.inputs = inputs;
        this.isa = isa;
        this.store = store;
        product = StoredProduct.region(store, new Source());
        attempt = product.attempt();
        this.tally = tally;
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
        return product.isFound()
                ? 0
                : Policy.REGION_UNITS * Math.min(image.units(), Policy.REGION_LOOP_UNITS);
    }

    /** Whether the region was stored and is not compiled. */
    boolean isStored() {
        return product.isStored();
    }

    @Override
    public void prepare() {
        product.prepare();
    }

    @Override
    public void compile() {
        product.compile();
    }

    /** The region. */
    private final class Source implements StoredProduct.Source<Region> {
        @Override
        public @Nullable CodeKey key() {
            portable = PortableImage.named(image);
            boolean stored = store.isOn() && !Listings.isAsked(image);
            return stored ? CodeKey.of(portable, header, inputs) : null;
        }

        @Override
        public Region make() {
            CodeImage input = Objects.requireNonNull(portable).image();
            return compiled(input, Listings.isAsked(image), tally);
        }

        /** Where the lines of stored code are is found by making it again. */
        @Override
        public void found(Region stored) {
            if (tally != null && !Arrays.equals(make().blob().bytes(), stored.blob().bytes())) {
                tally.places().clear();
            }
        }
    }

    /** The same once more, with its text, and where the code of each instruction is; null if that fails. */
    public @Nullable CodeBlob again(CodeTally tally) {
        try {
            return compiled(PortableImage.named(image).image(), true, tally).blob();
        } catch (RuntimeException failure) {
            return null;
        }
    }

    private Region compiled(CodeImage code, boolean listing, @Nullable CodeTally tally) {
        Flow flow = new Flow(code);
        Loops.Loop loop = flow.loops().at(header);
        if (loop == null) {
            throw new NotCompiled("there is no such loop");
        }
        return Region.compile(flow, loop, inputs, isa, listing, tally);
    }

    /** Offers the region that this has made. */
    void offer(GenericRegions generic, Region region) {
        int depth = (int) Native.getLong(words + LoopWords.DEPTH);
        generic.offer(image, header, depth, inputs, region);
    }

    @Override
    public void finish() {
        regions.finish(this);
    }
}
