package dev.justjit.stubs.operator;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.DictIter;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyEnumerate;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PySet;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.PyZip;
import dev.justjit.abi.layout.SetIter;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/**
 * {@link Stub#NEXT_OR_END}: the next item of an iterator whose type is found out when the code runs, where neither
 * Python code runs nor an object dies, and nothing is raised. An iterator at its end that nobody else has stays as it
 * is: its own end lets go of what it goes over.
 */
public final class QuietIteration {
    private static final Mem HELD = Mem.nativeWord(0);
    private static final Mem POSITION = Mem.nativeWord(1);
    private static final Mem LENGTH = Mem.nativeWord(2);

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final Label undone;
    private final Label alone;
    private final Label end;
    private final Label done;

    public QuietIteration(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
        undone = m.newLabel();
        alone = m.newLabel();
        end = m.newLabel();
        done = m.newLabel();
    }

    /** {@code SAVED0} = the iterator. */
    public void emit() {
        Label dict = m.newLabel();
        Label items = m.newLabel();
        Label set = m.newLabel();
        Label list = m.newLabel();
        Label tuple = m.newLabel();
        Label numbered = m.newLabel();
        Label zipped = m.newLabel();
        stubs.begin(Stub.NEXT_OR_END);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyObject.TYPE));
        m.branch(Cond.EQ, Reg.ARG1, Global.PYDICTITERITEM_TYPE, items);
        m.branch(Cond.EQ, Reg.ARG1, Global.PYLISTITER_TYPE, list);
        m.branch(Cond.EQ, Reg.ARG1, Global.PYDICTITERKEY_TYPE, dict);
        m.branch(Cond.EQ, Reg.ARG1, Global.PYDICTITERVALUE_TYPE, dict);
        m.branch(Cond.EQ, Reg.ARG1, Global.PYSETITER_TYPE, set);
        m.branch(Cond.EQ, Reg.ARG1, Global.PYENUM_TYPE, numbered);
        m.branch(Cond.EQ, Reg.ARG1, Global.PYZIP_TYPE, zipped);
        m.branch(Cond.EQ, Reg.ARG1, Global.PYTUPLEITER_TYPE, tuple);
        m.jump(undone);
        m.bind(list);
        sequence(true);
        m.bind(tuple);
        sequence(false);
        m.bind(items);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, DictIter.RESULT));
        guardResult();
        m.bind(dict);
        dict();
        m.bind(set);
        set();
        m.bind(numbered);
        enumerate();
        m.bind(zipped);
        zip();
        finish();
    }

    private void finish() {
        m.bind(alone);
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.SAVED0, PyObject.REFCNT), 1, undone);
        m.bind(end);
        m.moveImm(Reg.RET, 0);
        m.bind(done);
        m.leave();
        m.bind(undone);
        m.moveImm(Reg.RET, Stub.NOT_DONE);
        m.leave();
    }

    private void ask() {
        m.move(Reg.ARG0, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyObject.TYPE));
        m.call(Mem.at(Reg.ARG1, PyType.ITERNEXT));
    }

    /** Jumps where the tuple {@code ARG1} would be used again and what is in it die noticed. */
    private void guardResult() {
        Label next = m.newLabel();
        Label quiet = m.newLabel();
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.ARG1, PyObject.REFCNT), 1, quiet);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE));
        m.bind(next);
        m.add(Reg.ARG2, Reg.ARG2, -1);
        m.branch(Cond.LT, Width.W64, Reg.ARG2, 0, quiet);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG1, Reg.ARG2, 8, PyTuple.ITEMS));
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.ARG3, PyObject.REFCNT), 1, next);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG3, PyObject.TYPE));
        m.branch(Cond.EQ, Reg.ARG3, Global.PYLONG_TYPE, next);
        m.branch(Cond.EQ, Reg.ARG3, Global.PYUNICODE_TYPE, next);
        m.branch(Cond.EQ, Reg.ARG3, Global.PYFLOAT_TYPE, next);
        m.jump(undone);
        m.bind(quiet);
    }

    /** Without memory nothing has happened: the position is what it was. */
    private void dict() {
        Label some = m.newLabel();
        Label values = m.newLabel();
        Label counted = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, DictIter.DICT));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, end);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyDict.USED));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.SAVED0, DictIter.USED), Reg.ARG2, undone);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.SAVED0, DictIter.POSITION));
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.SAVED0, DictIter.LENGTH));
        m.branch(Cond.NE, Width.W64, Reg.ARG4, 0, some);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyDict.VALUES), 0, values);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyDict.KEYS));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, DictKeys.NENTRIES));
        m.bind(values);
        m.branch(Cond.GE, Width.W64, Reg.ARG3, Reg.ARG2, alone);
        m.jump(undone); // keys that were not there when it began, or none
        m.bind(some);
        hold(Reg.ARG1, Reg.ARG3, Reg.ARG4);
        ask();
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, counted);
        restore(DictIter.DICT, DictIter.POSITION, DictIter.LENGTH);
        m.bind(counted);
        letGo();
    }

    /** A set of which nobody else has known is not mentioned by the iterator any more, but still held here. */
    private void set() {
        Label counted = m.newLabel();
        Label ended = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, SetIter.SET));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, end);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PySet.USED));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.SAVED0, SetIter.USED), Reg.ARG2, undone);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.SAVED0, SetIter.POSITION));
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.SAVED0, SetIter.LENGTH));
        hold(Reg.ARG1, Reg.ARG3, Reg.ARG4);
        ask();
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, counted);
        m.load(Width.W64, Reg.ARG1, HELD);
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.ARG1, PyObject.REFCNT), 1, ended);
        m.store(Width.W64, Mem.at(Reg.SAVED0, SetIter.SET), Reg.ARG1);
        m.load(Width.W64, Reg.ARG2, POSITION);
        m.store(Width.W64, Mem.at(Reg.SAVED0, SetIter.POSITION), Reg.ARG2);
        m.jump(alone);
        m.bind(ended);
        m.decref(Reg.ARG1, Reg.TMP0, end); // never: others have it
        m.jump(end);
        m.bind(counted);
        letGo();
    }

    /** The container stays alive over a call. */
    private void hold(Reg container, Reg position, Reg length) {
        m.store(Width.W64, HELD, container);
        m.store(Width.W64, POSITION, position);
        m.store(Width.W64, LENGTH, length);
        m.incref(container, Reg.TMP0);
    }

    /** There was no memory, or nothing where something had to be: the iterator is as it was, and mentions the container. */
    private void restore(int container, int position, int length) {
        Label mentioned = m.newLabel();
        m.load(Width.W64, Reg.ARG1, HELD);
        m.load(Width.W64, Reg.ARG2, POSITION);
        m.store(Width.W64, Mem.at(Reg.SAVED0, position), Reg.ARG2);
        m.load(Width.W64, Reg.ARG2, LENGTH);
        m.store(Width.W64, Mem.at(Reg.SAVED0, length), Reg.ARG2);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.SAVED0, container), 0, mentioned);
        m.store(Width.W64, Mem.at(Reg.SAVED0, container), Reg.ARG1);
        m.jump(undone);
        m.bind(mentioned);
        m.decref(Reg.ARG1, Reg.TMP0, undone); // never: the iterator has it
        m.jump(undone);
    }

    /** Returns {@code RET}. */
    private void letGo() {
        m.load(Width.W64, Reg.ARG1, HELD);
        m.decref(Reg.ARG1, Reg.TMP0, done); // never: the iterator has it
        m.jump(done);
    }

    private void sequence(boolean list) {
        Label exhausted = alone;
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, ListIter.SEQ));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, end);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, ListIter.INDEX));
        Mem size = Mem.at(Reg.ARG1, PyVarObject.OB_SIZE);
        m.branch(Cond.BELOW_EQ, Width.W64, size, Reg.ARG2, exhausted);
        if (list) {
            m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyList.ITEMS));
        }
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, Reg.ARG2, 8, list ? 0 : PyTuple.ITEMS));
        m.addMem(Width.W64, Mem.at(Reg.SAVED0, ListIter.INDEX), 1);
        m.incref(Reg.RET, Reg.TMP0);
        m.jump(done);
    }

    /** Jumps unless {@code ARG2} is an iterator over a list or tuple that has more items. {@code ARG3} is lost. */
    private void guardMore(Label exhausted) {
        Label known = m.newLabel();
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG2, PyObject.TYPE));
        m.branch(Cond.EQ, Reg.ARG3, Global.PYLISTITER_TYPE, known);
        m.branch(Cond.NE, Reg.ARG3, Global.PYTUPLEITER_TYPE, undone);
        m.bind(known);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG2, ListIter.SEQ));
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, exhausted);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG3, PyVarObject.OB_SIZE));
        Mem index = Mem.at(Reg.ARG2, ListIter.INDEX);
        m.branch(Cond.ABOVE_EQ, Width.W64, index, Reg.ARG3, exhausted);
    }

    private void enumerate() {
        Label exhausted = m.newLabel();
        Label failed = m.newLabel();
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, PyEnumerate.ITERATOR));
        guardMore(exhausted);
        m.moveImm(Reg.ARG3, Long.MAX_VALUE);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED0, PyEnumerate.INDEX), Reg.ARG3, undone);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG2, ListIter.INDEX));
        m.store(Width.W64, POSITION, Reg.ARG3);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.SAVED0, PyEnumerate.INDEX));
        m.store(Width.W64, LENGTH, Reg.ARG3);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyEnumerate.RESULT));
        guardResult();
        ask();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.jump(done);
        m.bind(failed);
        m.load(Width.W64, Reg.ARG1, POSITION);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, PyEnumerate.ITERATOR));
        m.store(Width.W64, Mem.at(Reg.ARG2, ListIter.INDEX), Reg.ARG1);
        m.load(Width.W64, Reg.ARG1, LENGTH);
        m.store(Width.W64, Mem.at(Reg.SAVED0, PyEnumerate.INDEX), Reg.ARG1);
        m.jump(undone);
        m.bind(exhausted);
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.ARG2, PyObject.REFCNT), 1, undone);
        m.jump(alone);
    }

    /** Items are taken from all, or from none. */
    private void zip() {
        Label next = m.newLabel();
        Label more = m.newLabel();
        Label exhausted = m.newLabel();
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.SAVED0, PyZip.STRICT), 0, undone);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.SAVED0, PyZip.ITERATORS));
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.SAVED0, PyZip.COUNT));
        m.branch(Cond.EQ, Width.W64, Reg.ARG5, 0, undone);
        m.bind(next);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG4, Reg.ARG5, 8, PyTuple.ITEMS - 8));
        guardMore(exhausted);
        // an iterator that comes twice has one item less
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.ARG2, PyObject.REFCNT), 1, undone);
        m.add(Reg.ARG5, Reg.ARG5, -1);
        m.branch(Cond.NE, Width.W64, Reg.ARG5, 0, next);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyZip.RESULT));
        guardResult();
        ask(); // has made its tuple before it takes anything
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, undone);
        m.jump(done);
        m.bind(exhausted);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.SAVED0, PyZip.COUNT));
        m.bind(more);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG4, Reg.ARG5, 8, PyTuple.ITEMS - 8));
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.ARG2, PyObject.REFCNT), 1, undone);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG2, PyObject.TYPE));
        Label known = m.newLabel();
        m.branch(Cond.EQ, Reg.ARG3, Global.PYLISTITER_TYPE, known);
        m.branch(Cond.NE, Reg.ARG3, Global.PYTUPLEITER_TYPE, undone);
        m.bind(known);
        m.add(Reg.ARG5, Reg.ARG5, -1);
        m.branch(Cond.NE, Width.W64, Reg.ARG5, 0, more);
        m.jump(alone);
    }
}
