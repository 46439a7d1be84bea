package dev.justjit.stock;

import dev.justjit.ffi.Native;

/** A {@link HostBlock} in memory. Its words are shared with machine code and Python, without locks. */
public final class Block {
    private final long address;

    /** The one at an address, which somebody else has allocated and keeps. */
    public Block(long address) {
        this.address = address;
    }

    /** A word of it. */
    public long get(HostBlock word) {
        return Native.getLong(address + word.offset());
    }

    /** Writes a word of it. */
    public void put(HostBlock word, long value) {
        Native.putLong(address + word.offset(), value);
    }
}
