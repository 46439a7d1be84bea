package dev.justjit.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The file of one build in a folder: read whole, replaced by renaming, one writer at a time. */
final class BlobFolder {
    private static final String SUFFIX = ".jjb";
    private static final String LOCK = ".lock";

    /** Files of so many builds stay; the one that was not written for longest goes. */
    private static final int MOST_FILES = 8;

    private static final FileAttribute<Set<PosixFilePermission>> OWN = mode("rw-------");

    /** Of a file that is made to be given to others. */
    private static final FileAttribute<Set<PosixFilePermission>> READABLE = mode("rw-r--r--");

    private static FileAttribute<Set<PosixFilePermission>> mode(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    private final Path folder;
    private final String name;
    private final String build;
    private final int mostBytes;
    private final boolean named;

    private BlobFolder(Path folder, String name, String build, int mostBytes, boolean named) {
        this.folder = folder;
        this.name = name;
        this.build = build;
        this.mostBytes = mostBytes;
        this.named = named;
    }

    /**
     * A file of the cache folder.
     *
     * @param build names the file, and is in it
     * @param mostBytes more are not read, and not written
     */
    BlobFolder(Path folder, String build, int mostBytes) {
        this(folder, build + SUFFIX, build, mostBytes, false);
    }

    /**
     * The same for a file of any name, beside which others are left alone.
     *
     * @param build is in it
     */
    static BlobFolder ofFile(Path file, String build, int mostBytes) {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        return new BlobFolder(
                folder == null ? absolute : folder,
                String.valueOf(absolute.getFileName()),
                build,
                mostBytes,
                true);
    }

    private Path file() {
        return folder.resolve(name);
    }

    /**
     * The file as it is now; empty if there is none.
     *
     * @throws IOException if the folder cannot be used
     * @throws BlobFile.Damaged if the file cannot: it is to be replaced
     */
    BlobFile read() throws IOException, BlobFile.Damaged {
        if (!isOwn(Files.readAttributes(folder, "unix:uid,mode"))) {
            throw new IOException("others may write to " + folder);
        }
        Map<String, Object> facts;
        try {
            facts = Files.readAttributes(file(), "unix:*", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException none) {
            return BlobFile.EMPTY;
        }
        boolean fits = facts.get("size") instanceof Long size && size <= mostBytes;
        if (!isOwn(facts) || !Boolean.TRUE.equals(facts.get("isRegularFile")) || !fits) {
            throw new BlobFile.Damaged("file");
        }
        return BlobFile.of(Files.readAllBytes(file()), build);
    }

    /**
     * Why the file cannot be written, or is not to be because it is of another kind; null if it can.
     *
     * @throws IOException if there is no such folder
     */
    @Nullable String reasonAgainst() throws IOException {
        if (!isOwn(Files.readAttributes(folder, "unix:uid,mode"))) {
            return "its folder belongs to another user, or others may write to it";
        }
        if (!Files.isWritable(folder)) {
            return "its folder is read-only";
        }
        boolean is = Files.exists(file(), LinkOption.NOFOLLOW_LINKS);
        return !is || BlobFile.is(file()) ? null : "it is there, and is no file of stored code";
    }

    /** Whether only the user can have written it. */
    private static boolean isOwn(Map<String, Object> facts) throws IOException {
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        boolean byOthers = !(facts.get("mode") instanceof Integer mode) || (mode & 022) != 0;
        return self.equals(facts.get("uid")) && !byOthers;
    }

    /** Makes new contents of the old ones. */
    interface Change {
        /**
         * What is to be in the file, with all that another process has added meanwhile.
         *
         * @param generation of the new file
         */
        List<BlobFile.Entry> apply(BlobFile old, int generation) throws IOException;
    }

    /**
     * Replaces the file.
     *
     * @return false if another process is at it
     */
    boolean replace(Change change) throws IOException {
        String prefix = named ? "." + name : build;
        try (FileChannel guard = open(prefix + LOCK);
                FileLock lock = lock(guard)) {
            if (lock == null) {
                return false;
            }
            BlobFile old = readOrEmpty();
            int generation = old.generation() + 1;
            List<BlobFile.Entry> entries = change.apply(old, generation);
            byte[] bytes = BlobFile.write(build, generation, entries, mostBytes);
            Path made = folder.resolve(prefix + ".new"); // what is left of a writer that died
            Files.deleteIfExists(made);
            try (FileChannel out = open(prefix + ".new")) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                Files.move(made, file(), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException failure) {
                Files.deleteIfExists(made);
                throw failure;
            }
            if (named) {
                // one that waits for it, and one that makes another, may then lose what the first
                // has added
                Files.deleteIfExists(folder.resolve(prefix + LOCK));
            }
        }
        if (!named) {
            removeOldest();
        }
        return true;
    }

    private FileChannel open(String name) throws IOException {
        return FileChannel.open(
                folder.resolve(name),
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                named ? READABLE : OWN);
    }

    private static @Nullable FileLock lock(FileChannel guard) throws IOException {
        try {
            return guard.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    /** What cannot be read is replaced. */
    private BlobFile readOrEmpty() throws IOException {
        try {
            return read();
        } catch (BlobFile.Damaged damaged) {
            return BlobFile.EMPTY;
        }
    }

    private void removeOldest() throws IOException {
        TreeMap<Long, Path> byTime = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path each : all) {
                byTime.put(each.toFile().lastModified(), each);
            }
        }
        while (byTime.size() > MOST_FILES) {
            String name = byTime.pollFirstEntry().getValue().toString();
            String stem = name.substring(0, name.length() - SUFFIX.length());
            Files.deleteIfExists(Path.of(name));
            Files.deleteIfExists(Path.of(stem + LOCK));
        }
    }
}
