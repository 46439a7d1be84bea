package dev.justjit.session;

import dev.justjit.host.process.CacheFolder;
import dev.justjit.store.BlobStore;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Machine code is stored in the user's cache folder, unless the user has said no, and what it takes to run without a
 * JVM in a file that the user has named.
 */
public final class StoreHome implements BlobStore.Home {
    /** Property, as {@code run --record} sets it, of the file; it goes before the environment variable. */
    public static final String RECORD = "justjit.record";

    private static final String SWITCH = "JUSTJIT_CACHE";
    private static final String RECORD_VARIABLE = "JUSTJIT_RECORD";
    private static final String RECORD_ISA_VARIABLE = "JUSTJIT_RECORD_ISA";

    @Override
    public @Nullable Path folder() throws IOException {
        return "0".equals(System.getenv(SWITCH)) ? null : CacheFolder.create().toPath();
    }

    @Override
    public @Nullable Path record() {
        String named = System.getProperty(RECORD);
        String file = named == null ? System.getenv(RECORD_VARIABLE) : named;
        return file == null || file.isEmpty() ? null : Path.of(file).toAbsolutePath();
    }

    @Override
    public @Nullable String recordIsa() {
        return System.getenv(RECORD_ISA_VARIABLE);
    }
}
