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
import dev.justjit.masm.Isa;
import dev.justjit.region.Region;
import dev.justjit.store.BlobStore;
import dev.justjit.store.CodeKey;
import dev.justjit.tiering.Policy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One compilation of a loop with its numbers in registers: plain data in, a region or a reason out. What an earlier
 * run has stored is taken from there.
 */
public final class RegionCompilation implements Request {
    /** A loop that is a region is part of its function, and short. */
    private static final int MOST_LOOP_UNITS = 100;

    final LoopOwner owner;
    final long words;
    final int header;
    final String shapes;
    private final CompiledCode known;
    private final CodeImage image;
    final FrozenInputs inputs;
    private final Isa isa;
    private final BlobStore store;
    private final Regions regions;
    private @Nullable PortableImage portable;
    private @Nullable CodeKey key;
    private @Nullable ByteBuffer found;
    private boolean stored;
    final @Nullable CodeTally tally;
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
        return found != null ? 0 : Policy.REGION_UNITS * Math.min(image.units(), MOST_LOOP_UNITS);
    }

    /** Whether the region was stored and is not compiled. */
    boolean isStored() {
        return stored;
    }

    @Override
    public void prepare() {
        attempt.run(this::lookUp);
    }

    @Override
    public void compile() {
        attempt.run(this::region);
    }

    private @Nullable Region lookUp() {
        portable = PortableImage.named(image);
        if (store.isOn() && !Listings.isAsked(image)) {
            key = CodeKey.of(portable, header, inputs);
            found = store.find(key);
        }
        return null;
    }

    private Region region() {
        if (portable == null) {
            lookUp(); // at once, on the thread that asks
        }
        Region ready = found == null ? null : store.region(found);
        if (ready != null) {
            stored = true;
            findPlaces(ready);
            return ready;
        }
        Region made =
                compiled(
                        java.util.Objects.requireNonNull(portable).image(),
                        Listings.isAsked(image),
                        tally);
        if (key != null) {
            store.keep(key, made);
        }
        return made;
    }

    /** Where the lines of stored code are is found by making it again. */
    private void findPlaces(Region ready) {
        if (tally != null) {
            CodeImage input = java.util.Objects.requireNonNull(portable).image();
            byte[] made = compiled(input, false, tally).blob().bytes();
            if (!Arrays.equals(made, ready.blob().bytes())) {
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

    @Override
    public void finish() {
        regions.finish(this);
    }
}
