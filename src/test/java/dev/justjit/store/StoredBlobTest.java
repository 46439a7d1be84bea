package dev.justjit.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.justjit.bytecode.ImageReader;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.masm.Isa;
import dev.justjit.template.Templates;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read is what was written. */
class StoredBlobTest {
    static byte[] bytes(CodeBlob blob) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StoredBlob.write(new DataOutputStream(out), blob);
        return out.toByteArray();
    }

    private static CodeBlob compiled(Path image, Isa isa) {
        return new Compiler(new Templates())
                .compile(ImageReader.read(image), isa, CompileOptions.plain());
    }

    static void assertSame(CodeBlob expected, CodeBlob read, String name) {
        assertEquals(expected.name(), read.name(), name);
        assertArrayEquals(expected.bytes(), read.bytes(), name);
        assertEquals(expected.poolOffset(), read.poolOffset(), name);
        assertEquals(expected.pool(), read.pool(), name);
        assertEquals(expected.relocations(), read.relocations(), name);
        assertEquals(expected.vectorEntry(), read.vectorEntry(), name);
        assertEquals(expected.sites(), read.sites(), name);
        assertEquals(expected.caches(), read.caches(), name);
        assertEquals(expected.opcodes(), read.opcodes(), name);
        assertEquals(expected.loops(), read.loops(), name);
        assertArrayEquals(expected.loopDepths(), read.loopDepths(), name);
        assertArrayEquals(expected.handBacks(), read.handBacks(), name);
        assertArrayEquals(expected.entries(), read.entries(), name);
    }

    @ParameterizedTest
    @EnumSource
    void everyImageSurvives(Isa isa) throws IOException {
        for (Path image : ImageReader.all()) {
            CodeBlob blob = compiled(image, isa);
            ByteBuffer file = ByteBuffer.wrap(bytes(blob));
            assertSame(blob, StoredBlob.read(file), image.toString());
            assertEquals(0, file.remaining(), image.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEndThatComesTooSoonIsNoticed(Isa isa) throws IOException {
        byte[] whole = bytes(compiled(ImageReader.all().get(0), isa));
        for (int length = 0; length < whole.length; length++) {
            ByteBuffer part = ByteBuffer.wrap(Arrays.copyOf(whole, length));
            assertThrows(BufferUnderflowException.class, () -> StoredBlob.read(part));
        }
    }
}
