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

    private static final FileAttribute<Set<PosixFilePermission>> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;
    private final String build;
    private final int mostBytes;

    /**
     * @param build names the file, and is in it
     * @param mostBytes more are not read, and not written
     */
    BlobFolder(Path folder, String build, int mostBytes) {
        this.folder = folder;
        this.build = build;
        this.mostBytes = mostBytes;
    }

    private Path file() {
        return folder.resolve(build + SUFFIX);
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
        try (FileChannel guard = open(build + LOCK);
                FileLock lock = lock(guard)) {
            if (lock == null) {
                return false;
            }
            BlobFile old = readOrEmpty();
            int generation = old.generation() + 1;
            List<BlobFile.Entry> entries = change.apply(old, generation);
            byte[] bytes = BlobFile.write(build, generation, entries, mostBytes);
            Path made = folder.resolve(build + ".new"); // what is left of a writer that died
            Files.deleteIfExists(made);
            try (FileChannel out = open(build + ".new")) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                Files.move(made, file(), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException failure) {
                Files.deleteIfExists(made);
                throw failure;
            }
        }
        removeOldest();
        return true;
    }

    private FileChannel open(String name) throws IOException {
        return FileChannel.open(
                folder.resolve(name),
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                OWN);
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
