package dev.justjit.opt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.analysis.Flow;
import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.Bytecode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.ir.Graph;
import org.junit.jupiter.api.Test;

class GainTest {
    private static long gain(String... instructions) {
        CodeImage image = Bytecode.image(instructions);
        Graph graph = GraphBuilder.build(new Flow(image), 0);
        Passes.run(graph);
        return Gain.of(graph);
    }

    @Test
    void wholeInstructionsCost() {
        long one = gain("RESUME 0", "LOAD_FAST 0", "GET_LEN", "RETURN_VALUE");
        assertTrue(one < 0, () -> "" + one);
    }

    @Test
    void whatOnlyHandsOnCostsNothing() {
        assertTrue(gain("RESUME 0", "LOAD_FAST 0", "RETURN_VALUE") == 0);
    }
}
