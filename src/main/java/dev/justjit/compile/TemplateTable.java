package dev.justjit.compile;

import dev.justjit.bytecode.Insn;

/** Maps every opcode to its template. */
public interface TemplateTable {
    /**
     * Emits one instruction. On return the virtual stack is that of the following boundary.
     *
     * @throws NotCompiled if the instruction has no template
     */
    void emit(Emission e, Insn insn);

    /** Returns {@code SAVED0}, at the current instruction; the stack is empty. */
    void emitReturn(Emission e);
}
