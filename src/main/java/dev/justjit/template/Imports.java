package dev.justjit.template;

import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Imports. */
final class Imports {
    private Imports() {}

    /** {@code IMPORT_NAME}: level fromlist -> m. */
    static void importName(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 2));
        m.load(Reg.ARG1, Symbol.name(insn.oparg()));
        m.load(Reg.ARG2, Symbol.string("__import__"));
        m.call(Stub.IMPORT_NAME.symbol());
        e.pop();
        e.pop();
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code IMPORT_FROM}: m -> m x. */
    static void importFrom(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.load(Reg.ARG1, Symbol.name(insn.oparg()));
        m.call(Stub.IMPORT_FROM.symbol());
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }
}
