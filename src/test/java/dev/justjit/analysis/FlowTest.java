package dev.justjit.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.bytecode.Bytecode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.InvalidBytecode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FlowTest {
    private static byte[] handler(int start, int length, int target, int depthAndLasti) {
        return new byte[] {
            (byte) (0x80 | start), (byte) length, (byte) target, (byte) depthAndLasti
        };
    }

    private static void refused(String... instructions) {
        CodeImage image = Bytecode.image(instructions);
        assertThrows(InvalidBytecode.class, () -> new Flow(image));
    }

    private static void refused(byte[] code, byte[] handlers) {
        CodeImage image = Bytecode.image(code, handlers);
        assertThrows(InvalidBytecode.class, () -> new Flow(image));
    }

    @Test
    void depthsFollowTheInstructions() {
        Flow flow =
                new Flow(
                        Bytecode.image(
                                "RESUME", "LOAD_FAST_LOAD_FAST 1", "BINARY_OP 0", "RETURN_VALUE"));
        assertEquals(0, flow.depth(0));
        assertEquals(0, flow.depth(1));
        assertEquals(2, flow.depth(2));
        assertEquals(1, flow.depth(3));
    }

    @Test
    void codeAfterAReturnIsUnreachable() {
        Flow flow = new Flow(Bytecode.image("RESUME", "RETURN_CONST 0", "POP_TOP", "POP_TOP"));
        assertTrue(flow.isReachable(1));
        assertFalse(flow.isReachable(2));
    }

    @Test
    void aLoopIsEnteredAtItsHeader() {
        Flow flow =
                new Flow(
                        Bytecode.image(
                                "RESUME",
                                "LOAD_FAST 0",
                                "GET_ITER",
                                "FOR_ITER 3",
                                "STORE_FAST 1",
                                "JUMP_BACKWARD 5",
                                "END_FOR",
                                "POP_TOP",
                                "RETURN_CONST 0"));
        int header = flow.indexOf(3);
        assertTrue(flow.isEntered(header));
        // an exhausted iterator is gone after END_FOR and POP_TOP, which are passed over
        int end = flow.insns().size() - 1;
        assertTrue(flow.isEntered(end));
        assertEquals(0, flow.depth(end));
    }

    @Test
    void handlersAreEnteredWithTheException() {
        byte[] code =
                Bytecode.assemble(
                        "RESUME",
                        "LOAD_FAST 0",
                        "POP_TOP",
                        "RETURN_CONST 0",
                        "PUSH_EXC_INFO",
                        "POP_TOP",
                        "POP_EXCEPT",
                        "RETURN_CONST 0");
        Flow flow = new Flow(Bytecode.image(code, handler(1, 2, 4, 0)));
        int index = flow.indexOf(4);
        assertTrue(flow.isEntered(index));
        assertEquals(1, flow.depth(index));
        assertNotNull(flow.handlerOf(flow.insns().get(2)));
    }

    @Test
    void stackUnderflowIsRefused() {
        refused("RESUME", "POP_TOP", "RETURN_CONST 0");
        refused("RESUME", "LOAD_FAST 0", "BINARY_OP 0", "RETURN_VALUE");
        refused("RESUME", "CALL 2", "RETURN_VALUE");
        refused("RESUME", "LOAD_FAST 0", "COPY 2", "RETURN_VALUE");
        refused("RESUME", "LOAD_FAST 0", "SWAP 2", "RETURN_VALUE");
        refused("RESUME", "RETURN_VALUE");
    }

    @Test
    void stackOverflowIsRefused() {
        refused(
                "RESUME",
                "LOAD_FAST_LOAD_FAST 0",
                "LOAD_FAST_LOAD_FAST 0",
                "LOAD_FAST 0",
                "RETURN_VALUE");
    }

    @Test
    void jumpsIntoTheMiddleAreRefused() {
        refused("RESUME", "JUMP_FORWARD 1", "BINARY_OP 0", "RETURN_CONST 0");
        refused("RESUME", "JUMP_FORWARD 1", "LOAD_CONST 256", "RETURN_CONST 0");
        refused("RESUME", "LOAD_FAST 0", "LOAD_ATTR 0", "POP_TOP", "JUMP_BACKWARD 8");
    }

    @Test
    void jumpsOutOfTheCodeAreRefused() {
        refused("RESUME", "JUMP_FORWARD 100", "RETURN_CONST 0");
        refused("RESUME", "JUMP_FORWARD 1", "RETURN_CONST 0");
        refused("RESUME", "JUMP_BACKWARD 100");
        refused("RESUME", "JUMP_FORWARD 2147483647", "RETURN_CONST 0");
        refused("RESUME", "JUMP_BACKWARD 2147483647", "RETURN_CONST 0");
        refused("RESUME", "LOAD_FAST 0", "FOR_ITER 100", "RETURN_VALUE");
    }

    @Test
    void runningOffTheEndIsRefused() {
        refused("RESUME");
        refused("RESUME", "LOAD_FAST 0", "POP_TOP");
        refused(new byte[0], new byte[0]);
    }

    @Test
    void differentDepthsAtOnePlaceAreRefused() {
        refused("RESUME", "LOAD_FAST 0", "POP_JUMP_IF_TRUE 1", "LOAD_FAST 0", "RETURN_CONST 0");
    }

    @Test
    void badHandlersAreRefused() {
        byte[] code = Bytecode.assemble("RESUME", "LOAD_FAST 0", "POP_TOP", "RETURN_CONST 0");
        refused(code, handler(1, 2, 50, 0));
        refused(code, handler(1, 2, 3, 10)); // more stack than there is
        refused(code, handler(1, 2, 1, 0)); // LOAD_FAST is reached with two depths
    }

    /** The deepest point that CPython's compiler found is never exceeded. */
    @Test
    void capturedImagesAreConsistent() {
        for (Path path : ImageReader.all()) {
            CodeImage image = ImageReader.read(path);
            Flow flow = new Flow(image);
            for (int i = 0; i < flow.insns().size(); i++) {
                Insn insn = flow.insns().get(i);
                assertEquals(i, flow.indexOf(insn.start()), path.toString());
                assertTrue(flow.depth(i) <= image.stackSize(), path.toString());
            }
        }
    }
}
