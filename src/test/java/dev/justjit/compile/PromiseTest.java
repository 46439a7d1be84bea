package dev.justjit.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Bytecode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.masm.Isa;
import dev.justjit.template.Templates;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promises stand in for feedback that is not there. */
class PromiseTest {
    private static final CodeImage COLD =
            Bytecode.image(
                    "RESUME",
                    "LOAD_FAST 0",
                    "LOAD_FAST 0",
                    "BINARY_OP 0",
                    "LOAD_FAST 0",
                    "COMPARE_OP 2",
                    "RETURN_VALUE");

    private static byte[] compile(CodeImage image, Isa isa, Promise promise) {
        CompileOptions options = new CompileOptions(false, new BitSet(), promise);
        return new Compiler(new Templates()).compile(image, isa, options).bytes();
    }

    private static Opcode seen(CodeImage image, int index) {
        return Decoder.decode(image).get(index).seen();
    }

    @Test
    void standInForFeedback() {
        assertEquals(Opcode.BINARY_OP_ADD_INT, seen(Promise.INT.applyTo(COLD), 3));
        assertEquals(Opcode.COMPARE_OP_INT, seen(Promise.INT.applyTo(COLD), 5));
        assertEquals(Opcode.BINARY_OP_ADD_FLOAT, seen(Promise.FLOAT.applyTo(COLD), 3));
        assertEquals(Opcode.COMPARE_OP_FLOAT, seen(Promise.FLOAT.applyTo(COLD), 5));
        assertSame(COLD, Promise.AUTO.applyTo(COLD));
        assertSame(COLD, Promise.OBJECT.applyTo(COLD));
    }

    @Test
    void doNotOverrideFeedback() {
        CodeImage floats = Promise.FLOAT.applyTo(COLD);
        assertArrayEquals(floats.adaptive(), Promise.INT.applyTo(floats).adaptive());
    }

    @Test
    void changeTheCode() {
        byte[] plain = compile(COLD, Isa.X64, Promise.AUTO);
        assertArrayEquals(plain, compile(COLD, Isa.X64, Promise.OBJECT));
        assertNotEquals(plain.length, compile(COLD, Isa.X64, Promise.INT).length);
        assertNotEquals(plain.length, compile(COLD, Isa.X64, Promise.FLOAT).length);
    }

    @ParameterizedTest
    @EnumSource
    void everyImageCompiles(Promise promise) {
        for (Path path : ImageReader.all()) {
            for (Isa isa : Isa.values()) {
                compile(ImageReader.read(path), isa, promise);
            }
        }
    }
}
