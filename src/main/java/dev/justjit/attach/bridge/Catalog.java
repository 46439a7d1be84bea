package dev.justjit.attach.bridge;

/** Tells Python programs which opcodes are compiled, and how. */
public interface Catalog {
    /** A JSON array with one object per opcode. */
    String json();
}
