package dev.justjit.host.process;

import dev.justjit.ffi.Native;
import java.io.ByteArrayOutputStream;

/** Instructions of a few hand-made functions, one after the other, for either machine. */
public final class CodeBuffer {
    private static final int HALF_BITS = 16;
    private static final int HALF = 0xffff;

    private static final int MOVZ = 0xd2800000;
    private static final int MOVK = 0xf2800000;
    private static final int SHIFT = 1 << 21;
    private static final int X16 = 16;
    private static final int BLR_X16 = 0xd63f0200;
    private static final int BR_X16 = 0xd61f0200;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Whether this JVM runs on x86-64. */
    public static boolean isX64() {
        return "amd64".equals(System.getProperty("os.arch"));
    }

    /** Whether this JVM runs on AArch64. */
    public static boolean isA64() {
        return "aarch64".equals(System.getProperty("os.arch"));
    }

    /** Bytes as they are: x86-64. */
    public CodeBuffer bytes(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    /** A number in little-endian order. */
    public CodeBuffer number(long value, int size) {
        for (int i = 0; i < size; i++) {
            bytes.write((int) (value >> Byte.SIZE * i));
        }
        return this;
    }

    /** Instruction words: AArch64. */
    public CodeBuffer words(int... values) {
        for (int value : values) {
            number(value, Integer.BYTES);
        }
        return this;
    }

    /** {@code mov r11, function; xor eax, eax; call r11}: al counts doubles for variadic ones. */
    public void callX64(String function) {
        bytes(0x49, 0xbb).number(Native.requireSymbol(function), Long.BYTES);
        bytes(0x31, 0xc0, 0x41, 0xff, 0xd3);
    }

    /** {@code mov register, value} in four words. */
    public CodeBuffer loadA64(int register, long value) {
        for (int i = 0; i < 4; i++) {
            int half = (int) (value >> HALF_BITS * i) & HALF;
            words((i == 0 ? MOVZ : MOVK) | SHIFT * i | half << 5 | register);
        }
        return this;
    }

    /** {@code mov x16, function; blr x16} in five words. */
    public void callA64(String function) {
        loadA64(X16, Native.requireSymbol(function)).words(BLR_X16);
    }

    /** {@code mov x16, address; br x16} in five words. */
    public void jumpA64(long address) {
        loadA64(X16, address).words(BR_X16);
    }

    /** Makes the code executable and returns its address, or 0 when the system refuses. */
    public long place() {
        return CodePage.of(bytes.toByteArray());
    }
}
