package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.masm.Isa;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The Python module with machine code and layout. */
class HostModuleTest {
    @Test
    void fieldsDoNotOverlap() throws Exception {
        Set<Integer> words = new HashSet<>();
        HostBlock[] fields = HostBlock.values();
        for (int i = 0; i < fields.length; i++) {
            int end = i + 1 < fields.length ? fields[i + 1].offset() : HostBlock.bytes();
            assertTrue(end - fields[i].offset() >= Long.BYTES, fields[i]::name);
            assertEquals(0, fields[i].offset() % Long.BYTES, fields[i]::name);
            for (int at = fields[i].offset(); at < end; at += Long.BYTES) {
                assertTrue(words.add(at), fields[i]::name);
            }
        }
        // a timespec each, for nanosleep and clock_gettime
        assertEquals(HostBlock.PERIOD_SECONDS.offset() + 8, HostBlock.PERIOD_NANOS.offset());
        assertEquals(HostBlock.NOW_SECONDS.offset() + 8, HostBlock.NOW_NANOS.offset());
    }

    @Test
    void theModulesHaveEveryFieldAndEntry() throws Exception {
        for (Isa isa : Isa.values()) {
            String text = HostModule.text(isa);
            for (HostBlock field : HostBlock.values()) {
                assertTrue(text.contains("\n" + field.name() + " = " + field.offset() + "\n"));
            }
            for (HostCode.Entry entry : HostCode.Entry.values()) {
                assertEquals(2, text.split("\"" + entry.name() + "\": ", -1).length, entry::name);
            }
            assertEquals(text, HostModule.text(isa));
        }
    }
}
