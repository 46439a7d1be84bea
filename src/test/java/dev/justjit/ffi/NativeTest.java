package dev.justjit.ffi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class NativeTest {
    @Test
    void memoryKeepsEveryWidth() {
        long memory = Native.allocate(64);
        assertEquals(0, Native.getLong(memory + 56));
        Native.putByte(memory, (byte) -2);
        Native.putShort(memory + 2, (short) -3);
        Native.putInt(memory + 4, -4);
        Native.putLong(memory + 8, Long.MIN_VALUE);
        Native.putDouble(memory + 16, -0.0);
        assertEquals(-2, Native.getByte(memory));
        assertEquals(-3, Native.getShort(memory + 2));
        assertEquals(-4, Native.getInt(memory + 4));
        assertEquals(Long.MIN_VALUE, Native.getLong(memory + 8));
        assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(Native.getDouble(memory + 16)));
        Native.copy(new byte[] {1, 2, 3}, memory + 32);
        assertArrayEquals(new byte[] {1, 2, 3, 0}, Native.bytes(memory + 32, 4));
        Native.free(memory);
        Native.free(0);
    }

    @Test
    void stringsAreUtf8() {
        long text = Native.cString("h\u00e9\ud83d\ude00");
        assertEquals(7, Native.call(Native.requireSymbol("strlen"), text));
        assertEquals("h\u00e9\ud83d\ude00", Native.cString(text));
        Native.free(text);
        assertEquals("", Native.cString(0));
    }

    @Test
    void callsPassAllArguments() {
        long buffer = Native.allocate(100);
        long format = Native.cString("%ld %ld %ld");
        long print = Native.requireSymbol("snprintf");
        assertEquals(12, (int) Native.call(print, buffer, 100, format, 1, -2, 1L << 20));
        assertEquals("1 -2 1048576", Native.cString(buffer));
        assertEquals(5, Native.call(Native.requireSymbol("labs"), -5));
        assertNotEquals(0, Native.call(Native.requireSymbol("getpid")));
    }

    @Test
    void charactersGoBothWays() {
        char[] text = {'a', '\u20ac', '\udc00'};
        long memory = Native.allocate(6);
        Native.copy(text, memory);
        assertArrayEquals(text, Native.chars(memory, 3));
        assertEquals((short) 0x20ac, Native.getShort(memory + 2));
        Native.free(memory);
    }

    @Test
    void missingThingsAreNamed() {
        assertEquals(0, Native.symbol("no_such_symbol_anywhere"));
        NativeException symbol =
                assertThrows(
                        NativeException.class,
                        () -> Native.requireSymbol("no_such_symbol_anywhere"));
        assertTrue(symbol.getMessage().contains("no_such_symbol_anywhere"));
        NativeException library =
                assertThrows(NativeException.class, () -> Native.openLibrary("/no/such/lib.so"));
        assertTrue(library.getMessage().contains("/no/such/lib.so"), library.getMessage());
    }

    @Test
    void upcallsReceiveFourArguments() {
        long sum = Native.upcall((a, b, c, d) -> a + 10 * b + 100 * c + 1000 * d);
        assertEquals(4321, Native.call(sum, 1, 2, 3, 4));
    }

    @Test
    void upcallsAttachForeignThreads() {
        AtomicReference<String> name = new AtomicReference<>("");
        long entry =
                Native.upcall(
                        (a, b, c, d) -> {
                            name.set(Thread.currentThread().getName());
                            return a + 1;
                        });
        long thread = Native.allocate(Long.BYTES);
        long result = Native.allocate(Long.BYTES);
        assertEquals(
                0, (int) Native.call(Native.requireSymbol("pthread_create"), thread, 0, entry, 6));
        Native.call(Native.requireSymbol("pthread_join"), Native.getLong(thread), result);
        assertEquals(7, Native.getLong(result));
        assertNotEquals(Thread.currentThread().getName(), name.get());
    }

    @Test
    void upcallsKeepExceptionsOutOfC() {
        long failing =
                Native.upcall(
                        (a, b, c, d) -> {
                            throw new IllegalStateException("from the callback");
                        });
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, Native.call(failing, 1, 2, 3, 4));
            assertEquals(0, Native.call(failing, 1, 2, 3, 4));
        } finally {
            System.setErr(before);
        }
        String text = captured.toString(StandardCharsets.UTF_8);
        assertEquals(2, text.split("from the callback", -1).length, text);
    }
}
