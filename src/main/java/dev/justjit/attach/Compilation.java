package dev.justjit.attach;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.masm.Isa;
import dev.justjit.tiering.Policy;

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
    final Attempt<CodeBlob> attempt = new Attempt<>();

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
    public int units() {
        return units(image.units());
    }

    /** What so many code units of a function are worth to the service. */
    static int units(int codeUnits) {
        return Policy.FUNCTION_UNITS + codeUnits;
    }

    @Override
    public void compile() {
        attempt.run(() -> compiler.compile(image, isa, options));
    }

    @Override
    public CompiledCode known() {
        return known;
    }

    @Override
    public void finish() {
        compilations.finish(this);
    }
}
