package dev.justjit.attach.compilation;

import dev.justjit.store.BlobStore;
import dev.justjit.tiering.CompileService;
import dev.justjit.tiering.Policy;
import org.jspecify.annotations.Nullable;

/** Writes new machine code to the store when nothing else is to be done. */
public final class StoreChore implements CompileService.Chore {
    private final BlobStore store;
    private final @Nullable GenericCode generic;

    /**
     * @param generic what is kept for starts without a JVM, or null
     */
    public StoreChore(BlobStore store, @Nullable GenericCode generic) {
        this.store = store;
        this.generic = generic;
    }

    /** How often something was wrong with the files, or their folder. */
    public int failures() {
        return generic == null ? store.failures() : BlobStore.failures(store, generic.store());
    }

    @Override
    public boolean isDue() {
        return store.hasNews() || generic != null && generic.isDue();
    }

    @Override
    public boolean isUrgent() {
        return generic != null && generic.isUrgent();
    }

    @Override
    public long patienceMillis() {
        return generic == null ? Policy.LAST_CHORE_MILLIS : generic.patienceMillis();
    }

    @Override
    public void run(boolean last) {
        store.save(last);
        if (generic != null) {
            generic.run(last);
        }
    }
}
