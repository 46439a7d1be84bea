package dev.justjit.masm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The macro assembler of this machine does what its contracts say; {@code Aarch64IT} runs the other. */
class MasmTest {
    private static final int OPERATIONS = 20_000;

    @Test
    void operationsDoWhatTheModelDoes() {
        long seed = Long.getLong("justjit.seed", System.nanoTime());
        System.out.println("random operations with -Djustjit.seed=" + seed);
        assertEquals(List.of(), MasmProgram.run(seed, OPERATIONS));
    }
}
