package dev.justjit.stubs.site;

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
import dev.justjit.record.SpecialMethod;
import dev.justjit.record.SpecialTable;
import dev.justjit.stubs.library.SpecialMethods;

/**
 * Makes an entry of a site record for an owner: finds out where its class has the attribute, as CPython's
 * own specialization does, and which guards prove that it is still there. What no {@link Shape}
 * describes makes no entry. {@link SiteEntries} has the registers and words.
 */
final class SiteAnalysis {
    private final MacroAssembler m;
    private final SiteKeys keys;
    private final SiteEntries entries;
    private final SiteLookups lookups;
    private final SiteClasses classes;
    private final SpecialMethods specials;
    private final SiteGlobals globals;
    private final SiteDicts dicts;
    private final SiteFields fields;
    private final Label load;
    private final Label store;
    private final Label global;
    private final Label init;

    SiteAnalysis(
            MacroAssembler m,
            SiteKeys keys,
            SiteEntries entries,
            SiteGlobals globals,
            SiteDicts dicts,
            SpecialMethods specials) {
        this.m = m;
        this.dicts = dicts;
        this.keys = keys;
        this.entries = entries;
        this.specials = specials;
        lookups = new SiteLookups(m, entries);
        classes = new SiteClasses(m, entries, lookups);
        fields = new SiteFields(m, entries);
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
        classes.analyseCall();
        entries.emit();
    }

    private void emitLoad() {
        Label instance = m.newLabel();
        Label notModule = m.newLabel();
        Label notType = m.newLabel();
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
        lookups.lookUp();
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, entries.done());
        globals.analyseModule();
        m.bind(notModule);
        m.load(Reg.ARG1, Global.PYTYPE_TYPE);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyType.GETATTRO));
        m.branch(Cond.NE, Width.W64, Reg.TMP0, Reg.ARG1, notType);
        classes.analyseAttribute();
        m.bind(notType);
        guardHookOnly();
        m.load(Width.W64, Reg.ARG0, SiteEntries.TYPE);
        m.bind(instance);
        lookups.lookUp();
        ofInstance();
    }

    /**
     * A class that Python made, with {@code object}'s {@code __getattribute__}, finds attributes in another way only for the sake of
     * {@code __getattr__}: that is asked for what is not there.
     */
    private void guardHookOnly() {
        m.move(Reg.RET, Reg.ARG0);
        Mem flags = Mem.at(Reg.RET, PyType.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_HEAPTYPE, entries.done());
        m.moveImm(Reg.ARG3, SpecialMethod.GETATTRIBUTE.ordinal());
        specials.find();
        m.branch(Cond.NE, Width.W64, Reg.RET, SpecialTable.DEFAULT, entries.done());
    }

    /** The owner's class finds attributes in the default way; {@code RET} is what it has. */
    private void ofInstance() {
        Label own = m.newLabel();
        Label notMember = m.newLabel();
        Label notProperty = m.newLabel();
        Label mutable = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, own);
        lookups.loadClass(mutable);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_SET), 0, own);
        m.branch(Cond.NE, Reg.ARG1, Global.PYMEMBERDESCR_TYPE, notMember);
        member(PyMemberDef.AUDIT_READ | PyMemberDef.RELATIVE_OFFSET);
        entries.add(Shape.SLOT);
        m.bind(notMember);
        m.branch(
                Cond.NE,
                Mem.at(Reg.ARG0, PyType.GETATTRO),
                Symbol.export(Helper.PYOBJECT_GENERICGETATTR.symbol()),
                entries.done()); // __getattr__ is asked when the getter raises AttributeError
        m.move(Reg.ARG2, Reg.RET);
        m.branch(Cond.NE, Reg.ARG1, Global.PYPROPERTY_TYPE, notProperty);
        entries.add(Shape.PROPERTY);
        m.bind(notProperty);
        fields.analyse();
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_GET), 0, entries.done());
        entries.add(Shape.DESCRIPTOR);
        m.bind(mutable);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_SET), 0, entries.done());
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
        Label over = m.newLabel();
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG3, PyType.TPFLAGS_INLINE_VALUES, noValues);
        Mem valid = Mem.at(Reg.SAVED0, ManagedObject.INLINE_VALUES_VALID);
        m.branch(Cond.EQ, Width.W8, valid, 0, moved);
        searchValues(absent);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED0, Reg.ARG2, 1, 0), 0, unset);
        isFoundMutable(over);
        entries.add(Shape.VALUE);
        m.bind(over);
        m.move(Reg.ARG3, Reg.ARG2);
        m.move(Reg.ARG2, Reg.RET);
        entries.add(Shape.VALUE_OVER);
        m.bind(unset);
        m.move(Reg.ARG3, Reg.ARG2);
        ofClass(Shape.METHOD_UNSET, Shape.CONSTANT_UNSET, Shape.WRAPPED_UNSET);
        m.bind(absent);
        m.load(Width.W64, Reg.ARG0, SiteEntries.TYPE);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyHeapType.CACHED_KEYS));
        m.load(Width.W32, Reg.ARG3, Mem.at(Reg.ARG0, DictKeys.NENTRIES));
        ofClass(Shape.METHOD_VALUES, Shape.CONSTANT_VALUES, Shape.WRAPPED_VALUES);
        m.bind(noValues);
        dict(inDict);
        m.bind(moved);
        m.moveImm(Reg.ARG3, ManagedObject.MANAGED_DICT);
        m.bind(inDict);
        Label notThere = m.newLabel();
        isFoundMutable(entries.done());
        dicts.analyse(notThere);
        m.bind(notThere);
        m.load(Width.W64, Reg.ARG3, SiteEntries.SECOND);
        ofClass(Shape.METHOD_DICT, Shape.CONSTANT_DICT, Shape.WRAPPED_DICT);
    }

    /** Jumps if there is {@code FOUND} and its class can change; {@code RET} = {@code FOUND}, {@code ARG1} = its class. */
    private void isFoundMutable(Label yes) {
        Label no = m.newLabel();
        m.load(Width.W64, Reg.RET, SiteEntries.FOUND);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, no);
        lookups.loadClass(yes);
        m.bind(no);
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
        ofClass(Shape.METHOD, Shape.CONSTANT, Shape.WRAPPED);
        m.bind(managed);
        m.moveImm(Reg.ARG3, ManagedObject.MANAGED_DICT);
        m.jump(lazy);
        m.bind(mayHaveDict);
        m.branch(Cond.LT, Width.W64, Reg.ARG3, 0, entries.done());
        m.branch(Cond.GT, Width.W64, Reg.ARG3, Short.MAX_VALUE, entries.done());
        m.bind(lazy);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.SAVED0, Reg.ARG3, 1, 0), 0, inDict);
        ofClass(Shape.METHOD_LAZY, Shape.CONSTANT_LAZY, Shape.WRAPPED_LAZY);
    }

    /** What the class has is the attribute, under a guard with {@code ARG3}. */
    private void ofClass(Shape method, Shape constant, Shape wrapped) {
        Label plain = m.newLabel();
        Label called = m.newLabel();
        Label bound = m.newLabel();
        m.load(Width.W64, Reg.ARG2, SiteEntries.FOUND);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, entries.done());
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG2, PyObject.TYPE));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_GET), 0, plain);
        lookups.ifWrapped(wrapped, wrapped);
        lookups.guardMethod();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.SAVED1, SiteRecord.FOR_CALL), 0, called);
        m.branch(Cond.EQ, Reg.ARG1, Global.PYFUNCTION_TYPE, bound);
        m.branch(Cond.NE, Reg.ARG1, Global.PYMETHODDESCR_TYPE, entries.done());
        m.bind(bound);
        entries.addForSlowPath(method);
        m.bind(called);
        entries.add(method);
        m.bind(plain);
        entries.add(constant);
    }

    /** An assignment: to a slot, or to a value that is in the owner and has a place already. */
    private void storing() {
        Label own = m.newLabel();
        Label notMember = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyObject.TYPE));
        m.store(Width.W64, SiteEntries.TYPE, Reg.ARG0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyType.SETATTRO));
        m.branch(
                Cond.NE,
                Reg.TMP0,
                Symbol.export(Helper.PYOBJECT_GENERICSETATTR.symbol()),
                entries.done());
        lookups.lookUp();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, own);
        lookups.loadClass(entries.done());
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_SET), 0, own);
        m.branch(Cond.NE, Reg.ARG1, Global.PYMEMBERDESCR_TYPE, notMember);
        member(PyMemberDef.READONLY | PyMemberDef.RELATIVE_OFFSET);
        entries.add(Shape.STORE_SLOT);
        m.bind(notMember);
        m.branch(Cond.NE, Reg.ARG1, Global.PYPROPERTY_TYPE, entries.done());
        m.move(Reg.ARG2, Reg.RET);
        entries.add(Shape.STORE_PROPERTY);
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
