package dev.justjit.attach.snapshot;

import dev.justjit.attach.process.TypesByVersion;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import java.util.List;

/** What machine code has learnt of the code that it is of. Needs the GIL; runs no Python code. */
public interface Profiles {
    /**
     * The image with what is {@link dev.justjit.bytecode.Learnt}.
     *
     * @param code the code object, which has machine code or not
     */
    CodeImage with(CodeImage image, long code, List<Insn> insns, TypesByVersion types);

    /**
     * The Python function that a {@code CALL} has called, borrowed; 0: none is known, or several are.
     *
     * @param image the code with its inline caches
     */
    long callee(CodeImage image, long code, Insn call);
}
