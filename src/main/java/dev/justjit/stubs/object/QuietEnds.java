package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.DictValues;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyCell;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/**
 * The end of objects that certainly run no code as they go: numbers and strings, and tuples, lists, iterators over them,
 * cells and objects of ordinary classes that hold such objects, or others that somebody else holds too.
 */
final class QuietEnds {
    /** Objects in objects that are looked into. */
    private static final int DEPTH = 4;

    /** Objects that one holds, at the most. */
    private static final int MOST = 32;

    private static final int MANY = Integer.MAX_VALUE;
    private static final Mem END = Mem.nativeWord(0);

    private final StubLibrary stubs;
    private final MacroAssembler m;

    private QuietEnds(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    static void emit(StubLibrary stubs) {
        QuietEnds ends = new QuietEnds(stubs);
        ends.end();
        ends.visit();
    }

    private void end() {
        Label loud = m.newLabel();
        stubs.begin(Stub.END_QUIETLY);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.moveImm(Reg.ARG3, DEPTH);
        m.moveImm(Reg.ARG4, 0);
        m.moveImm(Reg.ARG5, MANY);
        m.call(stubs.of(Stub.VISIT_QUIETLY));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, loud);
        m.branch(
                Cond.GE, Width.W64, Reg.ARG4, Reg.ARG5,
                loud); // it may hold all of one's references
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(stubs.of(Stub.DEALLOC));
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(loud);
        m.addMem(Width.W32, Mem.at(Reg.SAVED0, PyObject.REFCNT), 1);
        m.moveImm(Reg.RET, 1);
        m.leave();
    }

    private void visit() {
        Label quiet = m.newLabel();
        Label loud = m.newLabel();
        Label dies = m.newLabel();
        stubs.begin(Stub.VISIT_QUIETLY);
        Mem type = Mem.at(Reg.ARG0, PyObject.TYPE);
        m.branch(Cond.EQ, type, Global.PYFLOAT_TYPE, quiet);
        m.branch(Cond.EQ, type, Global.PYLONG_TYPE, quiet);
        m.branch(Cond.EQ, type, Global.PYUNICODE_TYPE, quiet);
        m.branch(Cond.EQ, type, Global.PYRANGEITER_TYPE, quiet);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.ARG0, PyObject.REFCNT));
        m.branch(Cond.LT, Width.W32, Reg.TMP0, 0, quiet); // it never dies
        m.branch(Cond.LE, Width.W32, Reg.TMP0, 1, dies);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.branch(Cond.GE, Width.W64, Reg.TMP0, Reg.ARG5, quiet);
        m.move(Reg.ARG5, Reg.TMP0);
        m.bind(quiet);
        m.moveImm(Reg.RET, 1);
        m.ret();
        m.bind(dies);
        m.branch(Cond.LE, Width.W64, Reg.ARG3, 0, loud);
        m.enter();
        contents();
        m.bind(loud);
        m.moveImm(Reg.RET, 0);
        m.ret();
    }

    /** Visits what the object {@code ARG0} holds, and returns. */
    private void contents() {
        Label tuple = m.newLabel();
        Label list = m.newLabel();
        Label iterator = m.newLabel();
        Label cell = m.newLabel();
        Label range = m.newLabel();
        Label other = m.newLabel();
        Mem type = Mem.at(Reg.ARG0, PyObject.TYPE);
        m.branch(Cond.EQ, type, Global.PYTUPLE_TYPE, tuple);
        m.branch(Cond.EQ, type, Global.PYLIST_TYPE, list);
        m.branch(Cond.EQ, type, Global.PYLISTITER_TYPE, iterator);
        m.branch(Cond.EQ, type, Global.PYTUPLEITER_TYPE, iterator);
        m.branch(Cond.EQ, type, Global.PYCELL_TYPE, cell);
        new InstanceEnd(stubs).guardPlain(other);
        int values = ManagedObject.INLINE_VALUES_OFFSET;
        m.load(Width.W8, Reg.RET, Mem.at(Reg.ARG0, values + DictValues.CAPACITY));
        m.address(Reg.SAVED0, Mem.at(Reg.ARG0, ManagedObject.INLINE_VALUES_SLOTS));
        m.jump(range);
        m.bind(tuple);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        m.address(Reg.SAVED0, Mem.at(Reg.ARG0, PyTuple.ITEMS));
        m.jump(range);
        m.bind(list);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.ARG0, PyList.ITEMS));
        m.jump(range);
        m.bind(iterator);
        m.address(Reg.SAVED0, Mem.at(Reg.ARG0, ListIter.SEQ));
        m.moveImm(Reg.RET, 1);
        m.jump(range);
        m.bind(cell);
        m.address(Reg.SAVED0, Mem.at(Reg.ARG0, PyCell.REF));
        m.moveImm(Reg.RET, 1);
        m.bind(range);
        m.branch(Cond.GT, Width.W64, Reg.RET, MOST, other);
        m.address(Reg.RET, Mem.at(Reg.SAVED0, Reg.RET, 8, 0));
        m.store(Width.W64, END, Reg.RET);
        visitAll(other);
    }

    /** Visits what is from {@code SAVED0} to the end, and returns; {@code other}: so it does with 0. */
    private void visitAll(Label other) {
        Label next = m.newLabel();
        Label done = m.newLabel();
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, END, Reg.SAVED0, done);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        m.add(Reg.SAVED0, Reg.SAVED0, 8);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, next);
        m.add(Reg.ARG3, Reg.ARG3, -1);
        m.call(stubs.of(Stub.VISIT_QUIETLY));
        m.add(Reg.ARG3, Reg.ARG3, 1);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, next);
        m.bind(other);
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(done);
        m.moveImm(Reg.RET, 1);
        m.leave();
    }
}
