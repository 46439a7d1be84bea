package dev.justjit.attach;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Machine code in the store with a mistake in it, under checksums that fit: what a defect of the compiler would make. */
final class TamperedStore {
    private static final int ENTRY_BYTES = 24;

    private TamperedStore() {}

    /**
     * Adds one to the first byte of the pattern's immediate wherever the pattern is in machine code of the folder.
     *
     * @param opcode what is before the immediate
     * @return how often it was found
     */
    static int tamper(Path folder, byte[] opcode, int immediate) throws IOException {
        ByteBuffer pattern = ByteBuffer.allocate(opcode.length + Integer.BYTES);
        pattern.put(opcode).putInt(Integer.reverseBytes(immediate));
        int found = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".jjb")).toList()) {
                found += spoil(file, pattern.array(), opcode.length);
            }
        }
        return found;
    }

    private static int spoil(Path path, byte[] pattern, int place) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        ByteBuffer file = ByteBuffer.wrap(bytes);
        int header = 2 * Integer.BYTES + file.getInt(4); // magic, build
        int count = file.getInt(header + 8);
        int index = header + 16;
        int found = 0;
        for (int i = 0; i < count; i++) {
            int entry = index + i * ENTRY_BYTES;
            int offset = file.getInt(entry + 8);
            int length = file.getInt(entry + 12);
            int code = offset + Integer.BYTES + file.getInt(offset); // after the key
            for (int at = code; at <= offset + length - pattern.length; at++) {
                if (ByteBuffer.wrap(bytes, at, pattern.length).equals(ByteBuffer.wrap(pattern))) {
                    bytes[at + place]++;
                    found++;
                }
            }
            file.putInt(entry + 20, sum(bytes, offset, length));
        }
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, index - Integer.BYTES);
        sum.update(bytes, index, count * ENTRY_BYTES);
        file.putInt(index - Integer.BYTES, (int) sum.getValue());
        Files.write(path, bytes);
        return found;
    }

    private static int sum(byte[] bytes, int offset, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, offset, length);
        return (int) sum.getValue();
    }
}
