package dev.justjit.attach;

import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.Promise;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the host knows of one code object. */
final class CompiledCode {
    /** A blob in code memory. */
    record Loaded(CodeBlob blob, long address, int length, long data) {
        long vectorEntry() {
            return address + blob.vectorEntry();
        }
    }

    private final String name;
    private final long state;
    private final List<Loaded> versions = new ArrayList<>();
    private final BitSet unstable = new BitSet();
    private Promise promise = Promise.AUTO;
    private @Nullable String refusal;

    CompiledCode(String name, long state) {
        this.name = name;
        this.state = state;
    }

    String name() {
        return name;
    }

    /** Address of the native record. */
    long state() {
        return state;
    }

    /** All versions, the newest last; older ones may still have activations. */
    List<Loaded> versions() {
        return versions;
    }

    @Nullable Loaded current() {
        return versions.isEmpty() ? null : versions.get(versions.size() - 1);
    }

    BitSet unstable() {
        return unstable;
    }

    Promise promise() {
        return promise;
    }

    void promise(Promise newPromise) {
        promise = newPromise;
    }

    @Nullable String refusal() {
        return refusal;
    }

    void refuse(String reason) {
        refusal = reason;
    }
}
