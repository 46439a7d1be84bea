package dev.justjit.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExceptionTableTest {
    private static final int START_BIT = 0x80;

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void anEmptyTableProtectsNothing() {
        ExceptionTable table = new ExceptionTable(new byte[0]);
        assertEquals(List.of(), table.entries());
        assertNull(table.find(0));
    }

    @Test
    void oneEntry() {
        ExceptionTable table = new ExceptionTable(bytes(START_BIT | 3, 4, 20, 5));
        ExceptionTable.Entry entry = new ExceptionTable.Entry(3, 7, 20, 2, true);
        assertEquals(List.of(entry), table.entries());
        assertNull(table.find(2));
        assertEquals(entry, table.find(3));
        assertEquals(entry, table.find(6));
        assertNull(table.find(7));
    }

    @Test
    void numbersOfSeveralBytesHaveTheHighBitsFirst() {
        ExceptionTable table =
                new ExceptionTable(bytes(START_BIT | 0x40 | 1, 2, 0x40 | 1, 0, 0x43, 0x41, 5, 0));
        assertEquals(
                List.of(new ExceptionTable.Entry(66, 66 + 64, 3 << 12 | 1 << 6 | 5, 0, false)),
                table.entries());
    }

    @Test
    void everyCutInsideAnEntryIsRefused() {
        byte[] whole = bytes(START_BIT | 3, 0x41, 4, 20, 5);
        for (int length = 1; length < whole.length; length++) {
            byte[] part = java.util.Arrays.copyOf(whole, length);
            assertThrows(InvalidBytecode.class, () -> new ExceptionTable(part));
        }
    }

    @Property
    void anyBytesGiveATableOrInvalidBytecode(@ForAll byte[] bytes) {
        try {
            new ExceptionTable(bytes).entries();
        } catch (InvalidBytecode expected) {
            return;
        }
    }
}
