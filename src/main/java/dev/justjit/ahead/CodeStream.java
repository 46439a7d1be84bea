package dev.justjit.ahead;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code justjit._codes} writes: the version of Python and its machine, then the functions of the sources, and
 * what is wrong with sources.
 *
 * @param version {@code sys.version}
 * @param machine as {@code os.uname()} has it
 * @param problems a line each
 */
public record CodeStream(
        String version, String machine, List<Function> functions, List<String> problems) {
    private static final int MAGIC = 0x4a4a_4331; // "JJC1"
    private static final int MOST = 1 << 28;

    /**
     * A function that a source defines.
     *
     * @param name its qualified name
     * @param key the bytes of {@code CodeKey.generic}
     */
    public record Function(String name, byte[] key) {}

    /**
     * Reads all of it.
     *
     * @throws IOException if it is not whole
     */
    public static CodeStream read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        if (in.readInt() != MAGIC) {
            throw new IOException("not a stream of code");
        }
        String version = text(in);
        String machine = text(in);
        List<Function> functions = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int kind = in.readByte(); kind != 'E'; kind = in.readByte()) {
            switch (kind) {
                case 'F' -> functions.add(new Function(text(in), bytes(in)));
                case 'P' -> problems.add(text(in));
                default -> throw new IOException("not a stream of code");
            }
        }
        return new CodeStream(version, machine, functions, problems);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST) {
            throw new IOException("not a stream of code");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }
}
