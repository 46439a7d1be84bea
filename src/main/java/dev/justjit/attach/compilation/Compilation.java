package dev.justjit.attach.compilation;

import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.snapshot.LiveCode;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CodeTally;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Isa;
import dev.justjit.store.BlobStore;
import dev.justjit.store.CodeKey;
import dev.justjit.tiering.Policy;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One compilation of a code object: plain data in, a blob or a reason out. Knows no running Python. What an earlier
 * run has stored is taken from there.
 */
public final class Compilation implements Request {
    final CompiledCode known;
    final CompiledCode.Purpose purpose;
    final LiveCode live;
    final CodeImage image;
    final CompileOptions options;
    private final Compilations compilations;
    private final Compiler compiler;
    private final Isa isa;
    private final BlobStore store;
    private final StoredProduct<CodeBlob> product;
    private final int heat;
    private @Nullable PortableImage portable;
    private @Nullable CodeGroup group;
    final @Nullable CodeTally tally;
    final Attempt<CodeBlob> attempt;

    Compilation(
            Compilations compilations,
            CompiledCode known,
            CompiledCode.Purpose purpose,
            LiveCode live,
            CompileOptions options,
            Compiler compiler,
            Isa isa,
            BlobStore store,
            int heat,
            @Nullable CodeTally tally) {
        this.compilations = compilations;
        this.known = known;
        this.purpose = purpose;
        this.live = live;
        image = live.image();
        this.options = options;
        this.compiler = compiler;
        this.isa = isa;
        this.store = store;
        product = StoredProduct.blob(store, new Source());
        attempt = product.attempt();
        this.heat = heat;
        this.tally = tally;
    }

    @Override
    public int heat() {
        return heat;
    }

    @Override
    public boolean isPatient() {
        return options.optimized() && !Policy.OPTIMIZER.isAtOnce();
    }

    @Override
    public int units() {
        return product.isFound() ? 0 : units(image.units());
    }

    /** What so many code units of a function are worth to the service. */
    static int units(int codeUnits) {
        return Policy.FUNCTION_UNITS + codeUnits;
    }

    /** Whether the blob was stored and is not compiled. */
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

    /** The machine code. */
    private final class Source implements StoredProduct.Source<CodeBlob> {
        @Override
        public @Nullable CodeKey key() {
            portable = PortableImage.of(image);
            if (!store.isOn() || options.optimized() && Policy.OPTIMIZER.isAtOnce()) {
                return null;
            }
            return options.optimized()
                    ? CodeKey.of(group(), options)
                    : CodeKey.of(portable, options);
        }

        @Override
        public CodeBlob make() {
            return compiled(tally);
        }

        /** Where the lines of stored code are is found by making it again. */
        @Override
        public void found(CodeBlob stored) {
            if (tally != null && !Arrays.equals(compiled(tally).bytes(), stored.bytes())) {
                tally.places().clear();
            }
        }
    }

    /** The code with what may be inlined into it, for any process. */
    private CodeGroup group() {
        CodeGroup known = group;
        if (known == null) {
            known = live.group().portable();
            group = known;
        }
        return known;
    }

    private CodeBlob compiled(@Nullable CodeTally noted) {
        PortableImage input = Objects.requireNonNull(portable);
        if (options.optimized()) {
            try {
                return new OptimizingCompiler().compile(group(), isa, options);
            } catch (NotCompiled tooMuch) {
                compilations.notOptimized(known, String.valueOf(tooMuch.getMessage()));
                if (!Policy.OPTIMIZER.isAtOnce()) {
                    throw tooMuch;
                }
            }
        }
        return noted == null
                ? compiler.compile(input, isa, options)
                : compiler.measure(input, isa, options, noted);
    }

    /** The same once more, with its text, and where the code of each instruction is; null if that fails. */
    public @Nullable CodeBlob again(CodeTally tally) {
        try {
            return compiler.measure(image, isa, options.listed(), tally);
        } catch (RuntimeException failure) {
            return null;
        }
    }

    @Override
    public CompiledCode known() {
        return known;
    }

    @Override
    public void finish() {
        compilations.finish(this);
    }

    @Override
    public void drop() {
        live.release();
    }
}
