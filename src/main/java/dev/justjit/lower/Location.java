package dev.justjit.lower;

import dev.justjit.ir.Node;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Reg;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is, or is to be.
 *
 * @param kind what holds it
 * @param index number of the register, of the native word, or of the frame's slot: locals, then the stack
 * @param constant of a {@code CONSTANT}, else null
 */
record Location(Kind kind, int index, @Nullable Node constant) {
    /** What can hold a value. */
    enum Kind {
        GENERAL,
        DOUBLE,
        WORD,
        /** A word that is reserved for a while. */
        RESERVED,
        SLOT,
        CONSTANT
    }

    static Location of(Reg reg) {
        return new Location(Kind.GENERAL, reg.ordinal(), null);
    }

    static Location of(FReg reg) {
        return new Location(Kind.DOUBLE, reg.ordinal(), null);
    }

    static Location word(int number) {
        return new Location(Kind.WORD, number, null);
    }

    static Location reserved(int number) {
        return new Location(Kind.RESERVED, number, null);
    }

    static Location slot(int number) {
        return new Location(Kind.SLOT, number, null);
    }

    static Location of(Node constant) {
        return new Location(Kind.CONSTANT, 0, constant);
    }

    boolean is(Kind wanted) {
        return kind == wanted;
    }

    Reg reg() {
        return Reg.values()[index];
    }

    FReg freg() {
        return FReg.values()[index];
    }

    boolean isRegister() {
        return kind == Kind.GENERAL || kind == Kind.DOUBLE;
    }

    /** Whether calls of C functions and stubs keep it. */
    boolean survivesCalls() {
        return switch (kind) {
            case GENERAL -> reg() == Reg.SAVED0 || reg() == Reg.SAVED1;
            case DOUBLE -> false;
            case WORD, RESERVED, SLOT, CONSTANT -> true;
        };
    }
}
