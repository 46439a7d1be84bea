package dev.justjit.template;

import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;

/** {@code RESUME}. */
final class Frames {
    private Frames() {}

    /**
     * The safepoint of function entry. If a tool is active the interpreter runs the frame from this
     * very instruction, so that the call is seen.
     */
    static void resume(Emission e, Insn insn) {
        e.flush();
        if (insn.offset() > 0) {
            e.setInstrPtr();
        }
        e.safepoint(insn.start());
    }
}
