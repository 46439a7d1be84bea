package dev.justjit.region.emit;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.SavedRegisters;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Machine code of what touches lists, tuples and the numbers in them. */
final class ItemEmitter extends Operands {
    private static final Global[] QUIET = {
        Global.PYLONG_TYPE, Global.PYFLOAT_TYPE, Global.PYBOOL_TYPE, Global.PYNONE_TYPE
    };

    private final SpillSlots words;
    private final OpEmitter ops;
    private final Elements elements;

    ItemEmitter(MacroAssembler m, SpillSlots words, OpEmitter ops) {
        super(m);
        this.words = words;
        this.ops = ops;
        elements = new Elements(m, ops);
    }

    void emit(Op op, @Nullable Set<VReg> live) {
        switch (op.kind) {
            case LIST_ITEM, TUPLE_ITEM -> load(op);
            case LIST_ITEMS -> {
                Reg dst = result(some(op.dst));
                m.load(Width.W64, dst, Mem.at(use(some(op.a), Reg.RET), PyList.ITEMS));
                finish(some(op.dst), dst);
            }
            case LIST_ELEMENT -> element(op, elements.items(op, Reg.RET), 0);
            case TUPLE_ELEMENT -> element(op, use(some(op.a), Reg.RET), PyTuple.ITEMS);
            case GUARD_TYPE ->
                    m.branch(
                            Cond.NE,
                            Mem.at(use(some(op.a), Reg.RET), PyObject.TYPE),
                            some(op.type),
                            ops.exit(op));
            case UNBOX_INT -> unboxInt(op);
            case UNBOX_DOUBLE -> {
                FReg dst = doubleResult(some(op.dst));
                m.load(dst, Mem.at(use(some(op.a), Reg.RET), PyFloat.VALUE));
                finish(some(op.dst), dst);
            }
            case UNBOX_BOOL -> {
                m.load(Reg.TMP0, Global.TRUE);
                m.set(Cond.EQ, Width.W64, Reg.RET, use(some(op.a), Reg.RET), Reg.TMP0);
                finish(some(op.dst), Reg.RET);
            }
            case STORE_INT -> storeInt(op, some(live));
            case STORE_DOUBLE -> storeDouble(op, some(live));
            case STORE_OBJECT -> storeObject(op, some(live));
            case SET_SLOT -> setSlot(op, some(live));
            case BOOL_OBJECT -> {
                Label yes = m.newLabel();
                Reg bool = use(some(op.a), Reg.TMP0);
                m.load(Reg.RET, Global.TRUE);
                m.branch(Cond.NE, Width.W64, bool, 0, yes);
                m.load(Reg.RET, Global.FALSE);
                m.bind(yes);
                finish(some(op.dst), Reg.RET);
            }
            case LOAD_SLOT -> {
                Reg dst = result(some(op.dst));
                m.load(Width.W64, dst, slot(op));
                finish(some(op.dst), dst);
            }
            default -> m.incref(use(some(op.a), Reg.RET), Reg.TMP0); // HOLD
        }
    }

    // ---- loads ----

    private void load(Op op) {
        Reg dst = result(some(op.dst));
        boolean list = op.kind == Op.Kind.LIST_ITEM;
        elements.access(
                op,
                index -> {
                    if (list) {
                        m.load(
                                Width.W64,
                                dst,
                                Elements.place(op, elements.items(op, Reg.RET), index, 0));
                    } else {
                        Reg tuple = use(some(op.a), Reg.RET);
                        m.load(Width.W64, dst, Elements.place(op, tuple, index, PyTuple.ITEMS));
                    }
                    finish(some(op.dst), dst);
                });
    }

    /** {@code dst} = the element that is there, of the elements from {@code offset} on. */
    private void element(Op op, Reg sequence, int offset) {
        Reg dst = result(some(op.dst));
        Reg index = op.b == null ? Reg.TMP0 : use(op.b, Reg.TMP0);
        m.load(Width.W64, dst, Elements.place(op, sequence, index, offset));
        finish(some(op.dst), dst);
    }

    private void unboxInt(Op op) {
        VReg dst = some(op.dst);
        Reg object = use(some(op.a), Reg.TMP0);
        Reg result = result(dst);
        Label other = m.newLabel();
        Label done = m.newLabel();
        m.branch(Cond.ABOVE, Width.W64, Mem.at(object, PyLong.TAG), PyLong.TAG_POSITIVE, other);
        m.load(Width.W32, result, Mem.at(object, PyLong.DIGIT)); // a zero has digit 0
        m.bind(done);
        finish(dst, result);
        ops.cold(
                () -> {
                    m.bind(other);
                    m.move(Reg.TMP0, object);
                    m.call(Stub.UNBOX_INT_64.symbol());
                    m.branch(Cond.NE, Width.W64, Mem.nativeWord(0), 0, ops.exit(op));
                    m.move(result, Reg.TMP0);
                    m.jump(done);
                });
    }

    // ---- stores ----

    /** {@code RET} = address of the element, {@code TMP0} = what it is now. */
    private void element(Op op) {
        elements.access(
                op,
                index -> {
                    m.address(Reg.RET, Elements.place(op, elements.items(op, Reg.RET), index, 0));
                    m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, 0));
                });
    }

    /** In place where the element is a float that nobody else has. */
    private void storeDouble(Op op, Set<VReg> live) {
        Label other = m.newLabel();
        Label done = m.newLabel();
        element(op);
        m.branch(Cond.NE, Mem.at(Reg.TMP0, PyObject.TYPE), Global.PYFLOAT_TYPE, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, PyObject.REFCNT), 1, other);
        // a constant would lose RET, which is not needed any more
        m.store(Mem.at(Reg.TMP0, PyFloat.VALUE), use(some(op.c), FReg.F13));
        m.bind(done);
        ops.cold(() -> replace(op, live, other, done, Stub.STORE_DOUBLE_LOCAL));
    }

    /** In place where the element is an int that nobody else has and both are compact. */
    private void storeInt(Op op, Set<VReg> live) {
        Label other = m.newLabel();
        Label replace = m.newLabel();
        Label done = m.newLabel();
        load(Reg.TMP0, some(op.c));
        m.add(Reg.TMP0, Reg.TMP0, -(PyLong.SMALL_MAX + 1));
        m.branch(Cond.ABOVE, Width.W64, Reg.TMP0, PyLong.COMPACT_MAX - PyLong.SMALL_MAX - 1, other);
        element(op);
        m.branch(Cond.NE, Mem.at(Reg.TMP0, PyObject.TYPE), Global.PYLONG_TYPE, replace);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, PyObject.REFCNT), 1, replace);
        m.storeImm(Width.W64, Mem.at(Reg.TMP0, PyLong.TAG), PyLong.TAG_POSITIVE);
        m.store(Width.W32, Mem.at(Reg.TMP0, PyLong.DIGIT), use(some(op.c), Reg.RET));
        m.bind(done);
        ops.cold(
                () -> {
                    m.bind(other);
                    element(op);
                    storeSmall(op, replace, done);
                    replace(op, live, replace, done, Stub.STORE_INT_LOCAL);
                });
    }

    /** A singleton takes the place of an immortal object. */
    private void storeSmall(Op op, Label replace, Label done) {
        Label large = m.newLabel();
        m.branch(Cond.GE, Width.W32, Mem.at(Reg.TMP0, PyObject.REFCNT), 0, large);
        load(Reg.TMP0, some(op.c));
        m.add(Reg.TMP0, Reg.TMP0, -PyLong.SMALL_MIN);
        m.branch(Cond.ABOVE, Width.W64, Reg.TMP0, PyLong.SMALL_MAX - PyLong.SMALL_MIN, large);
        m.add(Reg.TMP0, Reg.TMP0, PyLong.SMALL_MIN);
        m.shiftLeft(Reg.TMP0, Reg.TMP0, PyLong.SMALL_SHIFT);
        m.add(Reg.TMP0, Reg.TMP0, Mem.at(Reg.DATA, dev.justjit.masm.JitData.SMALL_INT_ZERO));
        m.store(Width.W64, Mem.at(Reg.RET, 0), Reg.TMP0);
        m.jump(done);
        m.bind(large);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, 0));
        m.jump(replace);
    }

    /** Leaves unless the object in {@code TMP0} dies without running Python. */
    private void guardQuiet(Op op) {
        Label quiet = m.newLabel();
        for (int i = 0; i < QUIET.length - 1; i++) {
            m.branch(Cond.EQ, Mem.at(Reg.TMP0, PyObject.TYPE), QUIET[i], quiet);
        }
        m.branch(Cond.NE, Mem.at(Reg.TMP0, PyObject.TYPE), QUIET[QUIET.length - 1], ops.exit(op));
        m.bind(quiet);
    }

    /** A new object takes the place of the one in {@code TMP0}, at {@code RET}. */
    private void replace(Op op, Set<VReg> live, Label entry, Label done, Stub stub) {
        Label stored = m.newLabel();
        m.bind(entry);
        guardQuiet(op);
        SavedRegisters saved = SavedRegisters.save(m, words, live, 1);
        m.store(Width.W64, words.free(0), Reg.RET);
        if (stub == Stub.STORE_INT_LOCAL) {
            load(Reg.ARG0, some(op.c));
        } else {
            load(FReg.F0, some(op.c));
        }
        m.load(Width.W64, Reg.ARG1, words.free(0));
        m.call(stub.symbol());
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, stored);
        // no memory: the generic code raises the error
        m.call(Helper.PYERR_CLEAR);
        saved.restore();
        m.jump(ops.exit(op));
        m.bind(stored);
        saved.restore();
        m.jump(done);
    }

    /** {@code RET} = the object to store, with a reference for its new place. {@code TMP0} is lost. */
    private void newReference(Op op, @Nullable VReg object) {
        if (object == null) {
            m.load(Reg.RET, some(op.symbol));
        } else {
            load(Reg.RET, object);
        }
        if (!op.owned) {
            m.incref(Reg.RET, Reg.TMP0);
        }
    }

    /** The old object is released after the new one is there. */
    private void storeObject(Op op, Set<VReg> live) {
        Mem place = words.free(0);
        element(op);
        if (op.immortal) {
            Runnable store =
                    () -> {
                        m.load(Reg.TMP0, some(op.symbol));
                        m.store(Width.W64, Mem.at(Reg.RET, 0), Reg.TMP0);
                    };
            exchange(op, live, store, true);
            return;
        }
        m.store(Width.W64, place, Reg.RET);
        exchange(
                op,
                live,
                () -> {
                    newReference(op, op.c);
                    m.load(Width.W64, Reg.TMP0, place);
                    m.store(Width.W64, Mem.at(Reg.TMP0, 0), Reg.RET);
                },
                true);
    }

    private void setSlot(Op op, Set<VReg> live) {
        Mem slot = slot(op);
        Label empty = m.newLabel();
        m.load(Width.W64, Reg.TMP0, slot);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, empty);
        Runnable store =
                () -> {
                    newReference(op, op.a);
                    m.store(Width.W64, slot, Reg.RET);
                };
        exchange(op, live, store, false);
        Label done = m.newLabel();
        m.bind(done);
        ops.cold(
                () -> {
                    m.bind(empty);
                    store.run();
                    m.jump(done);
                });
    }

    private static Mem slot(Op op) {
        return Mem.at(Reg.FRAME, InterpreterFrame.LOCALSPLUS + 8 * (int) op.immediate);
    }

    /**
     * Drops a reference to the object in {@code TMP0} and lets {@code store} put the new one in its place.
     * Only where the old one dies does its type matter, and is anything called.
     */
    private void exchange(Op op, Set<VReg> live, Runnable store, boolean guarded) {
        Label dies = m.newLabel();
        Label immortal = m.newLabel();
        Label done = m.newLabel();
        m.branch(Cond.LT, Width.W32, Mem.at(Reg.TMP0, PyObject.REFCNT), 0, immortal);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.TMP0, PyObject.REFCNT), 1, dies);
        m.addMem(Width.W64, Mem.at(Reg.TMP0, PyObject.REFCNT), -1);
        m.bind(immortal);
        store.run();
        m.bind(done);
        ops.cold(
                () -> {
                    Mem old = words.free(1);
                    m.bind(dies);
                    if (guarded) {
                        guardQuiet(op);
                    }
                    m.store(Width.W64, old, Reg.TMP0);
                    store.run();
                    SavedRegisters saved = SavedRegisters.save(m, words, live, 2);
                    m.load(Width.W64, Reg.ARG0, old);
                    m.call(Stub.RELEASE.symbol());
                    saved.restore();
                    m.jump(done);
                });
    }
}
