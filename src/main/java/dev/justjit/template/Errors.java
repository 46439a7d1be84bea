package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.compile.ColdCode;
import dev.justjit.compile.Emission;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;

/** Cold code that raises an exception of ours with the interpreter's text. */
final class Errors {
    private Errors() {}

    /** Raises {@code type(text)} at the current instruction. */
    static Label raise(Emission e, Global type, String text) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                MacroAssembler m = e.masm();
                e.setInstrPtr();
                m.load(Reg.ARG0, type);
                m.load(Reg.ARG1, Symbol.text(text));
                m.call(Helper.PYERR_SETSTRING);
                m.jump(e.raise());
            }
        }.entry();
    }

    /** Raises a SystemError whose format takes one object. */
    static Label raiseFormatted(Emission e, String format, Symbol argument) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                MacroAssembler m = e.masm();
                e.setInstrPtr();
                m.load(Reg.ARG0, Global.PYEXC_SYSTEMERROR);
                m.load(Reg.ARG1, Symbol.text(format));
                m.load(Reg.ARG2, argument);
                format(m);
                m.jump(e.raise());
            }
        }.entry();
    }

    /** {@code PyErr_Format(ARG0, ARG1, ARG2, ...)}: variadic, without floating-point arguments. */
    static void format(MacroAssembler m) {
        m.callVariadic(Symbol.export("PyErr_Format"));
    }
}
