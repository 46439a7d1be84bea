package dev.justjit.masm;

/**
 * Four bytes within the code that linking fills in, for what would need a slot of the pool and a load
 * otherwise.
 *
 * @param at offset of the bytes from the start of the code
 * @param kind what they are to hold
 * @param symbol of what
 */
public record Relocation(int at, Kind kind, Symbol symbol) {
    /** What the bytes hold. */
    public enum Kind {
        /** Distance from the end of the bytes to the value, which is near. */
        DISTANCE,
        /** The lower half of the value; the code supplies the upper one. */
        LOWER_HALF
    }
}
