package dev.justjit.ir;

/** What becomes of the content of a slot when something else is put there. */
public enum Replaced {
    /** There is none, or its reference has been taken over. */
    NOTHING,
    /** It is let go of: a number or nothing, whose end nobody notices. */
    STALE
}
