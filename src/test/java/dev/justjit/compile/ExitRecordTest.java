package dev.justjit.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ExitRecordTest {
    private static final int MOST_UNITS = (1 << ExitRecord.UNIT_BITS) - 1;
    private static final int MOST_WORDS = (1 << ExitRecord.DEPTH_BITS) - 1;
    private static final int MOST_SITES = (1 << Long.SIZE - ExitRecord.SITE_SHIFT) - 1;

    @Test
    void fieldsDoNotOverlap() {
        assertEquals(7, ExitRecord.of(7, 0, 0, 0));
        assertEquals(0x7fff8L, ExitRecord.of(0, MOST_UNITS, 0, 0));
        assertEquals(0x1f_fff8_0000L, ExitRecord.of(0, 0, MOST_WORDS, 0));
        assertEquals(-1L << 37, ExitRecord.of(0, 0, 0, MOST_SITES));
        assertEquals(-1L, ExitRecord.of(7, MOST_UNITS, MOST_WORDS, MOST_SITES));
    }

    @Test
    void whatDoesNotFitIsNotCompiled() {
        assertThrows(NotCompiled.class, () -> ExitRecord.of(0, MOST_UNITS + 1, 0, 0));
        assertThrows(NotCompiled.class, () -> ExitRecord.of(0, 0, MOST_WORDS + 1, 0));
        assertThrows(NotCompiled.class, () -> ExitRecord.of(0, 0, 0, MOST_SITES + 1));
    }
}
