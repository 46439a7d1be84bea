package dev.justjit.template;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCell;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ColdCode;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Cells and free variables. */
final class Cells {
    private Cells() {}

    /** {@code MAKE_CELL}: the local's value moves into a new cell that takes its place. */
    static void make(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int local = insn.oparg();
        e.ownBorrowed();
        m.load(Width.W64, Reg.ARG0, e.local(local));
        m.call(Helper.PYCELL_NEW);
        e.checkNotNull();
        m.load(Width.W64, Reg.ARG0, e.local(local));
        m.store(Width.W64, e.local(local), Reg.RET);
        e.releaseNullable(); // the cell holds it too
    }

    /** {@code COPY_FREE_VARS}: the function's closure goes to the last slots. */
    static void copyFree(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int first = e.image().localsPlus() - insn.oparg();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.FUNCOBJ));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyFunction.CLOSURE));
        for (int i = 0; i < insn.oparg(); i++) {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyTuple.ITEMS + 8 * i));
            m.incref(Reg.RET, Reg.TMP0);
            m.store(Width.W64, e.local(first + i), Reg.RET);
        }
    }

    /** {@code LOAD_DEREF}: -> v. Errors: UnboundLocalError or NameError. */
    static void load(Emission e, Insn insn) {
        loadContents(e, insn.oparg());
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code RET} = new reference to the contents of the cell, or raises. */
    static void loadContents(Emission e, int local) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.RET, e.local(local));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyCell.REF));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, unbound(e, local));
        m.incref(Reg.RET, Reg.TMP0);
    }

    private static Label unbound(Emission e, int local) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                MacroAssembler m = e.masm();
                e.setInstrPtr();
                m.move(Reg.ARG0, Reg.THREAD);
                m.load(Reg.ARG1, Symbol.code());
                m.moveImm(Reg.ARG2, local);
                m.call(Helper.PYEVAL_FORMATEXCUNBOUND);
                m.jump(e.raise());
            }
        }.entry();
    }

    /** {@code STORE_DEREF}: v -> . The old contents are released last. */
    static void store(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int top = e.stack().depth() - 1;
        if (e.stack().peek(0).isUnboxed()) {
            e.materialize(top);
        }
        Value value = e.pop();
        e.ownBorrowed();
        e.takeObject(Reg.RET, value);
        m.load(Width.W64, Reg.ARG1, e.local(insn.oparg()));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, PyCell.REF));
        m.store(Width.W64, Mem.at(Reg.ARG1, PyCell.REF), Reg.RET);
        e.releaseNullable();
    }

    /** {@code DELETE_DEREF}: -> . Errors: UnboundLocalError or NameError. */
    static void delete(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.ownBorrowed();
        m.load(Width.W64, Reg.ARG1, e.local(insn.oparg()));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, PyCell.REF));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, unbound(e, insn.oparg()));
        m.storeImm(Width.W64, Mem.at(Reg.ARG1, PyCell.REF), 0);
        e.release(KnownType.UNKNOWN);
    }
}
