package dev.justjit.attach;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Isa;
import org.jspecify.annotations.Nullable;

/** One compilation of a code object: plain data in, a blob or a reason out. Knows no running Python. */
final class Compilation implements Request {
    final CompiledCode known;
    final CompiledCode.Purpose purpose;
    final CodeImage image;
    final CompileOptions options;
    private final Compilations compilations;
    private final Compiler compiler;
    private final Isa isa;
    private final int heat;
    private @Nullable CodeBlob blob;
    private @Nullable String refusal;
    private @Nullable Throwable bug;
    private long nanos;

    Compilation(
            Compilations compilations,
            CompiledCode known,
            CompiledCode.Purpose purpose,
            CodeImage image,
            CompileOptions options,
            Compiler compiler,
            Isa isa,
            int heat) {
        this.compilations = compilations;
        this.known = known;
        this.purpose = purpose;
        this.image = image;
        this.options = options;
        this.compiler = compiler;
        this.isa = isa;
        this.heat = heat;
    }

    @Override
    public int heat() {
        return heat;
    }

    @Override
    public void compile() {
        long start = System.nanoTime();
        try {
            blob = compiler.compile(image, isa, options);
        } catch (NotCompiled reason) {
            refusal = String.valueOf(reason.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            refusal = "compiler error: " + failure;
            bug = failure;
        }
        nanos = System.nanoTime() - start;
    }

    @Override
    public CompiledCode known() {
        return known;
    }

    @Override
    public void finish() {
        compilations.finish(this);
    }

    /** The product, or null. */
    @Nullable CodeBlob blob() {
        return blob;
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
