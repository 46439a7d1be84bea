package dev.justjit.template;

import dev.justjit.abi.Helper;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Pattern matching. */
final class Matching {
    private Matching() {}

    /** {@code MATCH_CLASS}: s T names -> t or None. */
    static void matchClass(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 3));
        m.moveImm(Reg.ARG1, insn.oparg());
        m.call(Stub.MATCH_CLASS.symbol());
        e.pop();
        e.pop();
        e.pop();
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code MATCH_KEYS}: s keys -> s keys t or None. */
    static void matchKeys(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.move(Reg.ARG0, Reg.THREAD);
        m.load(Width.W64, Reg.ARG1, e.slot(e.stack().depth() - 2));
        m.load(Width.W64, Reg.ARG2, e.slot(e.stack().depth() - 1));
        m.call(Helper.PYEVAL_MATCHKEYS);
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code MATCH_MAPPING}, {@code MATCH_SEQUENCE}: s -> s b. */
    static void matchFlag(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        boolean mapping = insn.opcode() == Opcode.MATCH_MAPPING;
        boolean branch = Branches.follows(e);
        e.flush();
        m.load(Width.W64, Reg.RET, e.slot(e.stack().depth() - 1));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.FLAGS));
        int flag = mapping ? PyType.TPFLAGS_MAPPING : PyType.TPFLAGS_SEQUENCE;
        m.shiftRight(Reg.RET, Reg.RET, Integer.numberOfTrailingZeros(flag));
        m.and(Reg.RET, Reg.RET, 1);
        Truth.deliver(e, branch);
    }
}
