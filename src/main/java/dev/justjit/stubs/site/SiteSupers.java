package dev.justjit.stubs.site;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.Shape;
import dev.justjit.record.SiteRecord;

/**
 * {@code super(start, self).name}: the class of {@code self}, or {@code self} if that is a class, has the entry's
 * version, and the start class is the entry's. The version stands for the whole order of bases and for
 * what each of them has under the name; it also keeps the start class alive.
 */
final class SiteSupers {
    /** Of an analysis: the start class. */
    private static final Mem START = SiteEntries.KEY;

    /** Of an analysis: how many bases have been looked at, in bytes of the tuple of them. */
    private static final Mem AT = SiteEntries.INDEX;

    private final MacroAssembler m;
    private final SiteHandlers handlers;
    private final SiteEntries entries;
    private final Label load;

    SiteSupers(MacroAssembler m, SiteHandlers handlers, SiteEntries entries) {
        this.m = m;
        this.handlers = handlers;
        this.entries = entries;
        load = m.newLabel();
    }

    /** To call: self in {@code ARG0}, record in {@code ARG1}, start class in {@code ARG4}. */
    Label load() {
        return load;
    }

    void emitHandlers() {
        begin(Shape.SUPER_METHOD, false);
        handlers.method();
        begin(Shape.SUPER_OBJECT, false);
        handlers.plainObject();
        begin(Shape.SUPER_WRAPPED, false);
        handlers.wrappedOfInstance();
        begin(Shape.SUPER_OF_CLASS, true);
        m.load(Width.W64, Reg.ARG2, SiteHandlers.entry(SiteRecord.PAYLOAD));
        m.moveImm(Reg.ARG3, 0);
        handlers.found();
        begin(Shape.SUPER_OF_CLASS_OBJECT, true);
        handlers.plainObject();
        begin(Shape.SUPER_OF_CLASS_WRAPPED, true);
        m.move(Reg.ARG3, Reg.ARG0);
        handlers.wrapped();
    }

    /** Begins a handler: {@code ARG0} has the entry's version, {@code ARG4} is its start class. */
    private void begin(Shape shape, boolean ofClass) {
        if (ofClass) {
            handlers.start(shape);
            m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.FLAGS));
            int isClass = (int) PyType.TPFLAGS_TYPE_SUBCLASS;
            m.branchTest(Cond.EQ, Width.W32, Reg.RET, isClass, handlers.next());
            m.load(Width.W32, Reg.TMP0, SiteHandlers.entry(SiteRecord.VERSION));
            Mem version = Mem.at(Reg.ARG0, PyType.VERSION_TAG);
            m.branch(Cond.NE, Width.W32, version, Reg.TMP0, handlers.next());
        } else {
            handlers.begin(shape);
        }
        Mem start = SiteHandlers.entry(SiteRecord.ENTRY_NAME);
        m.branch(Cond.NE, Width.W64, start, Reg.ARG4, handlers.next());
    }

    void emitAnalysis() {
        Label ofClass = m.newLabel();
        entries.begin(load, "analyse super");
        m.store(Width.W64, START, Reg.ARG4);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyObject.TYPE));
        isClass(ofClass);
        lookUp();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyObject.TYPE));
        ofInstance();
        m.bind(ofClass);
        m.move(Reg.ARG0, Reg.SAVED0);
        lookUp();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyObject.TYPE));
        ofClass();
    }

    /** Jumps if objects of the class {@code ARG0} are classes. */
    private void isClass(Label yes) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyType.FLAGS));
        m.branchTest(Cond.NE, Width.W32, Reg.TMP0, (int) PyType.TPFLAGS_TYPE_SUBCLASS, yes);
    }

    /**
     * {@code RET} and {@code FOUND} = what the bases of the class {@code ARG0} behind the start class have under the name;
     * {@code TYPE} = the class and {@code VERSION} its version. Ends the analysis if there is nothing.
     */
    private void lookUp() {
        m.store(Width.W64, SiteEntries.TYPE, Reg.ARG0);
        m.load(Width.W64, Reg.ARG1, START);
        m.call(Helper.PYTYPE_ISSUBTYPE);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, entries.done());
        guardDefaultOrder();
        m.load(Width.W64, Reg.ARG0, SiteEntries.TYPE);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyUnicode.HASH), -1, entries.done());
        m.call(Helper.PYTYPE_LOOKUP); // gives the class a version
        m.load(Width.W64, Reg.ARG0, SiteEntries.TYPE);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.ARG0, PyType.VERSION_TAG));
        m.store(Width.W64, SiteEntries.VERSION, Reg.TMP0);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, entries.done());
        search();
    }

    /**
     * A class whose class makes the order of bases itself may have bases in it of which its version does not
     * depend: it is left out.
     */
    private void guardDefaultOrder() {
        Label usual = m.newLabel();
        m.load(Width.W64, Reg.ARG0, SiteEntries.TYPE);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.branch(Cond.EQ, Reg.ARG0, Global.PYTYPE_TYPE, usual);
        m.load(Reg.ARG1, Symbol.string("mro"));
        m.call(Helper.PYTYPE_LOOKUP);
        m.store(Width.W64, SiteEntries.FOUND, Reg.RET);
        m.load(Reg.ARG0, Global.PYTYPE_TYPE);
        m.load(Reg.ARG1, Symbol.string("mro"));
        m.call(Helper.PYTYPE_LOOKUP);
        m.branch(Cond.NE, Width.W64, SiteEntries.FOUND, Reg.RET, entries.done());
        m.bind(usual);
    }

    /** The walk that {@code super} does. */
    private void search() {
        Label skip = m.newLabel();
        Label look = m.newLabel();
        m.moveImm(Reg.ARG5, -8);
        m.load(Width.W64, Reg.ARG1, START);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyType.MRO));
        m.bind(skip); // the start class is there: it is a base
        m.add(Reg.ARG5, Reg.ARG5, 8);
        Mem base = Mem.at(Reg.ARG2, Reg.ARG5, 1, PyTuple.ITEMS);
        m.branch(Cond.NE, Width.W64, base, Reg.ARG1, skip);
        m.store(Width.W64, AT, Reg.ARG5);
        m.bind(look);
        m.load(Width.W64, Reg.ARG5, AT);
        m.add(Reg.ARG5, Reg.ARG5, 8);
        m.store(Width.W64, AT, Reg.ARG5);
        m.load(Width.W64, Reg.ARG2, SiteEntries.TYPE);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, PyType.MRO));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG2, PyVarObject.OB_SIZE));
        m.shiftLeft(Reg.TMP0, Reg.TMP0, 3);
        m.branch(Cond.GE, Width.W64, Reg.ARG5, Reg.TMP0, entries.done());
        m.load(Width.W64, Reg.ARG0, base);
        m.call(Helper.PYTYPE_GETDICT);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, entries.done());
        m.move(Reg.ARG0, Reg.RET);
        m.addMem(Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), -1); // the class holds it
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyDict.KEYS));
        Mem kind = Mem.at(Reg.RET, DictKeys.KIND); // other keys may run Python to compare
        m.branch(Cond.EQ, Width.W8, kind, DictKeys.KIND_GENERAL, entries.done());
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyUnicode.HASH));
        m.call(Helper.PYDICT_GETITEM_KNOWNHASH);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, look);
        m.store(Width.W64, SiteEntries.FOUND, Reg.RET);
    }

    /** {@code ARG2} = the object {@code RET}; ends with the shape that the class {@code ARG1} of it asks for. */
    private void wrappedOrPlain(Shape wrapped, Shape plain) {
        Label isWrapped = m.newLabel();
        Label notClassMethod = m.newLabel();
        m.branch(Cond.EQ, Reg.ARG1, Global.PYSTATICMETHOD_TYPE, isWrapped);
        m.branch(Cond.NE, Reg.ARG1, Global.PYCLASSMETHOD_TYPE, notClassMethod);
        branchUnlessCalled(entries.done());
        m.bind(isWrapped);
        entries.add(wrapped);
        m.bind(notClassMethod);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_GET), 0, entries.done());
        entries.add(plain);
    }

    private void branchUnlessCalled(Label no) {
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED1, SiteRecord.FOR_CALL), 0, no);
    }

    /** Methods are not bound where the interpreter would not bind them either. */
    private void ofInstance() {
        Label other = m.newLabel();
        m.move(Reg.ARG2, Reg.RET);
        m.moveImm(Reg.ARG3, 0);
        isMethod(other);
        branchUnlessCalled(entries.done());
        m.load(Width.W64, Reg.ARG0, SiteEntries.TYPE);
        m.branch(
                Cond.NE,
                Mem.at(Reg.ARG0, PyType.GETATTRO),
                Symbol.export(Helper.PYOBJECT_GENERICGETATTR.symbol()),
                entries.done());
        entries.add(Shape.SUPER_METHOD);
        m.bind(other);
        wrappedOrPlain(Shape.SUPER_WRAPPED, Shape.SUPER_OBJECT);
    }

    /** A class gets functions as they are. */
    private void ofClass() {
        Label other = m.newLabel();
        m.move(Reg.ARG2, Reg.RET);
        m.moveImm(Reg.ARG3, 0);
        isMethod(other);
        entries.add(Shape.SUPER_OF_CLASS);
        m.bind(other);
        wrappedOrPlain(Shape.SUPER_OF_CLASS_WRAPPED, Shape.SUPER_OF_CLASS_OBJECT);
    }

    /** Jumps unless objects of the class {@code ARG1} are functions that classes make methods of. */
    private void isMethod(Label no) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, PyType.TPFLAGS_METHOD_DESCRIPTOR, no);
    }
}
