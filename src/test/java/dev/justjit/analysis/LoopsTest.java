package dev.justjit.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.bytecode.Bytecode;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.Insn;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which loops may become regions. */
class LoopsTest {
    private static List<Insn> nested() {
        return Decoder.decode(ImageReader.read("loops/nested_loops"));
    }

    private static Loops loops(String... instructions) {
        return new Loops(Decoder.decode(Bytecode.image(instructions)));
    }

    @Test
    void loopsInLoopsHaveTheirOwnHeader() {
        Loops loops = new Loops(nested());
        assertEquals(3, loops.all().stream().filter(loop -> !loop.body()).count());
        assertEquals(new Loops.Loop(14, 71, false, false), loops.at(14));
        assertEquals(new Loops.Loop(28, 67, false, false), loops.at(28));
        assertNull(loops.at(16));
    }

    /** {@code continue}, or an {@code if} at the end: two jumps to one header. */
    @Test
    void theLastJumpBackEndsTheLoop() {
        Loops.Loop inner = new Loops(nested()).at(42);
        assertNotNull(inner);
        assertEquals(63, inner.lastUnit());
        assertTrue(inner.contains(42) && inner.contains(63));
        assertFalse(inner.contains(41) || inner.contains(65));
    }

    @Test
    void aLoopThatComputesNothingIsNone() {
        Loops loops =
                loops("RESUME", "LOAD_FAST 0", "POP_TOP", "JUMP_BACKWARD 4", "RETURN_CONST 0");
        assertEquals(List.of(), loops.all());
    }

    @Test
    void comparisonsAreEnough() {
        Loops loops =
                loops(
                        "RESUME",
                        "LOAD_FAST_LOAD_FAST 1",
                        "COMPARE_OP 2",
                        "POP_TOP",
                        "JUMP_BACKWARD 6",
                        "RETURN_CONST 0");
        assertEquals(List.of(new Loops.Loop(1, 5, false, false)), loops.all());
    }

    @Test
    void aJumpThatNothingReachesMayGoBeforeTheCode() {
        Loops loops =
                loops("RETURN_CONST 0", "UNARY_NEGATIVE", "JUMP_BACKWARD 9", "RETURN_CONST 0");
        assertEquals(List.of(), loops.all());
    }

    @Test
    void storesToElementsAreMarked() {
        Loops loops =
                loops(
                        "RESUME",
                        "LOAD_FAST_LOAD_FAST 1",
                        "LOAD_CONST 1",
                        "STORE_SUBSCR",
                        "JUMP_BACKWARD 6",
                        "RETURN_CONST 0");
        assertEquals(List.of(new Loops.Loop(1, 5, true, false)), loops.all());
    }

    @Test
    void framesComeBackAfterStoresAndAtJumpsBack() {
        List<Insn> insns = Decoder.decode(ImageReader.read("loops/while_sum_big"));
        Loops loops = new Loops(insns);
        assertEquals(1, loops.all().size());
        Loops.Loop loop = loops.all().get(0);
        BitSet units = loops.handBacks(insns);
        for (Insn insn : insns) {
            boolean inside = loop.contains(insn.start());
            switch (insn.opcode()) {
                case STORE_FAST -> assertEquals(inside, units.get(insn.next()), insn.toString());
                case JUMP_BACKWARD -> assertTrue(units.get(insn.start()), insn.toString());
                default -> {}
            }
        }
        assertTrue(units.get(loop.header()));
        assertFalse(units.get(0));
    }

    /** All of it is one unit: it is entered at its start, and left where it returns. */
    @Test
    void aFunctionThatComputesAndCallsIsABody() {
        List<Insn> insns = nested();
        Loops loops = new Loops(insns);
        Loops.Loop body = loops.all().get(loops.all().size() - 1);
        assertTrue(body.body());
        assertEquals(insns.get(1).start(), body.header());
        BitSet units = loops.handBacks(insns);
        for (Insn insn : insns) {
            switch (insn.opcode()) {
                case RETURN_VALUE, JUMP_BACKWARD ->
                        assertTrue(units.get(insn.start()), insn.toString());
                case STORE_FAST -> assertTrue(units.get(insn.next()), insn.toString());
                default -> {}
            }
        }
        assertNull(Loops.body(Decoder.decode(ImageReader.read("loops/while_sum_big"))));
    }
}
