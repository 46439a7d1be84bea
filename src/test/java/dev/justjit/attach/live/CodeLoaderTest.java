package dev.justjit.attach.live;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CodeLoaderTest {
    @Test
    void positionsDifferInTheirLowerHalvesOnly() {
        assertFalse(CodeLoader.crossesBorder(0x7fff_0000_1000L, 4000));
        assertFalse(CodeLoader.crossesBorder(0x7ffe_ffff_f000L, 0xfff));
        assertTrue(CodeLoader.crossesBorder(0x7ffe_ffff_f000L, 0x1000));
    }
}
