package dev.justjit.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.GenericImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Isa;
import dev.justjit.template.Templates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The key of a code object is all that its machine code without feedback depends on. */
class KeyImageTest {
    private static final List<CodeImage> IMAGES =
            ImageReader.all().stream().map((Path path) -> ImageReader.read(path)).toList();

    private final Compiler compiler = new Compiler(new Templates());

    private byte[] compiled(CodeImage image, Isa isa) {
        try {
            CodeBlob blob = compiler.compile(image, isa, CompileOptions.plain());
            return LinkTable.of(blob, BlobData.of(blob, 1000, header -> false));
        } catch (NotCompiled reason) {
            return String.valueOf(reason.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource(Isa.class)
    void machineCodeOfTheKeyIsThatOfTheImage(Isa isa) {
        for (CodeImage image : IMAGES) {
            CodeImage fresh = GenericImage.fresh(image);
            byte[] key = CodeKey.generic(image).bytes();
            CodeImage read = KeyImage.read(image.name(), key);
            assertEquals(image.firstTraceable(), read.firstTraceable(), image.name());
            assertArrayEquals(key, CodeKey.generic(read).bytes(), image.name());
            assertArrayEquals(compiled(fresh, isa), compiled(read, isa), image.name());
        }
    }

    /** What was never run is compiled as a live image of it is. */
    @Test
    void freshIsWhatTheInterpreterBeginsWith() {
        int compared = 0;
        for (CodeImage image : IMAGES) {
            CodeImage fresh = GenericImage.fresh(image);
            if (Arrays.equals(fresh.adaptive(), GenericImage.of(image).adaptive())) {
                compared++;
            }
            assertArrayEquals(fresh.adaptive(), GenericImage.of(fresh).adaptive(), image.name());
        }
        assertTrue(compared > 0, "no image was captured before it had run");
    }

    @Test
    void whatIsNoKeyIsRefused() {
        Random random = new Random(5);
        int refusals = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] key = CodeKey.generic(IMAGES.get(i % IMAGES.size())).bytes().clone();
            byte[] changed = i % 3 == 0 ? Arrays.copyOf(key, random.nextInt(key.length)) : key;
            for (int k = i % 3; k > 0; k--) {
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                CodeImage image = KeyImage.read("f", changed);
                assertArrayEquals(changed, CodeKey.generic(image).bytes());
                compiled(image, Isa.X64);
            } catch (IllegalArgumentException refused) {
                refusals++;
            }
        }
        assertTrue(refusals > 1000, "refused: " + refusals);
        assertThrows(IllegalArgumentException.class, () -> KeyImage.read("f", new byte[0]));
    }
}
