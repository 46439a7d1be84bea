package dev.justjit.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes tuples, ints, strings and bytes as Python's {@code marshal.loads} reads them (Python/marshal.c). */
final class Marshal {
    static final char TUPLE = '(';
    static final char BYTES = 's';

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A tuple of the {@code items} that are written next. */
    Marshal tuple(int items) {
        out.write(TUPLE);
        word(items);
        return this;
    }

    Marshal number(int value) {
        out.write('i');
        word(value);
        return this;
    }

    Marshal text(String text) {
        out.write('u');
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    Marshal bytes(byte[] bytes) {
        out.write(BYTES);
        return raw(bytes);
    }

    private Marshal raw(byte[] bytes) {
        word(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private void word(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >> shift);
        }
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
