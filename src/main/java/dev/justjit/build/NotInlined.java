package dev.justjit.build;

/** Thrown where code turns out to do what inlined code cannot. */
final class NotInlined extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotInlined() {
        super(null, null, false, false);
    }
}
