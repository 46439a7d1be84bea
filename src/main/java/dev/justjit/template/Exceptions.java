package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.ErrStackItem;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Handlers, matching and raising. */
final class Exceptions {
    private Exceptions() {}

    /** {@code PUSH_EXC_INFO}: e -> prev e. The handled exception becomes the thread's. */
    static void pushInfo(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.flush();
        int top = e.stack().depth() - 1;
        Label known = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.THREAD, ThreadState.EXC_INFO));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, ErrStackItem.EXC_VALUE));
        m.branch(Cond.NE, Width.W64, Reg.ARG2, 0, known);
        m.load(Reg.ARG2, Global.NONE);
        m.bind(known);
        m.load(Width.W64, Reg.RET, e.slot(top));
        m.incref(Reg.RET, Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.ARG1, ErrStackItem.EXC_VALUE), Reg.RET);
        m.store(Width.W64, e.slot(top), Reg.ARG2);
        m.store(Width.W64, e.slot(top + 1), Reg.RET);
        e.setSlot(top, KnownType.UNKNOWN);
        e.pushSlot(KnownType.UNKNOWN);
    }

    /** {@code POP_EXCEPT}: prev -> . */
    static void popExcept(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Label some = m.newLabel();
        e.flush();
        e.pop();
        m.load(Width.W64, Reg.RET, e.slot(e.stack().depth()));
        m.branch(Cond.NE, Reg.RET, Global.NONE, some);
        m.moveImm(Reg.RET, 0);
        m.bind(some);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.THREAD, ThreadState.EXC_INFO));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, ErrStackItem.EXC_VALUE));
        m.store(Width.W64, Mem.at(Reg.ARG1, ErrStackItem.EXC_VALUE), Reg.RET);
        e.releaseNullable();
    }

    /** {@code CHECK_EXC_MATCH}: e T -> e b. */
    static void checkMatch(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        boolean branch = Branches.follows(e);
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 2));
        m.call(Stub.CHECK_EXC_MATCH.symbol());
        e.pop();
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        Truth.deliver(e, branch);
    }

    /** {@code CHECK_EG_MATCH}: e T -> rest match. */
    static void checkGroupMatch(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 2));
        m.call(Stub.CHECK_EG_MATCH.symbol());
        e.pop();
        e.pop();
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        e.pushSlot(KnownType.UNKNOWN);
        e.pushSlot(KnownType.UNKNOWN);
    }

    /** {@code RAISE_VARARGS}: [0-2] -> . */
    static void raiseVarargs(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        if (insn.oparg() == 0) {
            Label raised = e.raise();
            m.call(Stub.RAISE_AGAIN.symbol());
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
            m.jump(e.reraise());
            return;
        }
        int base = e.stack().depth() - insn.oparg();
        m.load(Width.W64, Reg.ARG0, e.slot(base));
        if (insn.oparg() == 2) {
            m.load(Width.W64, Reg.ARG1, e.slot(base + 1));
        } else {
            m.moveImm(Reg.ARG1, 0);
        }
        for (int i = 0; i < insn.oparg(); i++) {
            e.pop();
        }
        m.call(Stub.RAISE.symbol());
        m.jump(e.raise());
    }

    /** {@code RERAISE}: [oparg] e -> [oparg]. The position may be that of the first raise. */
    static void reraise(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int top = e.stack().depth() - 1;
        if (insn.oparg() > 0) {
            m.load(Width.W64, Reg.ARG0, e.slot(top - insn.oparg()));
            m.call(Helper.PYLONG_ASLONG);
            m.add(Reg.RET, Reg.RET, Reg.RET);
            m.load(Width.W64, Reg.TMP0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
            m.add(Reg.RET, Reg.RET, Reg.TMP0);
            m.add(Reg.RET, Reg.RET, PyCode.CODE_ADAPTIVE);
            m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR), Reg.RET);
        }
        e.pop();
        m.load(Width.W64, Reg.ARG0, e.slot(top));
        m.call(Helper.PYERR_SETRAISEDEXCEPTION);
        m.jump(e.reraise());
    }

    /** {@code LOAD_ASSERTION_ERROR}: -> E. */
    static void loadAssertionError(Emission e, Insn insn) {
        e.masm().load(Reg.RET, Global.PYEXC_ASSERTIONERROR);
        e.masm().incref(Reg.RET, Reg.TMP0);
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code BEFORE_WITH}: m -> exit res. */
    static void beforeWith(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.load(Reg.ARG1, Symbol.string("__enter__"));
        m.load(Reg.ARG2, Symbol.string("__exit__"));
        m.call(Stub.BEFORE_WITH.symbol());
        e.pop();
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        e.pushSlot(KnownType.UNKNOWN);
        e.pushSlot(KnownType.UNKNOWN);
    }

    /** {@code WITH_EXCEPT_START}: exit lasti prev e -> exit lasti prev e res. */
    static void withExceptStart(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int top = e.stack().depth() - 1;
        m.load(Width.W64, Reg.ARG0, e.slot(top - 3));
        m.load(Width.W64, Reg.ARG1, e.slot(top));
        m.call(Stub.WITH_EXCEPT_START.symbol());
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }
}
