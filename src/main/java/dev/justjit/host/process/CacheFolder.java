package dev.justjit.host.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The user's folder for things that can be made again; only the owner may enter it. */
public final class CacheFolder {
    /** Write permission of group and others. */
    private static final int BY_OTHERS = 022;

    private static final Object ROOT = 0;
    private static final LinkOption[] NO_LINKS = {LinkOption.NOFOLLOW_LINKS};

    /** What the program has chosen, or null. */
    private static volatile @Nullable File chosen;

    private CacheFolder() {}

    /** Has another folder used in this process. To be called before anything is looked for in it. */
    public static void use(Path folder) {
        chosen = folder.toAbsolutePath().toFile();
    }

    /** Where it is, whether it exists or not: the first setting that is there. */
    public static File path() {
        File given = chosen;
        if (given != null) {
            return given;
        }
        String own = System.getenv("JUSTJIT_CACHE_DIR");
        if (own != null && !own.isEmpty()) {
            return new File(own).getAbsoluteFile();
        }
        String standard = System.getenv("XDG_CACHE_HOME");
        if (standard != null && !standard.isEmpty()) {
            return new File(standard, "justjit").getAbsoluteFile();
        }
        String home = home();
        return home.isEmpty()
                ? new File(System.getProperty("java.io.tmpdir", "/tmp"), "justjit-" + userId())
                : new File(home, ".cache/justjit");
    }

    /** HOME, as other programs have it; else what the system knows; empty for a user without a home. */
    private static String home() {
        String given = System.getenv("HOME");
        String home = given == null || given.isEmpty() ? System.getProperty("user.home") : given;
        return home != null && home.startsWith("/") ? home : "";
    }

    private static Object userId() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException noProc) {
            return "cache";
        }
    }

    /** Makes it if needed and checks that it is the user's own. */
    public static File create() throws IOException {
        File folder = path();
        Path path = folder.toPath();
        if (!Files.isDirectory(path)) {
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                Files.createDirectory(
                        path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            } catch (java.nio.file.FileAlreadyExistsException another) {
                requireFolder(path);
            }
        }
        requireOwn(path);
        return folder;
    }

    private static void requireFolder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IOException(path + " is not a folder");
        }
    }

    /** Refuses a folder in the cache that another user could have put there, as {@link #create} does. */
    public static void require(File inside) throws IOException {
        requireOwn(path().toPath());
        requireOwner(inside.toPath());
    }

    /** Refuses what another user could have put there, or could change. */
    static void requireOwn(Path path) throws IOException {
        requireOwner(path);
        int mode = (int) Files.getAttribute(path, "unix:mode");
        if ((mode & BY_OTHERS) != 0) {
            throw new IOException("others may write to " + path);
        }
    }

    /** A link is its owner's, too. */
    private static void requireOwner(Path path) throws IOException {
        Object user = userId();
        for (LinkOption[] options : List.of(new LinkOption[0], NO_LINKS)) {
            Object owner = Files.getAttribute(path, "unix:uid", options);
            if (!owner.equals(user) && !owner.equals(ROOT)) {
                throw new IOException(path + " belongs to another user");
            }
        }
    }
}
