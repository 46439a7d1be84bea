package dev.justjit.masm;

/** How many bits of a register or memory cell an operation touches. Loads zero-extend. */
public enum Width {
    W8,
    W16,
    W32,
    W64
}
