package dev.justjit.debuginfo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Little-endian data as ELF, DWARF and jitdump have it. */
final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    int size() {
        return out.size();
    }

    byte[] toArray() {
        return out.toByteArray();
    }

    private Bytes number(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> 8 * i));
        }
        return this;
    }

    Bytes u8(int value) {
        return number(value, 1);
    }

    Bytes u16(int value) {
        return number(value, 2);
    }

    Bytes u32(int value) {
        return number(value, 4);
    }

    Bytes u64(long value) {
        return number(value, 8);
    }

    /** DWARF's unsigned numbers of any length. */
    Bytes uleb(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            out.write((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    /** DWARF's signed numbers of any length. */
    Bytes sleb(long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            out.write((int) rest & 0x7f | 0x80);
            rest >>= 7;
        }
        out.write((int) rest & 0x7f);
        return this;
    }

    Bytes bytes(byte[] data) {
        out.write(data, 0, data.length);
        return this;
    }

    /** UTF-8, and a zero byte. */
    Bytes text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8)).u8(0);
    }

    /** Zero bytes up to a multiple of {@code alignment}. */
    Bytes align(int alignment) {
        while (out.size() % alignment != 0) {
            out.write(0);
        }
        return this;
    }

    /** Its size in four bytes, then all of {@code unit}. */
    Bytes unit(Bytes unit) {
        return u32(unit.size()).bytes(unit.toArray());
    }
}
