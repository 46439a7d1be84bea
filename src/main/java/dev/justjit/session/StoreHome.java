package dev.justjit.session;

import dev.justjit.host.CacheFolder;
import dev.justjit.store.BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Machine code is stored in the user's cache folder, unless the user has said no. */
public final class StoreHome implements BlobStore.Home {
    private static final String SWITCH = "JUSTJIT_CACHE";

    @Override
    public @Nullable Path folder() throws IOException {
        return "0".equals(System.getenv(SWITCH)) ? null : CacheFolder.create().toPath();
    }
}
