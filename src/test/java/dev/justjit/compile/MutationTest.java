package dev.justjit.compile;

import dev.justjit.bytecode.Bytecode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.ImageWriter;
import dev.justjit.masm.Isa;
import dev.justjit.template.Templates;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever bytes are in the bytecode, the inline caches or the exception table: the compiler makes
 * code or refuses. It has no third answer, and it ends.
 */
class MutationTest {
    private static final List<CodeImage> IMAGES =
            ImageReader.all().stream().map((Path path) -> ImageReader.read(path)).toList();

    private static void compile(CodeImage image, long seed) {
        CompileOptions plain = CompileOptions.plain();
        CompileOptions options = (seed & 1) == 0 ? plain : plain.forRunning();
        Isa isa = (seed & 2) == 0 ? Isa.X64 : Isa.A64;
        try {
            new Compiler(new Templates()).compile(image, isa, options);
        } catch (NotCompiled expected) {
            return;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(e + " on\n" + ImageWriter.write(image), e);
        }
    }

    @Property(tries = 20_000)
    void changedBytecode(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int changes) {
        Random random = new Random(seed);
        CodeImage image = IMAGES.get(random.nextInt(IMAGES.size()));
        byte[] code = image.code().clone();
        byte[] live = image.adaptive().clone();
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(code.length);
            byte value = (byte) random.nextInt();
            code[at] = value;
            live[at] = value;
        }
        compile(Bytecode.with(image, code, live, image.exceptionTable()), seed);
    }

    @Property(tries = 5_000)
    void changedOperands(@ForAll long seed) {
        Random random = new Random(seed);
        CodeImage image = IMAGES.get(random.nextInt(IMAGES.size()));
        byte[] code = image.code().clone();
        code[2 * random.nextInt(code.length / 2) + 1] = (byte) random.nextInt(8);
        compile(Bytecode.with(image, code, image.adaptive(), image.exceptionTable()), seed);
    }

    @Property(tries = 5_000)
    void changedFeedback(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int changes) {
        Random random = new Random(seed);
        CodeImage image = IMAGES.get(random.nextInt(IMAGES.size()));
        byte[] live = image.adaptive().clone();
        for (int i = 0; i < changes; i++) {
            live[random.nextInt(live.length)] = (byte) random.nextInt();
        }
        compile(Bytecode.with(image, image.code(), live, image.exceptionTable()), seed);
    }

    @Property(tries = 3_000)
    void changedHandlers(@ForAll long seed, @ForAll byte[] other) {
        Random random = new Random(seed);
        CodeImage image = IMAGES.get(random.nextInt(IMAGES.size()));
        byte[] handlers = image.exceptionTable().clone();
        if (handlers.length == 0) {
            handlers = other;
        } else {
            handlers[random.nextInt(handlers.length)] = (byte) random.nextInt();
        }
        compile(Bytecode.with(image, image.code(), image.adaptive(), handlers), seed);
    }

    @Property(tries = 3_000)
    void truncatedCode(@ForAll long seed) {
        Random random = new Random(seed);
        CodeImage image = IMAGES.get(random.nextInt(IMAGES.size()));
        int units = random.nextInt(image.units());
        byte[] code = java.util.Arrays.copyOf(image.code(), 2 * units);
        byte[] live = java.util.Arrays.copyOf(image.adaptive(), 2 * units);
        compile(Bytecode.with(image, code, live, image.exceptionTable()), seed);
    }

    @Property(tries = 3_000)
    void nothingButNoise(@ForAll long seed, @ForAll byte[] noise) {
        byte[] code = java.util.Arrays.copyOf(noise, noise.length & -2);
        compile(Bytecode.image(code, new byte[0]), seed);
    }
}
