package dev.justjit.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.masm.Isa;
import dev.justjit.template.Templates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
    private static final int MOST_BYTES = 4 << 20;

    private final Compiler compiler = new Compiler(new Templates());
    private final List<CodeImage> images = different();

    @TempDir Path folder = Path.of("");

    @BeforeEach
    void ownerOnly() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static List<CodeImage> different() {
        Map<Long, CodeImage> byKey = new LinkedHashMap<>();
        for (Path path : ImageReader.all()) {
            CodeImage image = ImageReader.read(path);
            byKey.put(key(image).hash(), image);
        }
        return List.copyOf(byKey.values());
    }

    private BlobStore open() {
        return open(MOST_BYTES);
    }

    private BlobStore open(int mostBytes) {
        return new BlobStore(() -> folder, "x64", mostBytes);
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(each -> each.toString().endsWith(".jjb")).findFirst().orElseThrow();
        }
    }

    private static CodeKey key(CodeImage image) {
        return CodeKey.of(PortableImage.of(image), CompileOptions.plain());
    }

    private CodeBlob blob(CodeImage image) {
        return compiler.compile(image, Isa.X64, CompileOptions.plain());
    }

    private void save(BlobStore store, List<CodeImage> some) {
        for (CodeImage image : some) {
            assertNull(store.find(key(image)), image.name());
            store.keep(key(image), blob(image));
        }
        store.save(true);
        assertEquals(0, store.failures());
        assertFalse(store.hasNews());
    }

    private static @Nullable CodeBlob read(BlobStore store, CodeImage image) {
        ByteBuffer found = store.find(key(image));
        return found == null ? null : store.blob(found);
    }

    /** How many are there; those are right. */
    private int stored(BlobStore store, List<CodeImage> some) {
        int count = 0;
        for (CodeImage image : some) {
            CodeBlob found = read(store, image);
            if (found != null) {
                StoredBlobTest.assertSame(blob(image), found, image.name());
                count++;
            }
        }
        return count;
    }

    @Test
    void whatIsWrittenIsFoundByTheNext() {
        save(open(), images.subList(0, 100));
        BlobStore second = open();
        assertEquals(100, stored(second, images.subList(0, 100)));
        assertEquals(0, stored(second, images.subList(100, images.size())));
        assertEquals(0, second.failures());
    }

    @Test
    void writersKeepWhatOthersHaveWritten() {
        BlobStore first = open();
        BlobStore second = open();
        assertTrue(first.isOn() && second.isOn());
        save(first, images.subList(0, 60));
        save(second, images.subList(60, 100));
        save(first, images.subList(100, 110));
        assertEquals(110, stored(open(), images.subList(0, 110)));
    }

    @Test
    void manyWritersAtOnce() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        List<BlobStore> stores = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            BlobStore store = open();
            List<CodeImage> some = images.subList(20 * i, 20 * i + 20);
            stores.add(store);
            threads.add(
                    new Thread(
                            () -> {
                                for (CodeImage image : some) {
                                    store.keep(key(image), blob(image));
                                    store.save(true);
                                }
                            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        for (BlobStore store : stores) {
            store.save(true);
            assertEquals(0, store.failures());
        }
        assertEquals(80, stored(open(), images.subList(0, 80)));
    }

    /** Whatever happens to a file: what is found is right, or nothing is found, which is counted. */
    @Test
    void damagedFilesAreRefused() throws IOException {
        List<CodeImage> some = images.subList(0, 4);
        List<CodeBlob> blobs = some.stream().map(this::blob).toList();
        save(open(), some);
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            Files.write(file(), damaged(whole, random));
            BlobStore store = open();
            int which = random.nextInt(some.size());
            CodeBlob found = read(store, some.get(which));
            if (found == null) {
                refused++;
                assertEquals(1, store.failures());
            } else {
                StoredBlobTest.assertSame(blobs.get(which), found, "after damage " + i);
            }
        }
        assertTrue(refused > 1000, "refused " + refused);
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        int places = 1 + random.nextInt(8);
        switch (random.nextInt(5)) {
            case 0 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> bytes = java.util.Arrays.copyOf(bytes, bytes.length + places);
            case 2 -> {
                for (int i = 0; i < places; i++) {
                    bytes[random.nextInt(400)] ^= (byte) (1 + random.nextInt(255));
                }
            }
            case 3 -> {
                int at = random.nextInt(bytes.length - 64);
                int from = random.nextInt(bytes.length - 64);
                System.arraycopy(whole, from, bytes, at, 64);
                bytes[random.nextInt(bytes.length)] ^= 1;
            }
            default -> {
                for (int i = 0; i < places; i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }

    /** The bytes of a blob themselves, as if a checksum had failed to notice. */
    @Test
    void damagedBlobsAreNoBlobs() throws IOException {
        byte[] whole = StoredBlobTest.bytes(blob(images.get(200)));
        Random random = new Random(6);
        BlobStore store = open();
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = whole.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            store.blob(ByteBuffer.wrap(bytes)); // null, or something that is laid out as a blob
        }
    }

    @Test
    void damagedFilesAreReplaced() throws IOException {
        save(open(), images.subList(0, 5));
        byte[] bytes = Files.readAllBytes(file());
        bytes[20] ^= 1;
        Files.write(file(), bytes);
        BlobStore second = open();
        second.keep(key(images.get(7)), blob(images.get(7)));
        second.save(true);
        assertEquals(1, second.failures());
        BlobStore third = open();
        assertEquals(1, stored(third, images.subList(0, 10)));
        assertEquals(0, third.failures());
    }

    @Test
    void filesThatOthersMayWriteAreNotRead() throws IOException {
        save(open(), images.subList(0, 5));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));
        BlobStore second = open();
        assertEquals(0, stored(second, images.subList(0, 5)));
        assertEquals(1, second.failures());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        BlobStore third = open();
        assertEquals(0, stored(third, images.subList(0, 5)));
        assertEquals(1, third.failures());
        assertFalse(third.isOn());
    }

    @Test
    void aLinkIsNoFileOfOurs() throws IOException {
        save(open(), images.subList(0, 5));
        Path moved = folder.resolve("moved");
        Path file = file();
        Files.move(file, moved);
        Files.createSymbolicLink(file, moved);
        BlobStore second = open();
        assertEquals(0, stored(second, images.subList(0, 5)));
        assertEquals(1, second.failures());
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneEvent() throws IOException {
        save(open(), images.subList(0, 5));
        String name = String.valueOf(file().getFileName());
        Path lock = folder.resolve(name.replace(".jjb", ".lock"));
        Files.delete(lock);
        Files.createDirectory(lock); // as good as a folder without the right to write, for root too
        BlobStore second = open();
        for (CodeImage image : images.subList(5, 9)) {
            second.keep(key(image), blob(image));
            second.save(true);
        }
        assertEquals(1, second.failures());
        assertFalse(second.hasNews());
        assertEquals(5, stored(open(), images.subList(0, 10)));
    }

    @Test
    void aHomeThatFailsIsOneEvent() {
        BlobStore store =
                new BlobStore(
                        () -> {
                            throw new IOException("no");
                        },
                        "x64");
        assertNull(store.find(key(images.get(0))));
        store.keep(key(images.get(0)), blob(images.get(0)));
        store.save(true);
        assertEquals(1, store.failures());
        BlobStore none = new BlobStore(() -> null, "x64");
        assertNull(none.find(key(images.get(0))));
        assertEquals(0, none.failures());
    }

    @Test
    void whatIsOfNoUseGoesFirst() throws IOException {
        List<CodeImage> used = images.subList(0, 5);
        int room = 200_000;
        save(open(room), used);
        for (int i = 5; i + 5 <= 200; i += 5) {
            BlobStore store = open(room);
            assertEquals(5, stored(store, used));
            save(store, images.subList(i, i + 5));
            assertTrue(Files.size(file()) <= room);
        }
        assertEquals(5, stored(open(room), used));
        assertEquals(0, stored(open(room), images.subList(5, 20)));
        assertEquals(5, stored(open(room), images.subList(195, 200)));
    }

    @Test
    void anotherBuildOrInstructionSetHasAnotherFile() throws IOException {
        save(open(), images.subList(0, 5));
        BlobStore other = new BlobStore(() -> folder, "a64", MOST_BYTES);
        assertEquals(0, stored(other, images.subList(0, 5)));
        byte[] bytes = Files.readAllBytes(file());
        String build = String.valueOf(file().getFileName()).replace(".jjb", "");
        assertNotNull(tryRead(bytes, build));
        assertNull(tryRead(bytes, build.replace("x64", "a64")));
        assertArrayEquals(bytes, Files.readAllBytes(file()));
    }

    private static @Nullable BlobFile tryRead(byte[] bytes, String build) {
        try {
            return BlobFile.of(bytes, build);
        } catch (BlobFile.Damaged damaged) {
            return null;
        }
    }
}
