package dev.justjit.attach.compilation;

import dev.justjit.compile.CodeBlob;
import dev.justjit.region.Region;
import dev.justjit.store.BlobStore;
import dev.justjit.store.CodeKey;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The product of one request: what an earlier run has stored, or what is made now and stored then. All on one thread at
 * a time.
 *
 * @param <P> machine code with what belongs to it
 */
final class StoredProduct<P> {
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
    private boolean lookedUp;
    private @Nullable CodeKey key;
    private @Nullable ByteBuffer found;
    private boolean stored;

    private StoredProduct(BlobStore store, Form<P> form) {
        this.store = store;
        this.form = form;
    }

    static StoredProduct<CodeBlob> blob(BlobStore store) {
        return new StoredProduct<>(store, new Blobs());
    }

    static StoredProduct<Region> region(BlobStore store) {
        return new StoredProduct<>(store, new Regions());
    }

    /**
     * Looks it up.
     *
     * @param makeKey what it is stored under; null: it is not
     */
    void lookUp(Supplier<@Nullable CodeKey> makeKey) {
        key = makeKey.get();
        found = key == null ? null : store.find(key);
        lookedUp = true;
    }

    /** Whether something was found that is to be it. */
    boolean isFound() {
        return found != null;
    }

    /** Whether it came from the store. */
    boolean isStored() {
        return stored;
    }

    /** Looks it up, unless that was done, and makes it if it is not there. */
    P get(Supplier<@Nullable CodeKey> makeKey, Supplier<P> make) {
        if (!lookedUp) {
            lookUp(makeKey); // at once, on the thread that asks
        }
        P ready = found == null ? null : form.read(store, found);
        if (ready != null) {
            stored = true;
            return ready;
        }
        P made = make.get();
        if (key != null) {
            form.keep(store, key, made);
        }
        return made;
    }
}
