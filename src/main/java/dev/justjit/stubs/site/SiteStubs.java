package dev.justjit.stubs.site;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyProperty;
import dev.justjit.abi.layout.PyType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.Shape;
import dev.justjit.record.SiteRecord;
import dev.justjit.stubs.library.FunctionCalls;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.ObjectStubs;

/**
 * Attributes and globals by way of a {@link SiteRecord}. A miss first makes an entry, if one can
 * describe what is there, and then does the operation as CPython does, once. {@code SAVED0} is the
 * address of the operands, {@code SAVED1} the record, later the result.
 */
public final class SiteStubs {
    private static final Shape[] METHODS = {
        Shape.METHOD, Shape.METHOD_VALUES, Shape.METHOD_UNSET, Shape.METHOD_LAZY, Shape.METHOD_DICT
    };

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final SiteAnalysis analysis;
    private final SiteHandlers handlers;

    private SiteStubs(StubLibrary stubs, SiteAnalysis analysis, SiteHandlers handlers) {
        this.stubs = stubs;
        this.analysis = analysis;
        this.handlers = handlers;
        m = stubs.masm();
    }

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs, SpecialMethods specials) {
        MacroAssembler m = stubs.masm();
        SiteHandlers handlers = new SiteHandlers(stubs);
        SiteKeys keys = new SiteKeys(m);
        SiteEntries entries = new SiteEntries(m, handlers);
        SiteGlobals globals = new SiteGlobals(m, handlers, keys, entries);
        SiteDicts dicts = new SiteDicts(m, handlers, keys, entries);
        SiteAnalysis analysis = new SiteAnalysis(m, keys, entries, globals, dicts, specials);
        SiteSupers supers = new SiteSupers(m, handlers, entries);
        handlers.emit(stubs);
        globals.emitHandlers();
        dicts.emitHandlers();
        supers.emitHandlers();
        keys.emit();
        analysis.emit();
        supers.emitAnalysis();
        SiteStubs sites = new SiteStubs(stubs, analysis, handlers);
        sites.loadAttr();
        sites.loadMethod();
        sites.storeAttr(specials);
        sites.loadGlobal();
        sites.callClass();
        sites.superMissed(supers, Stub.SUPER_ATTR_MISSED, Stub.GET_SUPER_ATTR);
        sites.superMissed(supers, Stub.SUPER_METHOD_MISSED, Stub.GET_SUPER_METHOD);
    }

    private static Mem operand(int index) {
        return ObjectStubs.operand(index);
    }

    private void begin(Stub stub) {
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
    }

    /** Asks the record; {@code ARG2} and {@code ARG3} are the answer of its handlers. */
    private void askRecord(Label missed) {
        m.call(Mem.at(Reg.ARG1, SiteRecord.HANDLER));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, missed);
    }

    /** Makes an entry; {@code ARG0} = the owner, {@code ARG1} = the name. */
    private void analyse(Label entry, int owner) {
        m.load(Width.W64, Reg.ARG0, operand(owner));
        m.move(Reg.ARG1, Reg.SAVED1);
        m.call(entry);
        m.load(Width.W64, Reg.ARG0, operand(owner));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
    }

    /** {@code ARG1} = the record's first entry for the class of the owner, or a jump. */
    private void findEntry(Mem owner, Label none) {
        Label look = m.newLabel();
        Label found = m.newLabel();
        m.load(Width.W64, Reg.ARG0, owner);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W32, Reg.RET, Mem.at(Reg.RET, PyType.VERSION_TAG));
        m.move(Reg.ARG1, Reg.SAVED1);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED1, SiteRecord.COUNT));
        m.bind(look);
        m.branch(Cond.EQ, Width.W32, Mem.at(Reg.ARG1, SiteRecord.VERSION), Reg.RET, found);
        m.add(Reg.ARG1, Reg.ARG1, SiteRecord.ENTRY_BYTES);
        m.add(Reg.ARG2, Reg.ARG2, -1);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, 0, look);
        m.jump(none);
        m.bind(found);
    }

    /** Jumps unless the entry {@code ARG1} has the shape: what a class has under the name is of one shape. */
    private void guardShape(Shape wanted, Label other) {
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, SiteRecord.SHAPE), wanted.ordinal(), other);
    }

    /**
     * Calls the getter if the record knows that the attribute is a property, or another data descriptor: {@code
     * SAVED1} = the result, the owner is consumed at {@code called}, not yet at {@code loaded}.
     */
    private void tryProperty(Label called, Label loaded) {
        Label foreign = m.newLabel();
        Label noProperty = m.newLabel();
        Label generic = m.newLabel();
        Mem getter = Mem.nativeWord(0);
        findEntry(operand(0), generic);
        guardShape(Shape.PROPERTY, noProperty);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, SiteRecord.PAYLOAD));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyProperty.GET));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, generic);
        m.addMem(Width.W64, Mem.at(Reg.ARG1, SiteRecord.HITS), 1);
        m.incref(Reg.ARG0, Reg.TMP0);
        FunctionCalls.guardOurs(m, foreign);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.moveImm(Reg.ARG2, 1);
        m.call(stubs.of(Stub.RUN_FUNCTION));
        m.move(Reg.SAVED1, Reg.RET);
        m.jump(called);
        m.bind(foreign);
        m.store(Width.W64, getter, Reg.ARG0);
        m.load(Width.W64, Reg.ARG1, operand(0));
        m.call(Helper.PYOBJECT_CALLONEARG);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(getter);
        m.jump(loaded);
        m.bind(noProperty);
        guardShape(Shape.DESCRIPTOR, generic);
        getByDescriptor();
        m.jump(loaded);
        m.bind(generic);
    }

    /**
     * {@code SAVED1} = bound method and a jump, if the record knows that the attribute is a function of the class, in
     * Python or in C. A handler whose guard fails goes on to the entries behind it, which may know a value that hides
     * the function.
     */
    private void tryBound(Label loaded) {
        Label generic = m.newLabel();
        Label asked = m.newLabel();
        Mem function = Mem.nativeWord(0);
        findEntry(operand(0), generic);
        for (Shape shape : METHODS) {
            Label next = m.newLabel();
            guardShape(shape, next);
            m.call(handlers.of(shape));
            m.jump(asked);
            m.bind(next);
        }
        m.jump(generic);
        m.bind(asked);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, generic);
        m.move(Reg.SAVED1, Reg.ARG2);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, loaded);
        m.store(Width.W64, function, Reg.ARG2);
        m.move(Reg.ARG0, Reg.ARG2);
        m.load(Width.W64, Reg.ARG1, operand(0));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.call(Mem.at(Reg.RET, PyType.DESCR_GET));
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(function);
        m.jump(loaded);
        m.bind(generic);
    }

    /** {@code SAVED1} = what the descriptor of the entry {@code ARG1} gives for the owner {@code ARG0}. */
    private void getByDescriptor() {
        Mem descriptor = Mem.nativeWord(0);
        m.addMem(Width.W64, Mem.at(Reg.ARG1, SiteRecord.HITS), 1);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, SiteRecord.PAYLOAD));
        m.incref(Reg.RET, Reg.TMP0);
        m.store(Width.W64, descriptor, Reg.RET);
        m.move(Reg.ARG1, Reg.ARG0);
        m.move(Reg.ARG0, Reg.RET);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.call(Mem.at(Reg.RET, PyType.DESCR_GET));
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(descriptor);
    }

    private void loadAttr() {
        Label missed = m.newLabel();
        Label loaded = m.newLabel();
        Label called = m.newLabel();
        begin(Stub.LOAD_ATTR_MISSED);
        m.bind(missed);
        tryProperty(called, loaded);
        tryBound(loaded);
        analyse(analysis.load(), 0);
        m.call(Helper.PYOBJECT_GETATTR);
        m.move(Reg.SAVED1, Reg.RET);
        m.bind(loaded);
        stubs.release(operand(0));
        m.bind(called);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        begin(Stub.LOAD_ATTR_SITE);
        m.load(Width.W64, Reg.ARG0, operand(0));
        askRecord(missed);
        m.move(Reg.SAVED1, Reg.ARG2);
        m.jump(loaded);
    }

    private void loadMethod() {
        Label missed = m.newLabel();
        Label attribute = m.newLabel();
        Label called = m.newLabel();
        Label method = m.newLabel();
        Label done = m.newLabel();
        Mem out = Mem.nativeWord(0);
        begin(Stub.LOAD_METHOD_MISSED);
        m.bind(missed);
        tryProperty(called, attribute);
        analyse(analysis.load(), 0);
        m.storeImm(Width.W64, out, 0);
        m.address(Reg.ARG2, out);
        m.call(Helper.PYOBJECT_GETMETHOD);
        m.load(Width.W64, Reg.SAVED1, out);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, attribute);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.bind(method);
        m.store(Width.W64, operand(1), Reg.ARG0);
        m.jump(done);
        m.bind(attribute);
        stubs.release(operand(0));
        m.bind(called);
        m.storeImm(Width.W64, operand(1), 0);
        m.bind(done);
        m.store(Width.W64, operand(0), Reg.SAVED1);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        begin(Stub.LOAD_METHOD_SITE);
        m.load(Width.W64, Reg.ARG0, operand(0));
        askRecord(missed);
        m.move(Reg.SAVED1, Reg.ARG2);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, attribute);
        m.jump(method);
    }

    /** Calls the setter if the record knows that the attribute is a property; {@code SAVED1} = 0, or -1 if it raised. */
    private void trySetter(SpecialMethods specials, Label stored) {
        Label generic = m.newLabel();
        findEntry(operand(1), generic);
        guardShape(Shape.STORE_PROPERTY, generic);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, SiteRecord.PAYLOAD));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyProperty.SET));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, generic);
        FunctionCalls.guardOurs(m, generic);
        m.addMem(Width.W64, Mem.at(Reg.ARG1, SiteRecord.HITS), 1);
        specials.call(operand(1), operand(0));
        m.moveImm(Reg.SAVED1, -1);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, stored);
        m.moveImm(Reg.SAVED1, 0);
        m.move(Reg.ARG0, Reg.RET);
        m.call(stubs.of(Stub.RELEASE));
        m.jump(stored);
        m.bind(generic);
    }

    private void storeAttr(SpecialMethods specials) {
        Label missed = m.newLabel();
        Label stored = m.newLabel();
        Mem old = Mem.nativeWord(0);
        begin(Stub.STORE_ATTR_MISSED);
        m.bind(missed);
        trySetter(specials, stored);
        analyse(analysis.store(), 1);
        m.load(Width.W64, Reg.ARG2, operand(0));
        m.call(Helper.PYOBJECT_SETATTR);
        ObjectStubs.signExtend(m);
        m.bind(stored);
        stubs.release(operand(0));
        stubs.release(operand(1));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        begin(Stub.STORE_ATTR_SITE);
        m.load(Width.W64, Reg.ARG0, operand(1));
        m.load(Width.W64, Reg.ARG4, operand(0));
        askRecord(missed);
        m.store(Width.W64, old, Reg.ARG3);
        stubs.release(old);
        stubs.release(operand(1));
        m.moveImm(Reg.RET, 0);
        m.leave();
    }

    private void loadGlobal() {
        Label missed = m.newLabel();
        begin(Stub.LOAD_GLOBAL_MISSED);
        m.bind(missed);
        m.move(Reg.ARG1, Reg.SAVED1);
        m.call(analysis.global());
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.call(stubs.of(Stub.LOAD_GLOBAL));
        m.leave();
        begin(Stub.LOAD_GLOBAL_SITE);
        askRecord(missed);
        m.move(Reg.RET, Reg.ARG2);
        m.leave();
    }

    /** Only the real {@code super} of a class is analysed. */
    private void superMissed(SiteSupers search, Stub stub, Stub otherwise) {
        Label generic = m.newLabel();
        Mem flag = Mem.nativeWord(0);
        begin(stub);
        m.store(Width.W64, flag, Reg.ARG2);
        m.load(Width.W64, Reg.RET, operand(0));
        m.branch(Cond.NE, Reg.RET, Global.PYSUPER_TYPE, generic);
        m.load(Width.W64, Reg.ARG4, operand(1));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG4, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.RET, (int) PyType.TPFLAGS_TYPE_SUBCLASS, generic);
        m.load(Width.W64, Reg.ARG0, operand(2));
        m.call(search.load());
        m.bind(generic);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.load(Width.W64, Reg.ARG2, flag);
        m.leaveFrame();
        m.jump(stubs.of(otherwise));
    }

    /** Classes whose objects are made in the default way and set up by a Python function. */
    private void callClass() {
        Label missed = m.newLabel();
        Label look = m.newLabel();
        Label found = m.newLabel();
        Label isClass = m.newLabel();
        Mem misses = Mem.at(Reg.ARG2, SiteRecord.MISSES);
        Mem count = Mem.nativeWord(0);
        stubs.begin(Stub.CALL_SITE);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, 0));
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Reg.ARG4, Global.PYTYPE_TYPE);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, Reg.ARG4, isClass);
        m.branch(Cond.EQ, Reg.ARG3, Global.PYFUNCTION_TYPE, stubs.of(Stub.CALL_DIRECT));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG4, PyType.CALL)); // metaclasses inherit it
        m.branch(
                Cond.NE,
                Width.W64,
                Mem.at(Reg.ARG3, PyType.CALL),
                Reg.TMP0,
                stubs.of(Stub.CALL_DIRECT));
        m.bind(isClass);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.RET, PyType.VERSION_TAG));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, missed); // as in unused entries
        m.branch(Cond.EQ, Width.W32, Mem.at(Reg.ARG2, SiteRecord.VERSION), 0, missed);
        m.move(Reg.ARG3, Reg.ARG2);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG2, SiteRecord.COUNT));
        m.bind(look);
        m.branch(Cond.EQ, Width.W32, Mem.at(Reg.ARG3, SiteRecord.VERSION), Reg.TMP0, found);
        m.add(Reg.ARG3, Reg.ARG3, SiteRecord.ENTRY_BYTES);
        m.add(Reg.ARG4, Reg.ARG4, -1);
        m.branch(Cond.NE, Width.W64, Reg.ARG4, 0, look);
        m.bind(missed);
        m.addMem(Width.W64, misses, 1);
        SiteEntries.branchUnlessDue(m, Reg.ARG2, stubs.of(Stub.CALL_VECTOR));
        m.addMem(Width.W64, misses, -1); // the analysis counts
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.store(Width.W64, count, Reg.ARG1);
        m.move(Reg.ARG1, Reg.ARG2);
        m.move(Reg.ARG0, Reg.RET);
        m.call(analysis.init());
        m.move(Reg.ARG0, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG1, count);
        m.leaveFrame();
        m.jump(stubs.of(Stub.CALL_VECTOR));
        m.bind(found);
        m.addMem(Width.W64, Mem.at(Reg.ARG3, SiteRecord.HITS), 1);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG3, SiteRecord.PAYLOAD));
        m.jump(stubs.of(Stub.CALL_CLASS_INIT));
    }
}
