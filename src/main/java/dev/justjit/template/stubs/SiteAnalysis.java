package dev.justjit.template.stubs;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictUnicodeEntry;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyMemberDef;
import dev.justjit.abi.layout.PyMemberDescr;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyUnicode;
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
 * describes makes no entry.
 *
 * <p>{@code SAVED0} is the owner, {@code SAVED1} the record. Native words: 0 the owner's class, 1 what
 * the class has under the name, 2 the class's version.
 */
final class SiteAnalysis {
    private static final Mem TYPE = Mem.nativeWord(0);
    private static final Mem FOUND = Mem.nativeWord(1);
    private static final Mem VERSION = Mem.nativeWord(2);

    /** Answers of the search in shared keys. */
    private static final int ABSENT = -1;

    private static final int UNKNOWN = -2;

    private final MacroAssembler m;
    private final SiteHandlers handlers;
    private final Label entry;
    private final Label search;
    private final Label add;
    private final Label done;

    SiteAnalysis(MacroAssembler m, SiteHandlers handlers) {
        this.m = m;
        this.handlers = handlers;
        entry = m.newLabel();
        search = m.newLabel();
        add = m.newLabel();
        done = m.newLabel();
    }

    /** To call with the owner in {@code ARG0} and the record in {@code ARG1}. Keeps SAVED registers. */
    Label entry() {
        return entry;
    }

    void emit() {
        m.align(16);
        m.comment("site analysis");
        m.bind(entry);
        Label instance = m.newLabel();
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        Mem analysed = Mem.at(Reg.SAVED1, SiteRecord.ANALYSED);
        m.branch(Cond.GE, Width.W64, analysed, SiteRecord.MOST_ANALYSED, done);
        m.addMem(Width.W64, analysed, 1);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyObject.TYPE));
        m.store(Width.W64, TYPE, Reg.ARG0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyType.GETATTRO));
        m.branch(
                Cond.EQ,
                Reg.TMP0,
                Symbol.export(Helper.PYOBJECT_GENERICGETATTR.symbol()),
                instance);
        m.bind(done);
        m.leave();
        m.bind(instance);
        instance();
        addEntry();
        searchKeys();
    }

    /** The owner's class finds attributes in the default way. */
    private void instance() {
        Label own = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.call(Helper.PYTYPE_LOOKUP);
        m.store(Width.W64, FOUND, Reg.RET);
        m.load(Width.W64, Reg.ARG0, TYPE);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.ARG0, PyType.VERSION_TAG));
        m.store(Width.W64, VERSION, Reg.TMP0);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, done);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, own);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, PyType.TPFLAGS_IMMUTABLETYPE, done);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_SET), 0, own);
        m.branch(Cond.NE, Reg.ARG1, Global.PYMEMBERDESCR_TYPE, done);
        member();
        m.bind(own);
        ownValue();
    }

    /** A member descriptor of the class or one of its bases that stands for an object. */
    private void member() {
        Label object = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyMemberDescr.TYPE));
        m.call(Helper.PYTYPE_ISSUBTYPE);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, done);
        m.load(Width.W64, Reg.RET, FOUND);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyMemberDescr.MEMBER));
        m.branchTest(
                Cond.NE,
                Width.W32,
                Mem.at(Reg.RET, PyMemberDef.FLAGS),
                PyMemberDef.AUDIT_READ | PyMemberDef.RELATIVE_OFFSET,
                done);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.RET, PyMemberDef.OFFSET));
        m.load(Width.W32, Reg.RET, Mem.at(Reg.RET, PyMemberDef.TYPE));
        m.branch(Cond.EQ, Width.W32, Reg.RET, PyMemberDef.OBJECT_EX, object);
        m.branch(Cond.NE, Width.W32, Reg.RET, PyMemberDef.OBJECT, done);
        m.bind(object);
        add(Shape.SLOT);
    }

    /** {@code FOUND} is NULL or no data descriptor: the owner's own value goes first. */
    private void ownValue() {
        Label noValues = m.newLabel();
        Label absent = m.newLabel();
        Label unset = m.newLabel();
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG3, PyType.TPFLAGS_INLINE_VALUES, noValues);
        m.branch(Cond.EQ, Width.W8, Mem.at(Reg.SAVED0, ManagedObject.INLINE_VALUES_VALID), 0, done);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyHeapType.CACHED_KEYS));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.call(search);
        m.branch(Cond.EQ, Width.W64, Reg.RET, ABSENT, absent);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, done);
        m.shiftLeft(Reg.ARG2, Reg.RET, 3);
        m.add(Reg.ARG2, Reg.ARG2, ManagedObject.INLINE_VALUES_SLOTS);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED0, Reg.ARG2, 1, 0), 0, unset);
        add(Shape.VALUE);
        m.bind(unset);
        m.move(Reg.ARG3, Reg.ARG2);
        ofClass(Shape.METHOD_UNSET, Shape.CONSTANT_UNSET);
        m.bind(absent);
        m.load(Width.W64, Reg.ARG0, TYPE);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyHeapType.CACHED_KEYS));
        m.load(Width.W32, Reg.ARG3, Mem.at(Reg.ARG0, DictKeys.NENTRIES));
        ofClass(Shape.METHOD_VALUES, Shape.CONSTANT_VALUES);
        m.bind(noValues);
        dict();
    }

    /** Objects of the class {@code ARG0} with the flags {@code ARG3} have no values, but may have a dict. */
    private void dict() {
        Label managed = m.newLabel();
        Label mayHaveDict = m.newLabel();
        m.branchTest(Cond.NE, Width.W32, Reg.ARG3, PyType.TPFLAGS_MANAGED_DICT, managed);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyType.DICTOFFSET));
        m.branch(Cond.NE, Width.W64, Reg.ARG3, 0, mayHaveDict);
        ofClass(Shape.METHOD, Shape.CONSTANT);
        m.bind(managed);
        m.moveImm(Reg.ARG3, ManagedObject.MANAGED_DICT);
        Label lazy = m.newLabel();
        m.jump(lazy);
        m.bind(mayHaveDict);
        m.branch(Cond.LT, Width.W64, Reg.ARG3, 0, done);
        m.branch(Cond.GT, Width.W64, Reg.ARG3, Short.MAX_VALUE, done);
        m.bind(lazy);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.SAVED0, Reg.ARG3, 1, 0), 0, done);
        ofClass(Shape.METHOD_LAZY, Shape.CONSTANT_LAZY);
    }

    /** What the class has is the attribute, under a guard with {@code ARG3}. */
    private void ofClass(Shape method, Shape constant) {
        Label plain = m.newLabel();
        m.load(Width.W64, Reg.ARG2, FOUND);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, done);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG2, PyObject.TYPE));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyType.DESCR_GET), 0, plain);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, PyType.TPFLAGS_METHOD_DESCRIPTOR, done);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED1, SiteRecord.FOR_CALL), 0, done);
        add(method);
        m.bind(plain);
        add(constant);
    }

    /** Ends the analysis with an entry: {@code ARG2} = payload, {@code ARG3} = second. */
    private void add(Shape shape) {
        m.moveImm(Reg.ARG5, shape.ordinal());
        m.address(Reg.ARG4, handlers.of(shape));
        m.jump(add);
    }

    /**
     * Writes the entry with the handler {@code ARG4} and the shape {@code ARG5}: over one of the same class
     * and shape, whose other guard has become stale, else into an unused one, else over one of the
     * four in turn.
     */
    private void addEntry() {
        Label write = m.newLabel();
        Label nextOne = m.newLabel();
        Label look = m.newLabel();
        m.bind(add);
        m.load(Width.W64, Reg.ARG1, VERSION);
        m.move(Reg.ARG0, Reg.SAVED1);
        m.moveImm(Reg.RET, SiteRecord.ENTRIES);
        m.bind(look);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, SiteRecord.SHAPE));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, Shape.NONE.ordinal(), write);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, Reg.ARG5, nextOne);
        m.branch(Cond.EQ, Width.W32, Mem.at(Reg.ARG0, SiteRecord.VERSION), Reg.ARG1, write);
        m.bind(nextOne);
        m.add(Reg.ARG0, Reg.ARG0, SiteRecord.ENTRY_BYTES);
        m.add(Reg.RET, Reg.RET, -1);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, look);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED1, SiteRecord.ANALYSED));
        m.and(Reg.TMP0, Reg.TMP0, SiteRecord.ENTRIES - 1);
        m.moveImm(Reg.RET, SiteRecord.ENTRY_BYTES);
        m.mul(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.add(Reg.ARG0, Reg.SAVED1, Reg.TMP0);
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, SiteRecord.HITS), 0);
        m.bind(write);
        m.store(Width.W32, Mem.at(Reg.ARG0, SiteRecord.VERSION), Reg.ARG1);
        m.store(Width.W32, Mem.at(Reg.ARG0, SiteRecord.SECOND), Reg.ARG3);
        m.store(Width.W64, Mem.at(Reg.ARG0, SiteRecord.PAYLOAD), Reg.ARG2);
        m.store(Width.W64, Mem.at(Reg.ARG0, SiteRecord.SHAPE), Reg.ARG5);
        m.store(Width.W64, Mem.at(Reg.ARG0, SiteRecord.HANDLER), Reg.ARG4);
        m.jump(done);
    }

    /**
     * {@code RET} = index of the interned name {@code ARG1} in the str-only keys {@code ARG0}; {@link
     * #ABSENT}; or {@link #UNKNOWN} if some key is not interned, so that it may be equal without being
     * the same.
     */
    private void searchKeys() {
        Label loop = m.newLabel();
        Label nextKey = m.newLabel();
        Label found = m.newLabel();
        Label unknown = m.newLabel();
        Label absent = m.newLabel();
        m.align(16);
        m.bind(search);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, DictKeys.NENTRIES));
        m.load(Width.W8, Reg.ARG3, Mem.at(Reg.ARG0, DictKeys.LOG2_INDEX_BYTES));
        m.moveImm(Reg.RET, 1);
        m.shiftLeft(Reg.RET, Reg.RET, Reg.ARG3);
        m.address(Reg.ARG3, Mem.at(Reg.ARG0, Reg.RET, 1, DictKeys.INDICES));
        m.moveImm(Reg.RET, 0);
        m.bind(loop);
        m.branch(Cond.GE, Width.W64, Reg.RET, Reg.ARG2, absent);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG3, DictUnicodeEntry.KEY));
        m.branch(Cond.EQ, Width.W64, Reg.ARG4, Reg.ARG1, found);
        m.branch(Cond.EQ, Width.W64, Reg.ARG4, 0, nextKey);
        m.branchTest(
                Cond.EQ,
                Width.W32,
                Mem.at(Reg.ARG4, PyUnicode.STATE),
                PyUnicode.STATE_INTERNED_MASK,
                unknown);
        m.bind(nextKey);
        m.add(Reg.ARG3, Reg.ARG3, DictUnicodeEntry.SIZE);
        m.add(Reg.RET, Reg.RET, 1);
        m.jump(loop);
        m.bind(absent);
        m.moveImm(Reg.RET, ABSENT);
        m.bind(found);
        m.ret();
        m.bind(unknown);
        m.moveImm(Reg.RET, UNKNOWN);
        m.ret();
    }
}
