package dev.justjit.store;

import dev.justjit.compile.CodeBlob;
import dev.justjit.region.Region;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Machine code that earlier runs have made, and what this one makes for later ones. Whatever is wrong with the
 * folder or a file in it is counted, and the code is compiled; nothing here throws.
 *
 * <p>Methods may be called from any thread. None but the first look-up and {@link #save} waits for a disk.
 */
public final class BlobStore {
    /** What a file takes at the most. */
    private static final int MOST_BYTES = 16 << 20;

    /** The same for files that users name. */
    public static final int MOST_NAMED_BYTES = 256 << 20;

    /** How often a writer comes back while another one is at the file, and after how many milliseconds. */
    private static final int TRIES = 20;

    private static final int TRIES_FOR_NAMED = 2000;

    private static final int PAUSE_MILLIS = 5;

    /** Where files are. */
    public interface Home {
        /** The folder, made if needed; null if nothing is to be stored. */
        @Nullable Path folder() throws IOException;

        /** The file to which the code of this run goes, too; null if there is none. */
        default @Nullable Path record() {
            return null;
        }

        /** Short name of the instruction set of that code; null if it is this machine's. */
        default @Nullable String recordIsa() {
            return null;
        }
    }

    /**
     * Code that is kept until it is written.
     *
     * @param key what it was made of
     * @param stored its stored form
     */
    private record News(CodeKey key, byte[] stored) {
        int size() {
            return key.bytes().length + stored.length;
        }
    }

    private final Home home;
    private final String target;
    private final int mostBytes;
    private final Map<Long, News> news = new HashMap<>();
    private final Set<Long> used = new HashSet<>();
    private int newBytes;
    private int damages;
    private boolean unusable;
    private boolean opened;
    private @Nullable BlobFolder folder;
    private @Nullable BlobFile file;
    private @Nullable Path named;
    private @Nullable String problem;

    /**
     * Opens nothing yet.
     *
     * @param target short name of the instruction set
     */
    public BlobStore(Home home, String target) {
        this(home, target, MOST_BYTES);
    }

    /**
     * The same with another size.
     *
     * @param mostBytes what the file takes at the most
     */
    public BlobStore(Home home, String target, int mostBytes) {
        this.home = home;
        this.target = target;
        this.mostBytes = mostBytes;
    }

    /**
     * Code in a file that a user has named, beside what is in there already.
     *
     * @param python which one it is for, in words
     */
    public static BlobStore named(Path file, String target, String python) {
        BlobStore store = new BlobStore(file::getParent, target, MOST_NAMED_BYTES);
        store.named = file;
        store.replace(CodeKey.PYTHON, new Marshal().text(python).toBytes());
        return store;
    }

    /** Why a file with that name cannot be written, or is not to be; null if it can. */
    public static @Nullable String reasonAgainst(Path file) {
        try {
            return BlobFolder.ofFile(file, "", MOST_NAMED_BYTES).reasonAgainst();
        } catch (IOException unusable) {
            return "there is no folder " + file.toAbsolutePath().getParent();
        }
    }

    /** Why there is nothing to write to, or why nothing was written; null if all went well. */
    public synchronized @Nullable String problem() {
        return problem;
    }

    /** How often something was wrong. */
    public synchronized int failures() {
        return damages + (unusable ? 1 : 0);
    }

    /** The same of two stores in one folder: that it cannot be used is one event. */
    public static int failures(BlobStore one, BlobStore other) {
        boolean both = one.isUnusable() && other.isUnusable();
        return one.failures() + other.failures() - (both ? 1 : 0);
    }

    private synchronized boolean isUnusable() {
        return unusable;
    }

    /** Whether there is a folder to read from and write to. */
    public synchronized boolean isOn() {
        if (!opened) {
            opened = true;
            open();
        }
        return folder != null;
    }

    private void open() {
        try {
            Path path = home.folder();
            String build = path == null ? null : BuildId.read();
            if (path == null || build == null) {
                problem = "it has no folder, or this compiler is not from a jar";
                return;
            }
            String id = build + "-" + target;
            folder =
                    named == null
                            ? new BlobFolder(path, id, mostBytes)
                            : BlobFolder.ofFile(named, id, mostBytes);
            file = folder.read();
        } catch (BlobFile.Damaged damaged) {
            damages++; // and replaced, some day
        } catch (IOException | RuntimeException failure) {
            unusable = true;
            problem = String.valueOf(failure.getMessage());
            folder = null;
        }
    }

    /** The stored form of the code with the key, or null. */
    public synchronized @Nullable ByteBuffer find(CodeKey key) {
        BlobFile contents = isOn() ? file : null;
        if (contents == null) {
            return null;
        }
        try {
            ByteBuffer found = contents.find(key);
            if (found != null) {
                used.add(key.hash());
            }
            return found;
        } catch (BlobFile.Damaged damaged) {
            damages++;
            return null;
        }
    }

    /** What {@link #find} has found, or null if it is no blob. */
    public @Nullable CodeBlob blob(ByteBuffer stored) {
        try {
            return StoredBlob.read(stored);
        } catch (RuntimeException damaged) {
            noteDamage();
            return null;
        }
    }

    /** What {@link #find} has found, or null if it is no region. */
    public @Nullable Region region(ByteBuffer stored) {
        try {
            return StoredRegion.read(stored);
        } catch (RuntimeException damaged) {
            noteDamage();
            return null;
        }
    }

    private synchronized void noteDamage() {
        damages++;
    }

    /** Code that was made now. */
    public void keep(CodeKey key, CodeBlob blob) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            StoredBlob.write(new DataOutputStream(bytes), blob);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        keep(new News(key, bytes.toByteArray()));
    }

    /** A region that was made now. */
    public void keep(CodeKey key, Region region) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            StoredRegion.write(new DataOutputStream(bytes), region);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        keep(new News(key, bytes.toByteArray()));
    }

    /** Code in a form of its own, in place of what was kept of the same. */
    public synchronized void replace(CodeKey key, byte[] stored) {
        News old = news.remove(key.hash());
        newBytes -= old == null ? 0 : old.size();
        keep(new News(key, stored));
    }

    private synchronized void keep(News made) {
        boolean room = newBytes + made.size() <= mostBytes;
        if (isOn() && room && !news.containsKey(made.key().hash())) {
            news.put(made.key().hash(), made);
            newBytes += made.size();
        }
    }

    /** The stored form of what is there, or waits to be written, under the key; or null. */
    public synchronized @Nullable ByteBuffer kept(CodeKey key) {
        News waiting = news.get(key.hash());
        return waiting == null ? find(key) : ByteBuffer.wrap(waiting.stored());
    }

    /** Whether code with that key is there, or waits to be written. */
    public synchronized boolean has(CodeKey key) {
        return news.containsKey(key.hash()) || find(key) != null;
    }

    /** Code that is in the file already. */
    public synchronized int recorded() {
        BlobFile contents = isOn() ? file : null;
        int all = contents == null ? 0 : contents.entries().size();
        return contents != null && find(CodeKey.PYTHON) != null ? all - 1 : all;
    }

    /** Whether there is something to write. */
    public synchronized boolean hasNews() {
        return !news.isEmpty();
    }

    /**
     * Writes what is new to the file, beside what is there. For one thread at a time.
     *
     * @param last whether it is worth waiting a little while another process writes
     */
    public void save(boolean last) {
        List<News> kept;
        Set<Long> useful;
        BlobFolder place;
        synchronized (this) {
            kept = new ArrayList<>(news.values());
            useful = new HashSet<>(used);
            place = folder;
        }
        if (kept.isEmpty() || place == null) {
            return;
        }
        try {
            Merge merge = new Merge(kept, useful);
            boolean done = place.replace(merge);
            int tries = named == null ? TRIES : TRIES_FOR_NAMED;
            for (int i = 0; last && !done && i < tries; i++) {
                Thread.sleep(PAUSE_MILLIS);
                done = place.replace(merge);
            }
            if (done) {
                forget(kept);
            }
        } catch (IOException | RuntimeException unwritable) {
            synchronized (this) {
                unusable = true;
                problem = String.valueOf(unwritable.getMessage());
                folder = null;
                news.clear();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void forget(List<News> saved) {
        for (News each : saved) {
            news.remove(each.key().hash());
            newBytes -= each.size();
        }
    }

    /** What is in the file, and what is new. */
    private static final class Merge implements BlobFolder.Change {
        private final List<News> kept;
        private final Set<Long> useful;

        Merge(List<News> kept, Set<Long> useful) {
            this.kept = kept;
            this.useful = useful;
        }

        @Override
        public List<BlobFile.Entry> apply(BlobFile old, int generation) {
            Map<Long, BlobFile.Entry> all = new HashMap<>();
            for (BlobFile.Entry entry : old.entries()) {
                boolean again = useful.contains(entry.hash());
                all.put(entry.hash(), again ? entry.in(generation) : entry);
            }
            for (News each : kept) {
                all.put(
                        each.key().hash(),
                        BlobFile.Entry.of(each.key(), generation, each.stored()));
            }
            return new ArrayList<>(all.values());
        }
    }
}
