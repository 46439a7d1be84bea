package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowPath;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** {@code BUILD_*} and what adds to a container under construction. */
final class Builders {
    private Builders() {}

    private static void popAll(Emission e, int count) {
        for (int i = 0; i < count; i++) {
            e.pop();
        }
    }

    /** {@code BUILD_TUPLE}, {@code BUILD_LIST}: [n] -> x. The stub takes the items over. */
    static void sequence(Emission e, Insn insn, Stub stub, KnownType type) {
        MacroAssembler m = e.masm();
        e.flush();
        e.setInstrPtr();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - insn.oparg()));
        m.moveImm(Reg.ARG1, insn.oparg());
        m.call(stub.symbol());
        popAll(e, insn.oparg());
        e.checkNotNull();
        e.pushResult(type);
    }

    /** {@code BUILD_SET}: [n] -> s. */
    static void set(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - insn.oparg()));
        m.moveImm(Reg.ARG1, insn.oparg());
        m.call(Stub.BUILD_SET.symbol());
        popAll(e, insn.oparg());
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code BUILD_STRING}: [n] -> s. The pieces are released after joining. */
    static void string(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int count = insn.oparg();
        e.flush();
        e.setInstrPtr();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - count));
        m.moveImm(Reg.ARG1, count);
        m.call(Stub.JOIN_STRINGS.symbol());
        finish(e, count, KnownType.STR);
    }

    /** The result in {@code RET} replaces {@code count} items, released last one first. */
    private static void finish(Emission e, int count, KnownType type) {
        MacroAssembler m = e.masm();
        m.move(Reg.SAVED0, Reg.RET);
        m.address(Reg.ARG0, e.slot(e.stack().depth() - count));
        m.moveImm(Reg.ARG1, count);
        m.call(Stub.RELEASE_ALL.symbol());
        popAll(e, count);
        m.move(Reg.RET, Reg.SAVED0);
        e.checkNotNull();
        e.pushResult(type);
    }

    /** {@code BUILD_MAP}: [2n] -> d. */
    static void map(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int base = e.stack().depth() - 2 * insn.oparg();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(base));
        m.moveImm(Reg.ARG1, 2);
        m.address(Reg.ARG2, e.slot(base + 1));
        m.moveImm(Reg.ARG3, 2);
        m.moveImm(Reg.ARG4, insn.oparg());
        m.call(Helper.PYDICT_FROMITEMS);
        finish(e, 2 * insn.oparg(), KnownType.DICT);
    }

    /** {@code BUILD_CONST_KEY_MAP}: [n] keys -> d. */
    static void constKeyMap(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int keys = e.stack().depth() - 1;
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, e.slot(keys));
        m.add(Reg.ARG0, Reg.ARG0, PyTuple.ITEMS);
        m.moveImm(Reg.ARG1, 1);
        m.address(Reg.ARG2, e.slot(keys - insn.oparg()));
        m.moveImm(Reg.ARG3, 1);
        m.moveImm(Reg.ARG4, insn.oparg());
        m.call(Helper.PYDICT_FROMITEMS);
        // the constant tuple of keys lives on in the code object: its turn does not matter
        m.move(Reg.SAVED0, Reg.RET);
        m.load(Width.W64, Reg.ARG0, e.slot(keys));
        m.call(Stub.RELEASE.symbol());
        e.pop();
        m.move(Reg.RET, Reg.SAVED0);
        finish(e, insn.oparg(), KnownType.DICT);
    }

    /** {@code LIST_APPEND}: l .. v -> l .. Inline while the list has room. */
    static void listAppend(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.flush();
        int top = e.stack().depth() - 1;
        m.load(Width.W64, Reg.ARG0, e.slot(top - insn.oparg()));
        m.load(Width.W64, Reg.ARG1, e.slot(top));
        e.pop();
        append(e);
    }

    /** Appends {@code ARG1}, whose reference is taken over, to the list {@code ARG0}. */
    static void append(Emission e) {
        MacroAssembler m = e.masm();
        var grow =
                new SlowPath(e) {
                    @Override
                    protected void emit(Emission e) {
                        MacroAssembler m = e.masm();
                        e.setInstrPtr();
                        m.call(Helper.PYLIST_APPENDTAKEREFLISTRESIZE);
                        e.checkNotNegative();
                        m.jump(resume());
                    }
                };
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        m.branch(Cond.LE, Width.W64, Mem.at(Reg.ARG0, PyList.ALLOCATED), Reg.RET, grow.entry());
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyList.ITEMS));
        m.store(Width.W64, Mem.at(Reg.ARG2, Reg.RET, 8, 0), Reg.ARG1);
        m.addMem(Width.W64, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE), 1);
        m.bind(grow.resume());
    }

    /** {@code SET_ADD}, {@code SET_UPDATE}: s .. v -> s .. */
    static void addBorrowed(Emission e, Insn insn, Helper helper) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int top = e.stack().depth() - 1;
        m.load(Width.W64, Reg.ARG0, e.slot(top - insn.oparg()));
        m.load(Width.W64, Reg.ARG1, e.slot(top));
        m.call(helper);
        Names.releaseTopAndCheckStatus(e);
    }

    /** {@code MAP_ADD}: d .. k v -> d .. The helper takes key and value over, even if it fails. */
    static void mapAdd(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int top = e.stack().depth() - 1;
        m.load(Width.W64, Reg.ARG0, e.slot(top - 1 - insn.oparg()));
        m.load(Width.W64, Reg.ARG1, e.slot(top - 1));
        m.load(Width.W64, Reg.ARG2, e.slot(top));
        m.call(Helper.PYDICT_SETITEM_TAKE2);
        popAll(e, 2);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, e.raise());
    }

    /** {@code LIST_EXTEND}: l .. it -> l .. Errors: TypeError with the interpreter's text. */
    static void listExtend(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int top = e.stack().depth() - 1;
        m.load(Width.W64, Reg.ARG0, e.slot(top - insn.oparg()));
        m.address(Reg.ARG1, e.slot(top));
        m.call(Stub.LIST_EXTEND.symbol());
        e.pop();
        e.checkNotNegative();
    }

    /** {@code DICT_UPDATE}: d .. m -> d .. */
    static void dictUpdate(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int top = e.stack().depth() - 1;
        m.load(Width.W64, Reg.ARG0, e.slot(top - insn.oparg()));
        m.address(Reg.ARG1, e.slot(top));
        m.call(Stub.DICT_UPDATE.symbol());
        e.pop();
        e.checkNotNegative();
    }

    /** {@code DICT_MERGE}: f NULL args d .. m -> .. The callable names itself in the errors. */
    static void dictMerge(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int top = e.stack().depth() - 1;
        m.load(Width.W64, Reg.ARG0, e.slot(top - insn.oparg()));
        m.address(Reg.ARG1, e.slot(top));
        m.load(Width.W64, Reg.ARG2, e.slot(top - 3 - insn.oparg()));
        m.call(Stub.DICT_MERGE.symbol());
        e.pop();
        e.checkNotNegative();
    }

    /** {@code GET_LEN}: o -> o n. */
    static void length(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.call(Helper.PYOBJECT_LENGTH);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        e.pushInt(Reg.RET);
    }

    /** {@code UNPACK_SEQUENCE}: s -> [n]; item 0 ends on top. Exact tuples and lists inline. */
    static void unpack(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int count = insn.oparg();
        e.flush();
        int base = e.stack().depth() - 1;
        Label list = m.newLabel();
        Label copy = m.newLabel();
        var slow = new UnpackPath(e, count);
        m.load(Width.W64, Reg.ARG0, e.slot(base));
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYTUPLE_TYPE, list);
        m.address(Reg.ARG1, Mem.at(Reg.ARG0, PyTuple.ITEMS));
        m.jump(copy);
        m.bind(list);
        Arithmetic.guardType(m, Reg.ARG0, Global.PYLIST_TYPE, slow.entry());
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, PyList.ITEMS));
        m.bind(copy);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE), count, slow.entry());
        for (int i = 0; i < count; i++) {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, 8 * i));
            m.incref(Reg.RET, Reg.TMP0);
            m.store(Width.W64, e.slot(base + count - 1 - i), Reg.RET);
        }
        e.pop();
        for (int i = 0; i < count; i++) {
            e.pushSlot(KnownType.UNKNOWN);
        }
        e.release(KnownType.UNKNOWN);
        m.bind(slow.resume());
    }

    /** {@code UNPACK_EX}: s -> [after] rest [before]. */
    static void unpackEx(Emission e, Insn insn) {
        int before = insn.oparg() & 0xff;
        int after = insn.oparg() >> 8;
        e.prepareCall();
        callUnpack(e, before, after, before + after + 1);
    }

    /**
     * Any iterable: CPython writes the items downwards from {@code total} slots up. The sequence is
     * consumed.
     */
    private static void callUnpack(Emission e, int before, int after, int total) {
        MacroAssembler m = e.masm();
        int base = e.stack().depth() - 1;
        e.setInstrPtr();
        m.address(Reg.ARG0, e.slot(base));
        m.moveImm(Reg.ARG1, before);
        m.moveImm(Reg.ARG2, after);
        m.address(Reg.ARG3, e.slot(base + total));
        m.call(Stub.UNPACK.symbol());
        e.pop();
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, e.raise());
        for (int i = 0; i < total; i++) {
            e.pushSlot(KnownType.UNKNOWN);
        }
    }

    private static final class UnpackPath extends SlowPath {
        private final int count;

        UnpackPath(Emission e, int count) {
            super(e);
            this.count = count;
        }

        @Override
        protected void emit(Emission e) {
            callUnpack(e, count, -1, count);
            e.watchpoint(e.insn().next());
            e.masm().jump(resume());
        }
    }
}
