package dev.justjit.ahead;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The form in which Python hands functions over. */
class CodeStreamTest {
    private static byte[] written() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeBytes("JJC1");
        write(out, "3.13.5 (main)");
        write(out, "aarch64");
        out.writeByte('F');
        write(out, "größe");
        write(out, "key");
        out.writeByte('P');
        write(out, "a.py, line 1: invalid syntax");
        out.writeByte('E');
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Test
    void isReadWhole() throws IOException {
        CodeStream read = CodeStream.read(new ByteArrayInputStream(written()));
        assertEquals("3.13.5 (main)", read.version());
        assertEquals("aarch64", read.machine());
        assertEquals("größe", read.functions().get(0).name());
        assertArrayEquals(new byte[] {'k', 'e', 'y'}, read.functions().get(0).key());
        assertEquals(List.of("a.py, line 1: invalid syntax"), read.problems());
    }

    @Test
    void whatIsCutOffOrAnotherThingIsAnError() throws IOException {
        byte[] whole = written();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> CodeStream.read(new ByteArrayInputStream(part)));
        }
        whole[0] ^= 1;
        assertThrows(IOException.class, () -> CodeStream.read(new ByteArrayInputStream(whole)));
    }
}
