package dev.justjit.store;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a file of stored blobs. Big-endian:
 *
 * <pre>
 *   header   magic, length and text of the build, length of the file, generation, number of records, checksum
 *   index    for each record: hash of its key (ascending), offset, length, generation, checksum
 *   records  length of the key, the key, the blob
 * </pre>
 *
 * <p>The checksum of the header is that of all before it and of the index. Records are looked at when they are asked
 * for. The generation counts how often the file was written; that of a record is the last in which it was of use.
 */
final class BlobFile {
    private static final int MAGIC = 0x4a4a_4231; // "JJB1": another layout has another number
    private static final int ENTRY_BYTES = 24;
    private static final int FIXED_BYTES = 24;

    /** Nothing. */
    static final BlobFile EMPTY = new BlobFile(ByteBuffer.allocate(0), 0, 0, 0);

    private final ByteBuffer file;
    private final int index;
    private final int count;
    private final int generation;

    private BlobFile(ByteBuffer file, int index, int count, int generation) {
        this.file = file;
        this.index = index;
        this.count = count;
        this.generation = generation;
    }

    /** Something in a file is not what was written. */
    static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged(String what) {
            super(what);
        }
    }

    /**
     * A key and its blob.
     *
     * @param hash of the key
     * @param generation in which it was last of use
     * @param bytes length of the key, the key, the blob
     */
    record Entry(long hash, int generation, ByteBuffer bytes) {
        static Entry of(CodeKey key, int generation, byte[] blob) {
            int length = Integer.BYTES + key.bytes().length + blob.length;
            ByteBuffer bytes = ByteBuffer.allocate(length);
            bytes.putInt(key.bytes().length).put(key.bytes()).put(blob).flip();
            return new Entry(key.hash(), generation, bytes);
        }

        /** The same, of use in that generation. */
        Entry in(int newGeneration) {
            return new Entry(hash, newGeneration, bytes);
        }

        /** What it takes in a file. */
        int size() {
            return ENTRY_BYTES + bytes.remaining();
        }
    }

    /**
     * Reads header and index.
     *
     * @param build who must have written it
     */
    static BlobFile of(byte[] bytes, String build) throws Damaged {
        byte[] text = build.getBytes(StandardCharsets.UTF_8);
        int index = FIXED_BYTES + text.length;
        ByteBuffer file = ByteBuffer.wrap(bytes);
        require(bytes.length >= index, "header");
        require(file.getInt() == MAGIC && file.getInt() == text.length, "header");
        byte[] written = new byte[text.length];
        file.get(written);
        require(Arrays.equals(written, text), "build");
        require(file.getInt() == bytes.length, "length");
        int generation = file.getInt();
        int count = file.getInt();
        require(count >= 0 && count <= (bytes.length - index) / ENTRY_BYTES, "index");
        int sum = file.getInt();
        require(sum == sum(bytes, index, count), "checksum of the index");
        return new BlobFile(file, index, count, generation);
    }

    private static int sum(byte[] bytes, int index, int count) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, index - Integer.BYTES);
        sum.update(bytes, index, count * ENTRY_BYTES);
        return (int) sum.getValue();
    }

    private static void require(boolean holds, String what) throws Damaged {
        if (!holds) {
            throw new Damaged(what);
        }
    }

    /** Whether it looks like one, or is empty. */
    static boolean is(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            return in.readInt() == MAGIC;
        } catch (EOFException shorter) {
            return Files.size(file) == 0;
        }
    }

    int generation() {
        return generation;
    }

    /** The blob with the key, or null. */
    @Nullable ByteBuffer find(CodeKey key) throws Damaged {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            long hash = file.getLong(index + middle * ENTRY_BYTES);
            if (hash == key.hash()) {
                return blob(entry(middle), key.bytes());
            }
            if (hash < key.hash()) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    private static @Nullable ByteBuffer blob(Entry entry, byte[] key) throws Damaged {
        ByteBuffer bytes = entry.bytes();
        require(bytes.remaining() >= Integer.BYTES, "record");
        int length = bytes.getInt();
        require(length >= 0 && length <= bytes.remaining(), "record");
        ByteBuffer found = bytes.slice().limit(length);
        bytes.position(bytes.position() + length);
        return found.equals(ByteBuffer.wrap(key)) ? bytes.slice() : null;
    }

    /** The record with the number, its checksum checked. */
    private Entry entry(int number) throws Damaged {
        int at = index + number * ENTRY_BYTES;
        int offset = file.getInt(at + 8);
        int length = file.getInt(at + 12);
        boolean inside =
                offset >= index + count * ENTRY_BYTES
                        && length >= 0
                        && length <= file.capacity() - offset;
        require(inside, "bounds of a record");
        require(file.getInt(at + 20) == sum(file.slice(offset, length)), "checksum of a record");
        return new Entry(file.getLong(at), file.getInt(at + 16), file.slice(offset, length));
    }

    private static int sum(ByteBuffer bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /** All records that are whole. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            try {
                entries.add(entry(i));
            } catch (Damaged gone) {
                // it was counted when it was asked for, if ever
            }
        }
        return entries;
    }

    /**
     * A file with these records, no two of which have the same hash; without those that were not of use for longest
     * if there is no room for all.
     */
    static byte[] write(String build, int generation, List<Entry> entries, int mostBytes) {
        byte[] text = build.getBytes(StandardCharsets.UTF_8);
        int index = FIXED_BYTES + text.length;
        List<Entry> sorted = newest(entries, mostBytes - index);
        sorted.sort(new ByHash());
        int size = index;
        for (Entry entry : sorted) {
            size += entry.size();
        }
        ByteBuffer file = ByteBuffer.allocate(size);
        file.putInt(MAGIC).putInt(text.length).put(text);
        file.putInt(size).putInt(generation).putInt(sorted.size()).putInt(0);
        int offset = index + sorted.size() * ENTRY_BYTES;
        for (Entry entry : sorted) {
            ByteBuffer bytes = entry.bytes().duplicate();
            file.putLong(entry.hash()).putInt(offset).putInt(bytes.remaining());
            file.putInt(entry.generation()).putInt(sum(bytes.duplicate()));
            offset += bytes.remaining();
        }
        for (Entry entry : sorted) {
            file.put(entry.bytes().duplicate());
        }
        file.putInt(index - Integer.BYTES, sum(file.array(), index, sorted.size()));
        return file.array();
    }

    private static List<Entry> newest(List<Entry> entries, int room) {
        List<Entry> byAge = new ArrayList<>(entries);
        byAge.sort(new ByAge());
        int left = room;
        int count = 0;
        while (count < byAge.size() && byAge.get(count).size() <= left) {
            left -= byAge.get(count).size();
            count++;
        }
        return new ArrayList<>(byAge.subList(0, count));
    }

    /** The newest first. Named classes: lambdas cost start-up time, and here that of the end. */
    private static final class ByAge implements Comparator<Entry> {
        @Override
        public int compare(Entry one, Entry two) {
            return Integer.compare(two.generation(), one.generation());
        }
    }

    private static final class ByHash implements Comparator<Entry> {
        @Override
        public int compare(Entry one, Entry two) {
            return Long.compare(one.hash(), two.hash());
        }
    }
}
