package dev.justjit.masm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

    @Test
    void reservedWordsKeepTheStackAlignedAndAreBounded() {
        assertEquals(16, NativeFrame.reservedBytes(1));
        assertEquals(16, NativeFrame.reservedBytes(2));
        assertEquals(512, NativeFrame.reservedBytes(NativeFrame.MOST_RESERVED));
        for (int count : new int[] {0, NativeFrame.MOST_RESERVED + 1}) {
            assertThrows(IllegalArgumentException.class, () -> NativeFrame.reservedBytes(count));
        }
    }
}
