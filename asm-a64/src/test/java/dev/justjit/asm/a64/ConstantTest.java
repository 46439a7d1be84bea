package dev.justjit.asm.a64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Constants: bitmasks, the sequences of mov, and doubles. */
class ConstantTest {
    /** The value of 13 bits of a bitmask, by the rules of the architecture manual; 0 if none. */
    private static long decode(int field) {
        int imms = field & 63;
        int immr = field >> 6 & 63;
        int sizeLog = 31 - Integer.numberOfLeadingZeros(field >> 12 << 6 | ~imms & 63);
        if (sizeLog < 1) {
            return 0;
        }
        int width = 1 << sizeLog;
        int ones = (imms & width - 1) + 1;
        if (ones == width) {
            return 0;
        }
        boolean[] bits = new boolean[64];
        for (int i = 0; i < 64; i++) {
            bits[i] = (i + immr) % width < ones;
        }
        long value = 0;
        for (int i = 0; i < 64; i++) {
            value |= bits[i] ? 1L << i : 0;
        }
        return value;
    }

    private static Map<Long, Integer> bitmasks() {
        Map<Long, Integer> all = new HashMap<>();
        for (int field = 0; field < 1 << 13; field++) {
            long value = decode(field);
            if (value != 0) {
                all.putIfAbsent(value, field);
            }
        }
        return all;
    }

    @Test
    void everyBitmaskIsEncoded() {
        Map<Long, Integer> all = bitmasks();
        assertEquals(5334, all.size());
        all.forEach(
                (value, field) -> {
                    assertEquals(field, Bitmask.encode(Size.X, value), Long.toHexString(value));
                    boolean is32 = (int) (long) value == (int) (value >> 32);
                    int narrow = Bitmask.encode(Size.W, value & 0xffffffffL);
                    if (is32) {
                        assertEquals(field, narrow, Long.toHexString(value));
                    }
                });
    }

    @Test
    void nothingElseIsABitmask() {
        Map<Long, Integer> all = bitmasks();
        Random random = new Random(1);
        for (long value : all.keySet()) {
            long near = value ^ 1L << random.nextInt(64);
            assertEquals(all.containsKey(near), Bitmask.encode(Size.X, near) >= 0);
        }
        assertEquals(-1, Bitmask.encode(Size.X, 0));
        assertEquals(-1, Bitmask.encode(Size.X, -1));
        assertEquals(-1, Bitmask.encode(Size.W, 0xffffffffL));
    }

    /** Runs the instructions that mov makes. */
    private static long run(byte[] code) {
        long value = 0x5a5a123456789abcL;
        for (int at = 0; at < code.length; at += 4) {
            int word = Integer.parseUnsignedInt(TableLine.word(code, at), 16);
            int shift = (word >> 21 & 3) * 16;
            long part = (long) (word >> 5 & 0xffff) << shift;
            assertEquals(9, word & 31);
            value =
                    switch (word >> 23 & 0xff) {
                        case 0x25 -> ~part;
                        case 0xa5 -> part;
                        case 0xe5 -> value & ~(0xffffL << shift) | part;
                        case 0x64 -> decode(word >> 10 & 0x1fff);
                        default -> throw new AssertionError(Integer.toHexString(word));
                    };
            if (word >= 0) {
                value &= 0xffffffffL;
            }
        }
        return value;
    }

    private static int length(long value) {
        A64Assembler asm = new A64Assembler();
        asm.mov(Gpr.X9, value);
        byte[] code = asm.finish();
        assertEquals(value, run(code), Long.toHexString(value));
        return code.length / 4;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1",
        "ffffffffffffffff, 1",
        "ffff, 1",
        "ffff000000000000, 1",
        "123400000000, 1",
        "ffffffff1234ffff, 1",
        "ffff1234, 1",
        "f0f0f0f0, 1",
        "5555555555555555, 1",
        "12345678, 2",
        "ffffffff12345678, 2",
        "1234555555555555, 2",
        "5555555512345555, 2",
        "00ffff001234ff00, 2",
        "00ffff0012345600, 3",
        "fffffff0123ffff0, 2",
        "ff00ff00ff001234, 2",
        "ff00ff0056781234, 3",
        "12340000f0f0f0f0, 2",
        "00001234ffff5678, 2",
        "56781234f0f0f0f0, 3",
        "123456789abc, 3",
        "ffff123456789abc, 3",
        "7fff123456789abc, 4",
        "123456789abcdef0, 4"
    })
    void movTakesTheFewestInstructions(String value, int count) {
        long bits = Long.parseUnsignedLong(value, 16);
        assertEquals(count, length(bits));
    }

    @Test
    void movOfRandomConstants() {
        Random random = new Random(2);
        Long[] masks = bitmasks().keySet().toArray(new Long[0]);
        for (int i = 0; i < 20000; i++) {
            long mask = masks[random.nextInt(masks.length)];
            assertEquals(1, length(mask));
            int shift = 16 * random.nextInt(4);
            long part = (long) random.nextInt(0x10000) << shift;
            assertTrue(length(mask & ~(0xffffL << shift) | part) <= 2);
            int other = 16 * random.nextInt(4);
            long second = (long) random.nextInt(0x10000) << other;
            long twice = (mask & ~(0xffffL << shift) | part) & ~(0xffffL << other) | second;
            assertTrue(length(twice) <= 3);
            assertTrue(length(random.nextLong()) <= 4);
        }
    }

    @Test
    void movOf32Bits() {
        Random random = new Random(3);
        for (int i = 0; i < 20000; i++) {
            int value = random.nextInt() >> random.nextInt(32);
            A64Assembler asm = new A64Assembler();
            asm.mov(Size.W, Gpr.X9, value);
            byte[] signed = asm.finish();
            assertEquals(value & 0xffffffffL, run(signed));
            assertTrue(signed.length <= 8);
            A64Assembler unsigned = new A64Assembler();
            unsigned.mov(Size.W, Gpr.X9, value & 0xffffffffL);
            assertEquals(value & 0xffffffffL, run(unsigned.finish()));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -0.0, 0.1, 33, 0.0625, 1.03125, 1e300, Double.NaN, 32})
    void doublesWithoutEncoding(double value) {
        A64Assembler asm = new A64Assembler();
        String message =
                assertThrows(IllegalArgumentException.class, () -> asm.fmov(Fpr.D0, value))
                        .getMessage();
        assertEquals("fmov cannot encode the constant " + value, message);
        assertEquals(0, asm.position());
    }
}
