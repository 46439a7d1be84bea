package dev.justjit.asm.a64;

/**
 * A label is too far from an instruction that refers to it, or at no multiple of 4 where one is
 * needed. For a forward conditional branch that is too far, far branches are the remedy.
 */
public final class BranchRangeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BranchRangeException(String message) {
        super(message);
    }
}
