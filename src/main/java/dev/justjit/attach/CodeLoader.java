package dev.justjit.attach;

import dev.justjit.code.CodeMemory;
import dev.justjit.code.Linker;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.Prologue;
import dev.justjit.ffi.Native;
import dev.justjit.template.stubs.CodeState;

/** Puts blobs into code memory, and leads the entries of replaced ones to their successors. */
final class CodeLoader {
    private final CodeMemory memory;
    private final Symbols symbols;

    CodeLoader(CodeMemory memory, Symbols symbols) {
        this.memory = memory;
        this.symbols = symbols;
    }

    /** Links and publishes; the code state then names the new entry. */
    void load(CompiledCode known, long code, CodeBlob blob) {
        byte[] bytes = blob.bytes();
        long address = memory.allocate(bytes.length);
        long data = Native.allocate(8L * Math.max(1, blob.sites().size()));
        try {
            Linker.link(
                    bytes, blob.poolOffset(), blob.pool(), symbols.forBlob(code, address, data));
            memory.publish(address, bytes);
        } catch (RuntimeException failure) {
            memory.free(address, bytes.length);
            Native.free(data);
            throw failure;
        }
        CompiledCode.Loaded loaded = new CompiledCode.Loaded(blob, address, bytes.length, data);
        known.versions().add(loaded);
        Native.putLong(known.state() + CodeState.ENTRY, loaded.vectorEntry());
        Native.putLong(known.state() + CodeState.STATUS, CodeState.STATUS_COMPILED);
    }

    /** Old entries lead to the new code: all of them read the distances in the header. */
    void redirect(CompiledCode.Loaded old, CompiledCode known) {
        CompiledCode.Loaded current = known.current();
        if (current == null) {
            return;
        }
        redirect(old, current, Prologue.DIRECT_DISTANCE);
        redirect(old, current, Prologue.FRAMED_DISTANCE);
    }

    private void redirect(CompiledCode.Loaded old, CompiledCode.Loaded current, int word) {
        long from = old.vectorEntry() + word;
        long target = current.vectorEntry() + word;
        memory.patch(from, target + Native.getLong(target) - from);
    }
}
