package dev.justjit.template.stubs;

import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyObject;
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

    Label of(Shape shape) {
        return handlers[shape.ordinal()];
    }

    static Mem entry(int field) {
        return Mem.at(Reg.ARG1, field);
    }

    void emit(StubLibrary stubs) {
        stubs.begin(Stub.SITE_MISS);
        m.bind(of(Shape.NONE));
        m.moveImm(Reg.ARG2, 0);
        m.retVoid();
        value();
        slot();
        of(Shape.METHOD, Shape.CONSTANT, () -> {});
        of(Shape.METHOD_VALUES, Shape.CONSTANT_VALUES, this::guardNames);
        of(Shape.METHOD_UNSET, Shape.CONSTANT_UNSET, this::guardUnset);
        of(Shape.METHOD_LAZY, Shape.CONSTANT_LAZY, this::guardNoDict);
        m.align(16);
        m.bind(next);
        m.add(Reg.ARG1, Reg.ARG1, SiteRecord.ENTRY_BYTES);
        m.load(Width.W64, Reg.TMP0, entry(SiteRecord.HANDLER));
        m.jumpRegister(Reg.TMP0);
    }

    /** Begins a handler: {@code RET} = the owner's class, which has the entry's version. */
    private void begin(Shape shape) {
        m.align(16);
        m.comment("shape " + shape.name());
        m.bind(of(shape));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W32, Reg.TMP0, entry(SiteRecord.VERSION));
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.RET, PyType.VERSION_TAG), Reg.TMP0, next);
    }

    /** Ends a handler: the attribute is {@code ARG2}, borrowed. */
    private void found() {
        m.addMem(Width.W64, entry(SiteRecord.HITS), 1);
        m.incref(Reg.ARG2, Reg.RET);
        m.retVoid();
    }

    private void guardValid() {
        m.branch(Cond.EQ, Width.W8, Mem.at(Reg.ARG0, ManagedObject.INLINE_VALUES_VALID), 0, next);
    }

    private void value() {
        begin(Shape.VALUE);
        guardValid();
        loadFromOwner();
    }

    private void slot() {
        begin(Shape.SLOT);
        loadFromOwner();
    }

    private void loadFromOwner() {
        m.load(Width.W64, Reg.RET, entry(SiteRecord.PAYLOAD));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, Reg.RET, 1, 0));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, next);
        m.moveImm(Reg.ARG3, 0);
        found();
    }

    /** The two shapes of an object of the class behind one guard. */
    private void of(Shape method, Shape constant, Runnable guard) {
        begin(method);
        guard.run();
        m.load(Width.W64, Reg.ARG2, entry(SiteRecord.PAYLOAD));
        m.move(Reg.ARG3, Reg.ARG0);
        found();
        begin(constant);
        guard.run();
        m.load(Width.W64, Reg.ARG2, entry(SiteRecord.PAYLOAD));
        m.moveImm(Reg.ARG3, 0);
        found();
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

    /** There is no dict. */
    private void guardNoDict() {
        guardZero();
    }

    private void guardZero() {
        m.loadSigned(Width.W32, Reg.RET, entry(SiteRecord.SECOND));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, Reg.RET, 1, 0), 0, next);
    }
}
