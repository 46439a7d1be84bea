package dev.justjit.attach.compilation;

import dev.justjit.analysis.Flow;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.LoopGraphs;
import dev.justjit.attach.snapshot.LiveCode;
import dev.justjit.build.Entry;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.masm.Isa;
import dev.justjit.store.BlobStore;
import dev.justjit.store.CodeKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One compilation of what comes after a jump back, by way of a graph: plain data in, a blob or a reason out. What an
 * earlier run has stored is taken from there.
 */
final class LoopCompilation implements Request {
    private final LoopEntries entries;
    private final CompiledCode known;
    final LoopGraphs.Loop loop;
    final LiveCode live;
    private final CodeImage image;
    private final Entry entry;
    private final CompileOptions options;
    private final Isa isa;
    private final BlobStore store;
    private final StoredProduct<CodeBlob> product;
    private @Nullable CodeGroup portable;
    final Attempt<CodeBlob> attempt;

    LoopCompilation(
            LoopEntries entries,
            CompiledCode known,
            LoopGraphs.Loop loop,
            LiveCode live,
            Entry entry,
            CompileOptions options,
            Isa isa,
            BlobStore store) {
        this.entries = entries;
        this.known = known;
        this.loop = loop;
        this.live = live;
        image = live.image();
        this.entry = entry;
        this.options = options;
        this.isa = isa;
        this.store = store;
        product = StoredProduct.blob(store, new Source());
        attempt = product.attempt();
    }

    /** The bytecode. */
    Flow flow() {
        return new Flow(image);
    }

    @Override
    public CompiledCode known() {
        return known;
    }

    @Override
    public int heat() {
        return Heat.OPTIMIZED;
    }

    @Override
    public boolean isPatient() {
        return true;
    }

    @Override
    public int units() {
        return product.isFound() ? 0 : Compilation.units(image.units());
    }

    @Override
    public void prepare() {
        product.prepare();
    }

    @Override
    public void compile() {
        product.compile();
    }

    /** The machine code. */
    private final class Source implements StoredProduct.Source<CodeBlob> {
        @Override
        public @Nullable CodeKey key() {
            portable = live.group().portable();
            return store.isOn() ? CodeKey.of(portable, options, entry.unit(), entry.kinds()) : null;
        }

        @Override
        public CodeBlob make() {
            CodeGroup input = Objects.requireNonNull(portable);
            return new OptimizingCompiler().compile(input, entry, isa, options);
        }
    }

    @Override
    public void finish() {
        entries.finish(this);
    }

    @Override
    public void drop() {
        live.release();
    }
}
