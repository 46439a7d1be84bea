package dev.justjit.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The table is what a live runtime holds. */
class DebugOffsetsTest {
    private static final String SCRIPT =
            """
            import ctypes
            runtime = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, '_PyRuntime'))
            for position in range(0, %d, 8):
                print(ctypes.c_int64.from_address(runtime + position).value)
            """;

    @Test
    void tableAgreesWithTheRuntime() throws Exception {
        Optional<TestPython> python = TestPython.find();
        assumeTrue(python.isPresent());
        List<String> words = python.get().run(SCRIPT.formatted(DebugOffsets.SIZE));
        assertEquals(DebugOffsets.COOKIE, word(words, DebugOffsets.COOKIE_POSITION));
        long version = word(words, DebugOffsets.VERSION_POSITION);
        assertEquals(DebugOffsets.VERSION, version >> DebugOffsets.VERSION_SHIFT);
        assertEquals(0, word(words, DebugOffsets.FREE_THREADED_POSITION));
        List<String> wrong = new ArrayList<>();
        for (DebugOffsets.Entry entry : DebugOffsets.entries()) {
            if (word(words, entry.position()) != entry.expected()) {
                wrong.add(entry + " but " + word(words, entry.position()));
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static long word(List<String> words, int position) {
        return Long.parseLong(words.get(position / Long.BYTES));
    }

    @Test
    void tableFillsTheStruct() {
        int position = DebugOffsets.TABLE_POSITION;
        for (DebugOffsets.Entry entry : DebugOffsets.entries()) {
            assertEquals(position, entry.position());
            position += Long.BYTES;
        }
        assertEquals(DebugOffsets.SIZE, position);
    }

    @Test
    void cookieIsTheText() {
        byte[] text = "xdebugpy".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.wrap(text).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(DebugOffsets.COOKIE, buffer.getLong());
    }
}
