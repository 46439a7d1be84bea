package dev.justjit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.justjit.masm.Isa;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How {@code compile} reads its arguments. */
class WordsTest {
    @Test
    void quotesAndBackslashesKeepWordsTogether() {
        assertEquals(List.of("a", "b", "c"), Words.of("  a b\tc "));
        assertEquals(List.of("a b", "", "c'd", "e\"f"), Words.of("'a b' '' \"c'd\" e\\\"f"));
        assertEquals(List.of("a\\b", "c d", "$x", "*"), Words.of("'a\\b' c\\ d $x *"));
        assertEquals(List.of(), Words.of(" "));
        assertThrows(UsageException.class, () -> Words.of("a 'b"));
    }

    @Test
    void instructionSetsHaveTheirUsualNames() {
        assertEquals(Isa.X64, MachineNames.isa("x86_64"));
        assertEquals(Isa.A64, MachineNames.isa("aarch64"));
        assertEquals(Isa.A64, MachineNames.isa("a64"));
        assertNull(MachineNames.isa("mips"));
    }
}
