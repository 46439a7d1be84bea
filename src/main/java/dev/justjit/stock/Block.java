package dev.justjit.stock;

import dev.justjit.ffi.Native;

/** A {@link HostBlock} in memory. Its words are shared with machine code and Python, without locks. */
public final class Block {
    private final long address;

    public Block(long address) {
        this.address = address;
    }

    public long get(HostBlock word) {
        return Native.getLong(address + word.offset());
    }

    public void put(HostBlock word, long value) {
        Native.putLong(address + word.offset(), value);
    }
}
