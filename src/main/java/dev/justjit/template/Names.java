package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ColdCode;
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

/** Names in the {@code f_locals} mapping: module bodies, {@code exec} and class-like scopes. */
final class Names {
    static final String NOT_DEFINED = "name '%.200s' is not defined";

    private static final Mem OUT = Mem.nativeWord(0);

    private Names() {}

    /** {@code LOAD_NAME}: -> v. Locals, then globals, then builtins. Errors: NameError. */
    static void load(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Label found = m.newLabel();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, systemError(e, "no locals found"));
        lookUp(e, insn.oparg(), Helper.PYMAPPING_GETOPTIONALITEM, found);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        lookUp(e, insn.oparg(), Helper.PYDICT_GETITEMREF, found);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS));
        lookUp(e, insn.oparg(), Helper.PYMAPPING_GETOPTIONALITEM, found);
        m.jump(notDefined(e, insn.oparg()));
        m.bind(found);
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code RET} = item of the mapping {@code ARG0}, jumping to {@code found} if there is one. */
    private static void lookUp(Emission e, int name, Helper helper, Label found) {
        MacroAssembler m = e.masm();
        m.load(Reg.ARG1, Symbol.name(name));
        m.address(Reg.ARG2, OUT);
        m.call(helper);
        e.checkNotNegative();
        m.load(Width.W64, Reg.RET, OUT);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, found);
    }

    /** Where to jump when a name is nowhere. */
    static Label notDefined(Emission e, int name) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                MacroAssembler m = e.masm();
                m.move(Reg.ARG0, Reg.THREAD);
                m.load(Reg.ARG1, Global.PYEXC_NAMEERROR);
                m.load(Reg.ARG2, Symbol.text(NOT_DEFINED));
                m.load(Reg.ARG3, Symbol.name(name));
                m.call(Helper.PYEVAL_FORMATEXCCHECKARG);
                m.jump(e.raise());
            }
        }.entry();
    }

    /** Where to jump to raise a SystemError with a fixed text. */
    static Label systemError(Emission e, String text) {
        return Errors.raise(e, Global.PYEXC_SYSTEMERROR, text);
    }

    /** {@code STORE_NAME}: v -> . */
    static void store(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Label mapping = m.newLabel();
        Label done = m.newLabel();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS));
        m.branch(
                Cond.EQ,
                Width.W64,
                Reg.ARG0,
                0,
                Errors.raiseFormatted(
                        e, "no locals found when storing %R", Symbol.name(insn.oparg())));
        m.load(Reg.ARG1, Symbol.name(insn.oparg()));
        m.load(Width.W64, Reg.ARG2, e.slot(e.stack().depth() - 1));
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, mapping);
        m.call(Helper.PYDICT_SETITEM);
        m.jump(done);
        m.bind(mapping);
        m.call(Helper.PYOBJECT_SETITEM);
        m.bind(done);
        releaseTopAndCheckStatus(e);
    }

    /** Pops and releases the canonical top; a non-zero C int in {@code RET} raises. */
    static void releaseTopAndCheckStatus(Emission e) {
        MacroAssembler m = e.masm();
        m.move(Reg.SAVED0, Reg.RET);
        e.pop();
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth()));
        e.release(KnownType.UNKNOWN);
        m.branch(Cond.NE, Width.W32, Reg.SAVED0, 0, e.raise());
    }

    /** {@code DELETE_NAME}: -> . Any failure becomes a NameError. */
    static void delete(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS));
        m.branch(
                Cond.EQ,
                Width.W64,
                Reg.ARG0,
                0,
                Errors.raiseFormatted(e, "no locals when deleting %R", Symbol.name(insn.oparg())));
        m.load(Reg.ARG1, Symbol.name(insn.oparg()));
        m.call(Helper.PYOBJECT_DELITEM);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, notDefined(e, insn.oparg()));
    }

    /** {@code LOAD_LOCALS}: -> d. */
    static void loadLocals(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, systemError(e, "no locals found"));
        m.incref(Reg.RET, Reg.TMP0);
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code LOAD_FROM_DICT_OR_GLOBALS}: d -> v. */
    static void loadFromDictOrGlobals(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Label found = m.newLabel();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth() - 1));
        lookUp(e, insn.oparg(), Helper.PYMAPPING_GETOPTIONALITEM, found);
        m.load(Reg.ARG0, Symbol.name(insn.oparg()));
        m.call(Stub.LOAD_GLOBAL.symbol());
        e.checkNotNull();
        m.bind(found);
        replaceTop(e);
    }

    /** {@code LOAD_FROM_DICT_OR_DEREF}: d -> v. */
    static void loadFromDictOrDeref(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Label found = m.newLabel();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.load(Reg.ARG1, Symbol.localName(insn.oparg()));
        m.address(Reg.ARG2, OUT);
        m.call(Helper.PYMAPPING_GETOPTIONALITEM);
        e.checkNotNegative();
        m.load(Width.W64, Reg.RET, OUT);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, found);
        Cells.loadContents(e, insn.oparg());
        m.bind(found);
        replaceTop(e);
    }

    /** The new reference in {@code RET} takes the place of the canonical top, which is released. */
    static void replaceTop(Emission e) {
        MacroAssembler m = e.masm();
        e.pop();
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth()));
        e.pushResult(KnownType.UNKNOWN);
        e.release(KnownType.UNKNOWN);
    }

    /** {@code SETUP_ANNOTATIONS}: makes sure that {@code __annotations__} exists. */
    static void setupAnnotations(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Label exists = m.newLabel();
        Symbol name = Symbol.string("__annotations__");
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS));
        m.branch(
                Cond.EQ,
                Width.W64,
                Reg.ARG0,
                0,
                systemError(e, "no locals found when setting up annotations"));
        m.load(Reg.ARG1, name);
        m.address(Reg.ARG2, OUT);
        m.call(Helper.PYMAPPING_GETOPTIONALITEM);
        e.checkNotNegative();
        m.load(Width.W64, Reg.ARG0, OUT);
        m.moveImm(Reg.SAVED0, 0);
        m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, exists);
        m.call(Helper.PYDICT_NEW);
        e.checkNotNull();
        m.store(Width.W64, OUT, Reg.RET);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS));
        m.load(Reg.ARG1, name);
        m.move(Reg.ARG2, Reg.RET);
        m.call(Helper.PYOBJECT_SETITEM);
        m.move(Reg.SAVED0, Reg.RET);
        m.load(Width.W64, Reg.ARG0, OUT);
        m.bind(exists);
        m.call(Stub.RELEASE.symbol());
        m.branch(Cond.NE, Width.W32, Reg.SAVED0, 0, e.raise());
    }

    /** {@code LOAD_BUILD_CLASS}: -> f. Errors: NameError. */
    static void loadBuildClass(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS));
        m.load(Reg.ARG1, Symbol.string("__build_class__"));
        m.address(Reg.ARG2, OUT);
        m.call(Helper.PYMAPPING_GETOPTIONALITEM);
        e.checkNotNegative();
        m.load(Width.W64, Reg.RET, OUT);
        m.branch(
                Cond.EQ,
                Width.W64,
                Reg.RET,
                0,
                Errors.raise(e, Global.PYEXC_NAMEERROR, "__build_class__ not found"));
        e.pushResult(KnownType.UNKNOWN);
    }
}
