package dev.justjit.stubs.site;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictValues;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyMethodWrapper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.Shape;
import dev.justjit.record.SiteRecord;
import dev.justjit.stubs.library.StubLibrary;

/**
 * The handlers of site records, one for each {@link Shape}; {@link Stub#SITE_MISS} has their contract.
 * The guards are those of the interpreter's specialized instructions, except that "no such value" is
 * proved by the number of names that the class's shared keys hold: names are only ever added there.
 */
final class SiteHandlers {
    private final MacroAssembler m;
    private final Label[] handlers = new Label[Shape.values().length];
    private final Label next;

    SiteHandlers(StubLibrary stubs) {
        m = stubs.masm();
        next = m.newLabel();
        for (Shape shape : Shape.values()) {
            handlers[shape.ordinal()] = m.newLabel();
        }
    }

    /** Where a handler jumps whose guards fail. */
    Label next() {
        return next;
    }

    Label of(Shape shape) {
        return handlers[shape.ordinal()];
    }

    /** The handler of entries that the site's slow path serves. */
    Label slowPath() {
        return of(Shape.PROPERTY);
    }

    static Mem entry(int field) {
        return Mem.at(Reg.ARG1, field);
    }

    /** Emits those that know of objects and classes. */
    void emit(StubLibrary stubs) {
        stubs.begin(Stub.SITE_MISS);
        m.bind(of(Shape.NONE));
        m.bind(of(Shape.CLASS_INIT)); // the call's own stub looks for it
        m.moveImm(Reg.ARG2, 0);
        m.retVoid();
        value();
        slot();
        field();
        valueOver();
        of(Shape.METHOD, Shape.CONSTANT, Shape.WRAPPED, () -> {});
        of(Shape.METHOD_VALUES, Shape.CONSTANT_VALUES, Shape.WRAPPED_VALUES, this::guardNames);
        of(Shape.METHOD_UNSET, Shape.CONSTANT_UNSET, Shape.WRAPPED_UNSET, this::guardUnset);
        of(Shape.METHOD_LAZY, Shape.CONSTANT_LAZY, Shape.WRAPPED_LAZY, this::guardZero);
        property(Shape.PROPERTY);
        property(Shape.STORE_PROPERTY);
        property(Shape.DESCRIPTOR);
        ofClass();
        storeValue();
        storeSlot();
        m.align(16);
        m.bind(next);
        m.add(Reg.ARG1, Reg.ARG1, SiteRecord.ENTRY_BYTES);
        m.load(Width.W64, Reg.TMP0, entry(SiteRecord.HANDLER));
        m.jumpRegister(Reg.TMP0);
    }

    /** Begins a handler. */
    void start(Shape shape) {
        m.align(16);
        m.comment("shape " + shape.name());
        m.bind(of(shape));
    }

    /** Begins a handler: {@code RET} = the owner's class, which has the entry's version. */
    void begin(Shape shape) {
        start(shape);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W32, Reg.TMP0, entry(SiteRecord.VERSION));
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.RET, PyType.VERSION_TAG), Reg.TMP0, next);
    }

    /** Ends a handler: the attribute is {@code ARG2}, borrowed. */
    void found() {
        m.addMem(Width.W64, entry(SiteRecord.HITS), 1);
        m.incref(Reg.ARG2, Reg.RET);
        m.retVoid();
    }

    /** Ends a handler: the entry's object, unless its class has come to be one of descriptors. {@code RET} is lost. */
    void plainObject() {
        guardPlain();
        m.moveImm(Reg.ARG3, 0);
        found();
    }

    /** {@code ARG2} = the entry's object, which is no descriptor. {@code RET} is lost. */
    private void guardPlain() {
        m.load(Width.W64, Reg.ARG2, entry(SiteRecord.PAYLOAD));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG2, PyObject.TYPE));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.DESCR_GET), 0, next);
    }

    /**
     * Ends a handler: what the entry's static method wraps, or its class method, which is to be called with
     * {@code ARG3}.
     */
    void wrapped() {
        Label bound = m.newLabel();
        m.load(Width.W64, Reg.ARG2, entry(SiteRecord.PAYLOAD));
        m.branch(Cond.NE, Mem.at(Reg.ARG2, PyObject.TYPE), Global.PYSTATICMETHOD_TYPE, bound);
        m.moveImm(Reg.ARG3, 0);
        m.bind(bound);
        loadWrapped();
        found();
    }

    private void guardValid() {
        m.branch(Cond.EQ, Width.W8, Mem.at(Reg.ARG0, ManagedObject.INLINE_VALUES_VALID), 0, next);
    }

    private void value() {
        begin(Shape.VALUE);
        guardValid();
        loadFromOwner();
    }

    private void valueOver() {
        begin(Shape.VALUE_OVER);
        guardValid();
        guardPlain();
        m.loadSigned(Width.W32, Reg.RET, entry(SiteRecord.SECOND));
        loadAt();
    }

    private void slot() {
        begin(Shape.SLOT);
        loadFromOwner();
    }

    /** The entry has the item's number; a tuple may have fewer items than its class has fields. */
    private void field() {
        begin(Shape.FIELD);
        m.load(Width.W64, Reg.RET, entry(SiteRecord.PAYLOAD));
        Mem size = Mem.at(Reg.ARG0, PyVarObject.OB_SIZE);
        m.branch(Cond.BELOW_EQ, Width.W64, size, Reg.RET, next);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, Reg.RET, 8, PyTuple.ITEMS));
        m.moveImm(Reg.ARG3, 0);
        found();
    }

    private void loadFromOwner() {
        m.load(Width.W64, Reg.RET, entry(SiteRecord.PAYLOAD));
        loadAt();
    }

    /** Ends a handler: the attribute is at the offset {@code RET} of the owner. */
    private void loadAt() {
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, Reg.RET, 1, 0));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, next);
        m.moveImm(Reg.ARG3, 0);
        found();
    }

    /** The shapes of an object of the class behind one guard. */
    private void of(Shape method, Shape constant, Shape wrapped, Runnable guard) {
        begin(method);
        guard.run();
        method();
        begin(constant);
        guard.run();
        plainObject();
        begin(wrapped);
        guard.run();
        wrappedOfInstance();
    }

    /** Ends a handler: the entry's function, to be called with the owner. */
    void method() {
        m.load(Width.W64, Reg.ARG2, entry(SiteRecord.PAYLOAD));
        m.move(Reg.ARG3, Reg.ARG0);
        found();
    }

    /** Ends a handler: what the entry's static or class method wraps, for the owner. */
    void wrappedOfInstance() {
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyObject.TYPE));
        wrapped();
    }

    /** The values are in the object, and their names are as many as when the name was not among them. */
    private void guardNames() {
        guardValid();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyHeapType.CACHED_KEYS));
        m.load(Width.W32, Reg.TMP0, entry(SiteRecord.SECOND));
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.RET, DictKeys.NENTRIES), Reg.TMP0, next);
    }

    /** The values are in the object, and the one of this name is not set. */
    private void guardUnset() {
        guardValid();
        guardZero();
    }

    /** The word in the owner that the entry names is 0: a value that is not set, or no dict. */
    private void guardZero() {
        m.loadSigned(Width.W32, Reg.RET, entry(SiteRecord.SECOND));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, Reg.RET, 1, 0), 0, next);
    }

    /** Its functions may run anything: the site's slow side calls them. */
    private void property(Shape shape) {
        begin(shape);
        m.moveImm(Reg.ARG2, 0);
        m.retVoid();
    }

    /** The owner is a class of the entry's version; its own class has the second version. */
    private void beginClass(Shape shape) {
        start(shape);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W32, Reg.TMP0, entry(SiteRecord.SECOND));
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.RET, PyType.VERSION_TAG), Reg.TMP0, next);
        m.load(Width.W32, Reg.TMP0, entry(SiteRecord.VERSION));
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.ARG0, PyType.VERSION_TAG), Reg.TMP0, next);
        m.load(Width.W64, Reg.ARG2, entry(SiteRecord.PAYLOAD));
    }

    private void ofClass() {
        beginClass(Shape.CLASS_OWN);
        m.moveImm(Reg.ARG3, 0);
        found();
        beginClass(Shape.CLASS_OBJECT);
        plainObject();
        beginClass(Shape.CLASS_STATIC);
        loadWrapped();
        m.moveImm(Reg.ARG3, 0);
        found();
        beginClass(Shape.CLASS_METHOD);
        loadWrapped();
        m.move(Reg.ARG3, Reg.ARG0);
        found();
    }

    private void loadWrapped() {
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, PyMethodWrapper.CALLABLE));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, next);
    }

    /**
     * A value whose place is empty so far goes to the insertion-order bytes behind the values, which
     * keep the order of {@code __dict__}.
     */
    private void storeValue() {
        Label occupied = m.newLabel();
        int values = ManagedObject.INLINE_VALUES_OFFSET;
        begin(Shape.STORE_VALUE);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, ManagedObject.MANAGED_DICT), 0, next);
        guardValid();
        loadOld();
        m.branch(Cond.NE, Width.W64, Reg.ARG3, 0, occupied);
        m.load(Width.W8, Reg.RET, Mem.at(Reg.ARG0, values + DictValues.CAPACITY));
        m.address(Reg.RET, Mem.at(Reg.ARG0, Reg.RET, 8, values + DictValues.VALUES));
        m.load(Width.W8, Reg.TMP0, Mem.at(Reg.ARG0, values + DictValues.SIZE));
        m.add(Reg.RET, Reg.RET, Reg.TMP0);
        m.load(Width.W32, Reg.TMP0, entry(SiteRecord.SECOND));
        m.store(Width.W8, Mem.at(Reg.RET, 0), Reg.TMP0);
        m.addMem(Width.W8, Mem.at(Reg.ARG0, values + DictValues.SIZE), 1);
        m.bind(occupied);
        store();
    }

    private void storeSlot() {
        begin(Shape.STORE_SLOT);
        loadOld();
        store();
    }

    /** {@code ARG2} = where the value is, {@code ARG3} = the value that is there. */
    private void loadOld() {
        m.load(Width.W64, Reg.ARG2, entry(SiteRecord.PAYLOAD));
        m.add(Reg.ARG2, Reg.ARG2, Reg.ARG0);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG2, 0));
    }

    private void store() {
        m.store(Width.W64, Mem.at(Reg.ARG2, 0), Reg.ARG4);
        m.addMem(Width.W64, entry(SiteRecord.HITS), 1);
        m.retVoid();
    }
}
