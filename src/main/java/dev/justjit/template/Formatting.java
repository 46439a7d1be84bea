package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** The pieces of f-strings. */
final class Formatting {
    private Formatting() {}

    /** {@code CONVERT_VALUE}: v -> s. */
    static void convert(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.flush();
        e.setInstrPtr();
        m.load(Reg.ARG1, Global.CONVERSION_FUNCS);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, 8 * insn.oparg()));
        e.callConsumingArg1(1);
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code FORMAT_SIMPLE}: v -> s. An exact str is its own format. */
    static void simple(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Label done = m.newLabel();
        e.prepareCall();
        int top = e.stack().depth() - 1;
        m.load(Width.W64, Reg.RET, e.slot(top));
        m.branch(Cond.EQ, Mem.at(Reg.RET, PyObject.TYPE), Global.PYUNICODE_TYPE, done);
        m.address(Reg.ARG0, e.slot(top));
        m.call(dev.justjit.compile.Stub.FORMAT_SIMPLE.symbol());
        e.pop();
        e.checkNotNull();
        m.store(Width.W64, e.slot(top), Reg.RET);
        m.bind(done);
        e.pushSlot(KnownType.UNKNOWN);
    }

    /** {@code FORMAT_WITH_SPEC}: v spec -> s. */
    static void withSpec(Emission e, Insn insn) {
        e.callConsuming(Helper.PYOBJECT_FORMAT, 2);
        e.pushResult(KnownType.UNKNOWN);
    }
}
