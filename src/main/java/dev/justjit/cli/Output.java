package dev.justjit.cli;

import dev.justjit.host.python.HostException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What commands print: text that does not arrive is an error, and names outside of ASCII are not lost. */
final class Output {
    private Output() {}

    /**
     * Prints text and the end of its line.
     *
     * @throws HostException when it cannot be written, to a full disk, say
     */
    static void println(String text) {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        try {
            out.write((text + "\n").getBytes(charset()));
        } catch (IOException failure) {
            throw new HostException(
                    "the output cannot be written: " + failure.getMessage(), failure);
        }
    }

    /** The terminal's; a locale without one, such as POSIX, means UTF-8, as it does in Python. */
    private static Charset charset() {
        String name = System.getProperty("native.encoding", "");
        boolean known = !name.isEmpty() && Charset.isSupported(name);
        Charset charset = known ? Charset.forName(name) : StandardCharsets.UTF_8;
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }
}
