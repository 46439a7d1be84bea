package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import org.jspecify.annotations.Nullable;

/** What code can be inlined, by its looks. */
final class Callable {
    private Callable() {}

    /** Why calls of the code are not inlined, or null: no keyword-only parameters, no loops of numbers, nothing that outlives the call. */
    static @Nullable String refusal(Flow flow) {
        CodeImage image = flow.image();
        if (!image.has(PyCode.CO_OPTIMIZED) || !image.has(PyCode.CO_NEWLOCALS)) {
            return "it is no function";
        }
        if (image.has(PyCode.CO_ANY_GENERATOR)) {
            return "it makes a generator or coroutine";
        }
        if (image.has(PyCode.CO_VARKEYWORDS)) {
            return "it takes any keywords";
        }
        if (image.keywordOnlyCount() > 0) {
            return "it has keyword-only parameters";
        }
        for (Insn insn : flow.insns()) {
            if (insn.opcode() == Opcode.JUMP_BACKWARD && !hasAttributes(flow, insn)) {
                return "it has a loop that may be one of numbers";
            }
        }
        return null;
    }

    /** Whether a loop looks at attributes of objects: loops of numbers are faster in machine code of their own. */
    private static boolean hasAttributes(Flow flow, Insn back) {
        for (int i = flow.indexOf(back.target()); i < flow.indexOf(back.start()); i++) {
            Insn insn = flow.insns().get(i);
            boolean module = insn.seen() == Opcode.LOAD_ATTR_MODULE;
            if (insn.opcode() == Opcode.LOAD_ATTR && !module) {
                return true;
            }
        }
        return false;
    }

    /** Whether frames of the code outlive its calls, and are elsewhere then. */
    static boolean isSuspended(Flow flow) {
        return flow.image().has(PyCode.CO_ANY_GENERATOR);
    }

    /** Whether the interpreter has never come to an instruction with an inline cache for what it has seen. */
    static boolean neverRan(CodeImage image, Insn insn) {
        return image.hasCounter(insn) && image.isFresh(insn);
    }
}
