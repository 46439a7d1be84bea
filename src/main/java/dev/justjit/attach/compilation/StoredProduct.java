package dev.justjit.attach.compilation;

import dev.justjit.compile.CodeBlob;
import dev.justjit.region.Region;
import dev.justjit.store.BlobStore;
import dev.justjit.store.CodeKey;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The product of one request: what an earlier run has stored, or what is made now and stored then; or why there is none.
 * All on one thread at a time.
 *
 * @param <P> machine code with what belongs to it
 */
final class StoredProduct<P> {
    /** What is made, where it is not stored. */
    interface Source<P> {
        /** What it is stored under; null: it is not. Asked once, before all else. */
        @Nullable CodeKey key();

        P make();

        /** An earlier run has stored it. */
        default void found(P stored) {}
    }

    /** How such products are stored. Named classes: lambdas cost the program's thread start-up time. */
    private interface Form<P> {
        /** Null if what is there is damaged. */
        @Nullable P read(BlobStore store, ByteBuffer stored);

        void keep(BlobStore store, CodeKey key, P made);
    }

    private static final class Blobs implements Form<CodeBlob> {
        @Override
        public @Nullable CodeBlob read(BlobStore store, ByteBuffer stored) {
            return store.blob(stored);
        }

        @Override
        public void keep(BlobStore store, CodeKey key, CodeBlob made) {
            store.keep(key, made);
        }
    }

    private static final class Regions implements Form<Region> {
        @Override
        public @Nullable Region read(BlobStore store, ByteBuffer stored) {
            return store.region(stored);
        }

        @Override
        public void keep(BlobStore store, CodeKey key, Region made) {
            store.keep(key, made);
        }
    }

    private final BlobStore store;
    private final Form<P> form;
    private final Source<P> source;
    private final Attempt<P> attempt = new Attempt<>();
    private boolean lookedUp;
    private @Nullable CodeKey key;
    private @Nullable ByteBuffer found;
    private boolean stored;

    private StoredProduct(BlobStore store, Form<P> form, Source<P> source) {
        this.store = store;
        this.form = form;
        this.source = source;
    }

    static StoredProduct<CodeBlob> blob(BlobStore store, Source<CodeBlob> source) {
        return new StoredProduct<>(store, new Blobs(), source);
    }

    static StoredProduct<Region> region(BlobStore store, Source<Region> source) {
        return new StoredProduct<>(store, new Regions(), source);
    }

    /** See {@link Request#prepare}: looks it up. */
    void prepare() {
        attempt.run(
                () -> {
                    lookUp();
                    return null;
                });
    }

    /** See {@link Request#compile}: looks it up, unless that was done, and makes it if it is not there. */
    void compile() {
        attempt.run(this::get);
    }

    /** What came of it. */
    Attempt<P> attempt() {
        return attempt;
    }

    /** Whether something was found that is to be it. */
    boolean isFound() {
        return found != null;
    }

    /** Whether it came from the store. */
    boolean isStored() {
        return stored;
    }

    private void lookUp() {
        key = source.key();
        found = key == null ? null : store.find(key);
        lookedUp = true;
    }

    private P get() {
        if (!lookedUp) {
            lookUp(); // at once, on the thread that asks
        }
        P ready = found == null ? null : form.read(store, found);
        if (ready != null) {
            stored = true;
            source.found(ready);
            return ready;
        }
        P made = source.make();
        if (key != null) {
            form.keep(store, key, made);
        }
        return made;
    }
}
