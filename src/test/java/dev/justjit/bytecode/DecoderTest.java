package dev.justjit.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.abi.Opcode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
    private static final byte[] NO_HANDLERS = {};

    @Test
    void instructionsAreCutAtTheirCaches() {
        List<Insn> insns =
                Decoder.decode(
                        Bytecode.image("RESUME", "LOAD_FAST 0", "LOAD_ATTR 0", "RETURN_VALUE"));
        assertEquals(4, insns.size());
        assertEquals(Opcode.LOAD_ATTR, insns.get(2).opcode());
        assertEquals(2, insns.get(2).offset());
        assertEquals(12, insns.get(2).next());
        assertEquals(12, insns.get(3).start());
    }

    @Test
    void prefixesBelongToTheirInstruction() {
        List<Insn> insns = Decoder.decode(Bytecode.image("JUMP_FORWARD 66051", "RETURN_CONST 0"));
        Insn jump = insns.get(0);
        assertEquals(66051, jump.oparg());
        assertEquals(0, jump.start());
        assertEquals(2, jump.offset());
        assertEquals(3 + 66051, jump.target());
    }

    @Test
    void backwardJumpsCountFromTheirEnd() {
        List<Insn> insns = Decoder.decode(Bytecode.image("RESUME", "JUMP_BACKWARD 3"));
        assertEquals(0, insns.get(1).target());
    }

    @Test
    void feedbackIsTakenFromTheLiveBytecode() {
        byte[] clean = Bytecode.assemble("RESUME", "BINARY_OP 0", "RETURN_VALUE");
        byte[] live = clean.clone();
        live[2] = (byte) Opcode.BINARY_OP_ADD_INT.number();
        Insn insn = Decoder.decode(Bytecode.image(clean, live, NO_HANDLERS)).get(1);
        assertEquals(Opcode.BINARY_OP, insn.opcode());
        assertTrue(insn.seenAs(Opcode.BINARY_OP_ADD_INT));
    }

    @Test
    void feedbackOfAnotherOpcodeIsIgnored() {
        byte[] clean = Bytecode.assemble("RESUME", "BINARY_OP 0", "RETURN_VALUE");
        byte[] live = clean.clone();
        live[2] = (byte) Opcode.CALL_LEN.number();
        Insn insn = Decoder.decode(Bytecode.image(clean, live, NO_HANDLERS)).get(1);
        assertEquals(Opcode.BINARY_OP, insn.seen());
    }

    @Test
    void truncatedCachesAreRefused() {
        byte[] code = Bytecode.assemble("RESUME", "LOAD_FAST 0", "LOAD_ATTR 0");
        for (int units = 3; units < code.length / 2; units++) {
            byte[] part = Arrays.copyOf(code, 2 * units);
            assertThrows(
                    InvalidBytecode.class, () -> Decoder.decode(Bytecode.image(part, NO_HANDLERS)));
        }
    }

    @Test
    void bytecodeOfDifferentLengthsIsRefused() {
        byte[] code = Bytecode.assemble("RESUME", "RETURN_CONST 0");
        assertThrows(
                InvalidBytecode.class,
                () -> Decoder.decode(Bytecode.image(code, new byte[2], NO_HANDLERS)));
    }

    @Test
    void onlyRealOpcodesAreAccepted() {
        for (int number = 0; number < 256; number++) {
            Opcode opcode = Opcode.of(number);
            boolean real =
                    opcode.kind() == Opcode.Kind.REAL
                            && opcode != Opcode.CACHE
                            && opcode != Opcode.RESERVED;
            if (!real) {
                byte[] code = {(byte) number, 0};
                assertThrows(
                        InvalidBytecode.class,
                        () -> Decoder.decode(Bytecode.image(code, NO_HANDLERS)),
                        opcode.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOAD_CONST 2",
                "RETURN_CONST 2",
                "LOAD_FAST 2",
                "STORE_FAST 2",
                "DELETE_FAST 2",
                "LOAD_FAST_CHECK 2",
                "LOAD_FAST_AND_CLEAR 2",
                "LOAD_FAST_LOAD_FAST 32",
                "LOAD_FAST_LOAD_FAST 2",
                "STORE_FAST_LOAD_FAST 2",
                "STORE_FAST_STORE_FAST 32",
                "LOAD_DEREF 2",
                "MAKE_CELL 2",
                "LOAD_NAME 1",
                "STORE_GLOBAL 1",
                "LOAD_GLOBAL 2",
                "LOAD_ATTR 2",
                "STORE_ATTR 1",
                "LOAD_SUPER_ATTR 4",
                "IMPORT_NAME 1",
                "LOAD_CONST 16777216"
            })
    void operandsOutOfRangeAreRefused(String instruction) {
        assertThrows(
                InvalidBytecode.class, () -> Decoder.decode(Bytecode.image("RESUME", instruction)));
    }

    /** Operands that index tables of the interpreter or of the compiler. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BINARY_OP 26",
                "COMPARE_OP 192",
                "COPY 0",
                "SWAP 0",
                "SWAP 1",
                "CONVERT_VALUE 0",
                "CONVERT_VALUE 4",
                "BUILD_SLICE 1",
                "BUILD_SLICE 4",
                "RAISE_VARARGS 3",
                "CALL_INTRINSIC_1 12",
                "CALL_INTRINSIC_2 6",
                "SET_FUNCTION_ATTRIBUTE 3",
                "COPY_FREE_VARS 1",
                "LIST_APPEND 0",
                "MAP_ADD 0"
            })
    void operandsWithoutMeaningAreRefused(String instruction) {
        assertThrows(
                InvalidBytecode.class, () -> Decoder.decode(Bytecode.image("RESUME", instruction)));
    }

    @Test
    void capturedImagesDecodeToTheirLastUnit() {
        for (Path path : ImageReader.all()) {
            CodeImage image = ImageReader.read(path);
            List<Insn> insns = Decoder.decode(image);
            assertEquals(image.units(), insns.get(insns.size() - 1).next(), path.toString());
        }
    }

    @Test
    void writtenImagesReadBack() {
        for (Path path : ImageReader.all()) {
            String text = ImageWriter.write(ImageReader.read(path));
            CodeImage again = ImageReader.parse(path, text.lines().toList());
            assertEquals(text, ImageWriter.write(again));
        }
    }
}
