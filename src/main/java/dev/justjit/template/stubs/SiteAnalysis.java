package dev.justjit.template.stubs;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyMemberDef;
import dev.justjit.abi.layout.PyMemberDescr;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
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
 * Makes an entry of a site record for an owner: finds out where its class has the attribute, as CPython's
 * own specialization does, and which guards prove that it is still there. What no {@link Shape}
 * describes makes no entry. {@link SiteEntries} has the registers and words.
 */
final class SiteAnalysis {
    private final MacroAssembler m;
    private final SiteKeys keys;
    private final SiteEntries entries;
    private final SiteGlobals globals;
    private final SiteDicts dicts;
    private final Label load;
    private final Label store;
    private final Label global;
    private final Label init;

    SiteAnalysis(
            MacroAssembler m,
            SiteKeys keys,
            SiteEntries entries,
            SiteGlobals globals,
            SiteDicts dicts) {
        this.m = m;
        this.dicts = dicts;
        this.keys = keys;
        this.entries = entries;
        this.globals = globals;
        load = m.newLabel();
        store = m.newLabel();
        global = m.newLabel();
        init = m.newLabel();
    }

    /** To call for an attribute that is read: owner in {@code ARG0}, record in {@code ARG1}. */
    Label load() {
        return load;
    }

    /** The same for one that is assigned. */
    Label store() {
        return store;
    }

    /** The same for a global of the current frame; there is no owner. */
    Label global() {
        return global;
    }

    /** The same for a class that is called; its class is {@code type}. */
    Label init() {
        return init;
    }

    void emit() {
        emitLoad();
        entries.begin(store, "analyse assignment");
        storing();
        entries.begin(global, "analyse global");
        globals.analyseGlobal();
        entries.begin(init, "analyse class call");
        classCall();
        entries.emit();
    }

    private void emitLoad() {
        Label instance = m.newLabel();
        Label notModule = m.newLabel();
        entries.begin(load, "analyse attribute");
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyObject.TYPE));
        m.store(Width.W64, SiteEntries.TYPE, Reg.ARG0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyType.GETATTRO));
        m.branch(
                Cond.EQ,
                Reg.TMP0,
                Symbol.export(Helper.PYOBJECT_GENERICGETATTR.symbol()),
                instance);
        m.branch(Cond.NE, Reg.ARG0, Global.PYMODULE_TYPE, notModule);
        lookUp(entries.done());
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, entries.done());
        globals.analyseModule();
        m.bind(notModule);
        m.load(Reg.ARG1, Global.PYTYPE_TYPE);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyType.GETATTRO));
        m.branch(Cond.NE, Width.W64, Reg.TMP0, Reg.ARG1, entries.done());
        classAttribute();
        m.bind(instance);
        lookUp(entries.done());
        ofInstance();
    }

    /**
     * {@code RET} and {@code FOUND} = what the class {@code ARG0} has under the name, or 0; {@code ARG0} = the
     * class {@code TYPE} again and {@code VERSION} its version; a jump if it has none.
     */
    private void lookUp(Label noVersion) {
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.call(Helper.PYTYPE_LOOKUP);
        m.store(Width.W64, SiteEntries.FOUND, Reg.RET);
        m.load(Width.W64, Reg.ARG0, SiteEntries.TYPE);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.ARG0, PyType.VERSION_TAG));
        m.store(Width.W64, SiteEntries.VERSION, Reg.TMP0);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, noVersion);
    }

    /** {@code ARG1} = class of the object {@code RET}; a jump if that class can change. */
    private void guardImmutable() {
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, PyType.TPFLAGS_IMMUTABLETYPE, entries.done());
    }

    /** The owner's class finds attributes in the default way; {@code RET} is what it has. */
    private void ofInstance() {
        Label own = m.newLabel();
        Label notMember = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, own);
        guardImmutable();
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_SET), 0, own);
        m.branch(Cond.NE, Reg.ARG1, Global.PYMEMBERDESCR_TYPE, notMember);
        member(PyMemberDef.AUDIT_READ | PyMemberDef.RELATIVE_OFFSET);
        entries.add(Shape.SLOT);
        m.bind(notMember);
        m.branch(Cond.NE, Reg.ARG1, Global.PYPROPERTY_TYPE, entries.done());
        m.move(Reg.ARG2, Reg.RET);
        entries.add(Shape.PROPERTY);
        m.bind(own);
        ownValue();
    }

    /**
     * {@code ARG2} = offset of the field of the class {@code ARG0} that the member descriptor {@code RET} stands
     * for: an object, without any of the flags.
     */
    private void member(int flags) {
        Label object = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyMemberDescr.TYPE));
        m.call(Helper.PYTYPE_ISSUBTYPE);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, entries.done());
        m.load(Width.W64, Reg.RET, SiteEntries.FOUND);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyMemberDescr.MEMBER));
        m.branchTest(Cond.NE, Width.W32, Mem.at(Reg.RET, PyMemberDef.FLAGS), flags, entries.done());
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.RET, PyMemberDef.OFFSET));
        m.load(Width.W32, Reg.RET, Mem.at(Reg.RET, PyMemberDef.TYPE));
        m.branch(Cond.EQ, Width.W32, Reg.RET, PyMemberDef.OBJECT_EX, object);
        m.branch(Cond.NE, Width.W32, Reg.RET, PyMemberDef.OBJECT, entries.done());
        m.bind(object);
    }

    /** {@code ARG2} = offset of the record's name among the values in the owner, of class {@code ARG0}. */
    private void searchValues(Label absent) {
        m.branch(
                Cond.EQ,
                Width.W8,
                Mem.at(Reg.SAVED0, ManagedObject.INLINE_VALUES_VALID),
                0,
                entries.done());
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyHeapType.CACHED_KEYS));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.call(keys.search());
        m.branch(Cond.EQ, Width.W64, Reg.RET, SiteKeys.ABSENT, absent);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, entries.done());
        m.shiftLeft(Reg.ARG2, Reg.RET, 3);
        m.add(Reg.ARG2, Reg.ARG2, ManagedObject.INLINE_VALUES_SLOTS);
    }

    /** {@code FOUND} is 0 or no data descriptor: the owner's own value goes first. */
    private void ownValue() {
        Label noValues = m.newLabel();
        Label absent = m.newLabel();
        Label unset = m.newLabel();
        Label moved = m.newLabel();
        Label inDict = m.newLabel();
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG3, PyType.TPFLAGS_INLINE_VALUES, noValues);
        Mem valid = Mem.at(Reg.SAVED0, ManagedObject.INLINE_VALUES_VALID);
        m.branch(Cond.EQ, Width.W8, valid, 0, moved);
        searchValues(absent);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED0, Reg.ARG2, 1, 0), 0, unset);
        entries.add(Shape.VALUE);
        m.bind(unset);
        m.move(Reg.ARG3, Reg.ARG2);
        ofClass(Shape.METHOD_UNSET, Shape.CONSTANT_UNSET);
        m.bind(absent);
        m.load(Width.W64, Reg.ARG0, SiteEntries.TYPE);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyHeapType.CACHED_KEYS));
        m.load(Width.W32, Reg.ARG3, Mem.at(Reg.ARG0, DictKeys.NENTRIES));
        ofClass(Shape.METHOD_VALUES, Shape.CONSTANT_VALUES);
        m.bind(noValues);
        dict(inDict);
        m.bind(moved);
        m.moveImm(Reg.ARG3, ManagedObject.MANAGED_DICT);
        m.bind(inDict);
        Label notThere = m.newLabel();
        dicts.analyse(notThere);
        m.bind(notThere);
        m.load(Width.W64, Reg.ARG3, SiteEntries.SECOND);
        ofClass(Shape.METHOD_DICT, Shape.CONSTANT_DICT);
    }

    /**
     * Objects of the class {@code ARG0} with the flags {@code ARG3} have no values, but may have a dict; a jump, with
     * its offset in {@code ARG3}, if this one has.
     */
    private void dict(Label inDict) {
        Label managed = m.newLabel();
        Label mayHaveDict = m.newLabel();
        Label lazy = m.newLabel();
        m.branchTest(Cond.NE, Width.W32, Reg.ARG3, PyType.TPFLAGS_MANAGED_DICT, managed);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyType.DICTOFFSET));
        m.branch(Cond.NE, Width.W64, Reg.ARG3, 0, mayHaveDict);
        ofClass(Shape.METHOD, Shape.CONSTANT);
        m.bind(managed);
        m.moveImm(Reg.ARG3, ManagedObject.MANAGED_DICT);
        m.jump(lazy);
        m.bind(mayHaveDict);
        m.branch(Cond.LT, Width.W64, Reg.ARG3, 0, entries.done());
        m.branch(Cond.GT, Width.W64, Reg.ARG3, Short.MAX_VALUE, entries.done());
        m.bind(lazy);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.SAVED0, Reg.ARG3, 1, 0), 0, inDict);
        ofClass(Shape.METHOD_LAZY, Shape.CONSTANT_LAZY);
    }

    /** What the class has is the attribute, under a guard with {@code ARG3}. */
    private void ofClass(Shape method, Shape constant) {
        Label plain = m.newLabel();
        m.load(Width.W64, Reg.ARG2, SiteEntries.FOUND);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, entries.done());
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG2, PyObject.TYPE));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_GET), 0, plain);
        guardMethod();
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED1, SiteRecord.FOR_CALL), 0, entries.done());
        entries.add(method);
        m.bind(plain);
        entries.add(constant);
    }

    /** Objects of the class {@code ARG1} are functions that classes make methods of. */
    private void guardMethod() {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyType.FLAGS));
        m.branchTest(
                Cond.EQ, Width.W32, Reg.TMP0, PyType.TPFLAGS_METHOD_DESCRIPTOR, entries.done());
    }

    /**
     * The owner is a class, {@code ARG0} its class, which must not have the name itself: both versions are
     * guarded.
     */
    private void classAttribute() {
        Label plain = m.newLabel();
        Label notStatic = m.newLabel();
        Label notClassMethod = m.newLabel();
        lookUp(entries.done());
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, entries.done());
        m.store(Width.W64, SiteEntries.SECOND, Reg.TMP0);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.store(Width.W64, SiteEntries.TYPE, Reg.ARG0);
        lookUp(entries.done());
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, entries.done());
        guardImmutable();
        m.load(Width.W64, Reg.ARG3, SiteEntries.SECOND);
        m.move(Reg.ARG2, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_GET), 0, plain);
        m.branch(Cond.NE, Reg.ARG1, Global.PYSTATICMETHOD_TYPE, notStatic);
        entries.add(Shape.CLASS_STATIC);
        m.bind(notStatic);
        m.branch(Cond.NE, Reg.ARG1, Global.PYCLASSMETHOD_TYPE, notClassMethod);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED1, SiteRecord.FOR_CALL), 0, entries.done());
        entries.add(Shape.CLASS_METHOD);
        m.bind(notClassMethod);
        guardMethod();
        m.bind(plain);
        entries.add(Shape.CLASS_OWN);
    }

    /** A class whose objects are plain ones, with a Python function as {@code __init__}. */
    private void classCall() {
        m.move(Reg.ARG0, Reg.SAVED0);
        m.store(Width.W64, SiteEntries.TYPE, Reg.ARG0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyType.FLAGS));
        m.and(Reg.TMP0, Reg.TMP0, PyType.TPFLAGS_HEAPTYPE | PyType.TPFLAGS_IS_ABSTRACT);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, PyType.TPFLAGS_HEAPTYPE, entries.done());
        m.load(Reg.ARG1, Global.PYBASEOBJECT_TYPE);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyType.NEW));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyType.NEW), Reg.ARG1, entries.done());
        m.branch(
                Cond.NE,
                Mem.at(Reg.ARG0, PyType.ALLOC),
                Symbol.export(Helper.PYTYPE_GENERICALLOC.symbol()),
                entries.done());
        lookUp(entries.done());
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, entries.done());
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYFUNCTION_TYPE, entries.done());
        m.move(Reg.ARG2, Reg.RET);
        m.moveImm(Reg.ARG3, 0);
        entries.add(Shape.CLASS_INIT);
    }

    /** An assignment: to a slot, or to a value that is in the owner and has a place already. */
    private void storing() {
        Label own = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyObject.TYPE));
        m.store(Width.W64, SiteEntries.TYPE, Reg.ARG0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyType.SETATTRO));
        m.branch(
                Cond.NE,
                Reg.TMP0,
                Symbol.export(Helper.PYOBJECT_GENERICSETATTR.symbol()),
                entries.done());
        lookUp(entries.done());
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, own);
        guardImmutable();
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_SET), 0, own);
        m.branch(Cond.NE, Reg.ARG1, Global.PYMEMBERDESCR_TYPE, entries.done());
        member(PyMemberDef.READONLY | PyMemberDef.RELATIVE_OFFSET);
        entries.add(Shape.STORE_SLOT);
        m.bind(own);
        m.branchTest(
                Cond.EQ,
                Width.W32,
                Mem.at(Reg.ARG0, PyType.FLAGS),
                PyType.TPFLAGS_INLINE_VALUES,
                entries.done());
        m.branch(
                Cond.NE,
                Width.W64,
                Mem.at(Reg.SAVED0, ManagedObject.MANAGED_DICT),
                0,
                entries.done());
        searchValues(entries.done());
        m.move(Reg.ARG3, Reg.RET);
        entries.add(Shape.STORE_VALUE);
    }
}
