package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.record.JavaCall;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What machine code is told to call: a word of native memory with the object, which is emptied when a handle is
 * closed. The memory lives as long as this object, which callers keep reachable. Its contents are guarded by the
 * GIL.
 */
final class Target {
    private final ByteBuffer memory;
    private final long address;

    /** Keeps the callable alive; unreachable handles let go of theirs. */
    private final PyValue handle;

    /** For the callable of a handle, until the target is {@link #close}d. */
    Target(PyValue handle, long callable) {
        this.handle = handle;
        memory = ByteBuffer.allocateDirect(JavaCall.TARGET_BYTES).order(ByteOrder.nativeOrder());
        address = Native.address(memory);
        if (address >>> JavaCall.SIGNATURE_SHIFT != 0) {
            throw new IllegalStateException("an address of more than 48 bits");
        }
        memory.putLong(JavaCall.CALLABLE, callable);
    }

    /**
     * Calls it; see {@link Crossing#call}.
     *
     * @param signature of the arguments, in the place where the call wants it
     */
    long call(Exchange exchange, long signature, long a, long b) {
        try {
            return Crossing.call(exchange.address, address | signature, a, b);
        } finally {
            Reference.reachabilityFence(handle);
            Reference.reachabilityFence(this);
        }
    }

    /** The same, for a double. */
    double callForDouble(Exchange exchange, long signature, long a, long b) {
        try {
            return Crossing.callForDouble(exchange.address, address | signature, a, b);
        } finally {
            Reference.reachabilityFence(handle);
            Reference.reachabilityFence(this);
        }
    }

    /** The callable, borrowed; 0 when closed. */
    long callable() {
        return memory.getLong(JavaCall.CALLABLE);
    }

    /** Calls it by machine code from now on; or by objects, where the addresses are 0. */
    void enterBy(long entry, long freeEntry) {
        memory.putLong(JavaCall.ENTRY, entry);
        memory.putLong(JavaCall.FREE_ENTRY, freeEntry);
    }

    /** Nothing is called any more. */
    void close() {
        enterBy(0, 0);
        memory.putLong(JavaCall.CALLABLE, 0);
    }
}
