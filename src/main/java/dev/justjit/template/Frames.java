package dev.justjit.template;

import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;

/** {@code RESUME}. */
final class Frames {
    private Frames() {}

    /** Places of {@code RESUME}, in its operand. */
    private static final int LOCATION_MASK = 3;

    private static final int AT_START = 0;
    private static final int AFTER_YIELD = 1;

    /**
     * The safepoint of function entry and of resuming. If a tool is active the interpreter runs the
     * frame from this very instruction, so that the call is seen. After {@code yield from} and {@code
     * await} other events wait, as in the interpreter.
     */
    static void resume(Emission e, Insn insn) {
        e.flush();
        int location = insn.oparg() & LOCATION_MASK;
        if (location == AT_START && insn.offset() > 0) {
            e.setInstrPtr();
        }
        if (location <= AFTER_YIELD) {
            e.safepoint(insn.start());
        } else {
            e.watchpoint(insn.start());
        }
    }
}
