package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;

/** What code can be inlined, by its looks. */
final class Callable {
    private static final int CO_OPTIMIZED = 1;
    private static final int CO_NEWLOCALS = 2;
    private static final int CO_VARARGS = 4;
    private static final int CO_VARKEYWORDS = 8;
    private static final int CO_ANY_GENERATOR = 0x20 | 0x80 | 0x200;

    private Callable() {}

    /** Positional parameters, no loops, nothing that outlives the call. */
    static boolean isPlain(Flow flow) {
        CodeImage image = flow.image();
        return image.has(CO_OPTIMIZED)
                && image.has(CO_NEWLOCALS)
                && !image.has(CO_VARARGS | CO_VARKEYWORDS | CO_ANY_GENERATOR)
                && image.keywordOnlyCount() == 0
                && flow.insns().stream().allMatch(Callable::isPlain);
    }

    /** Whether frames of the code outlive its calls, and are elsewhere then. */
    static boolean isSuspended(Flow flow) {
        return flow.image().has(CO_ANY_GENERATOR);
    }

    private static boolean isPlain(Insn insn) {
        return insn.opcode() != Opcode.JUMP_BACKWARD
                && insn.opcode() != Opcode.JUMP_BACKWARD_NO_INTERRUPT
                && insn.opcode() != Opcode.MAKE_CELL;
    }

    /** Whether the interpreter has never come to an instruction with an inline cache for what it has seen. */
    static boolean neverRan(CodeImage image, Insn insn) {
        return image.hasCounter(insn) && image.isFresh(insn);
    }
}
