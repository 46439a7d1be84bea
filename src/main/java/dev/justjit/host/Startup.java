package dev.justjit.host;

import dev.justjit.host.process.CallCode;
import org.jspecify.annotations.Nullable;

/** Told when Python is ready. */
public interface Startup {
    /**
     * Called once, on the thread "python-main", holding the GIL, after initialisation and before any
     * code of the user's runs (except {@code site} customisation). A thrown exception is reported on
     * standard error and the program goes on.
     */
    void attached(PythonHost host);

    /** Once it was called: machine code for calls from Java, or null if there is none. */
    default @Nullable CallCode callCode() {
        return null;
    }
}
