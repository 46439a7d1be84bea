package dev.justjit.region.emit;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyEnumerate;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyZip;
import dev.justjit.abi.layout.RangeIter;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.build.Sequences;
import dev.justjit.region.ir.Checkpoint;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.Slots;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Makes the frame canonical: boxes numbers, writes iterators back, gives each slot the object that the
 * interpreter would have there.
 *
 * <p>Objects are collected first, with references of their own, in the words of the registers they come
 * from; then they replace what the slots hold. So it does not matter which slot is another one's source.
 */
final class ExitEmitter extends Operands {
    private final SpillSlots words;
    private final Slots places;
    private final List<VReg> saved = new ArrayList<>();
    private Checkpoint checkpoint;

    ExitEmitter(MacroAssembler m, SpillSlots words, Slots places, Checkpoint checkpoint) {
        super(m);
        this.places = places;
        this.words = words;
        this.checkpoint = checkpoint;
    }

    /** Emits the way from the exit's label to a canonical frame. All registers are lost. */
    static void emit(MacroAssembler m, SpillSlots words, Slots places, Exit exit) {
        ExitEmitter emitter = new ExitEmitter(m, words, places, exit.checkpoint);
        emitter.undo(exit);
        emitter.drop(exit.held);
        emitter.save();
        emitter.writeIterators();
        List<Integer> slots = emitter.changedSlots();
        emitter.collect(slots);
        emitter.replace(slots);
    }

    /** A sum in a native word has not been stored yet. */
    private void undo(Exit exit) {
        Op op = exit.undo;
        if (op == null || some(op.dst).reg == null) {
            return;
        }
        Reg sum = some(some(op.dst).reg);
        boolean added = op.kind == Op.Kind.ADD;
        if (op.b == null) {
            m.add(sum, sum, (int) (added ? -op.immediate : op.immediate));
        } else {
            Reg term = use(op.b, Reg.TMP0);
            if (added) {
                m.sub(sum, sum, term);
            } else {
                m.add(sum, sum, term);
            }
        }
    }

    /** Others still hold the objects: nothing dies. */
    private void drop(List<VReg> held) {
        for (VReg object : held) {
            Label immortal = m.newLabel();
            Mem count = Mem.at(use(object, Reg.RET), PyObject.REFCNT);
            m.branch(Cond.LT, Width.W32, count, 0, immortal);
            m.addMem(Width.W64, count, -1);
            m.bind(immortal);
        }
    }

    /** Registers to words: what follows calls. */
    private void save() {
        List<VReg> uses = new ArrayList<>();
        checkpoint.addUses(uses);
        for (VReg reg : new LinkedHashSet<>(uses)) {
            Mem word = words.free(saved.size());
            saved.add(reg);
            if (reg.isDouble()) {
                m.store(word, use(reg, FReg.F14));
            } else {
                m.store(Width.W64, word, use(reg, Reg.RET));
            }
        }
    }

    private Mem word(VReg reg) {
        return words.free(saved.indexOf(reg));
    }

    private Mem slot(int number) {
        return places.place(number);
    }

    // ---- iterators ----

    private void writeIterators() {
        for (int i = 0; i < checkpoint.slots(); i++) {
            Val value = checkpoint.slot(i);
            if (value.iterator() != null) {
                writeIterator(i, value);
            }
        }
    }

    /** The iterator's remaining length is what is left of its way. */
    private void writeIterator(int slot, Val value) {
        Val.Iterator parts = some(value.iterator());
        if (Sequences.isSequenceIterator(value.shape())) {
            writeSequenceIterator(slot, value, parts);
            return;
        }
        m.load(Width.W64, Reg.ARG0, word(parts.current()));
        m.load(Width.W64, Reg.ARG1, word(parts.end()));
        m.sub(Reg.ARG1, Reg.ARG1, Reg.ARG0);
        if (parts.step() == null) {
            m.moveImm(Reg.ARG2, parts.stepValue());
        } else {
            m.load(Width.W64, Reg.ARG2, word(parts.step()));
        }
        if (parts.stepValue() == -1) {
            m.neg(Reg.ARG1, Reg.ARG1);
        } else if (parts.stepValue() != 1) {
            m.divide(Reg.RET, Reg.TMP0, Reg.ARG1, Reg.ARG2);
            m.move(Reg.ARG1, Reg.RET);
        }
        if (value.isUnchanged(slot)) {
            m.load(Width.W64, Reg.RET, slot(slot));
            m.store(Width.W64, Mem.at(Reg.RET, RangeIter.START), Reg.ARG0);
            m.store(Width.W64, Mem.at(Reg.RET, RangeIter.LEN), Reg.ARG1);
        } else {
            m.call(Stub.MAKE_RANGE_ITER.symbol());
            m.store(Width.W64, slot(slot), Reg.RET);
        }
    }

    private void writeSequenceIterator(int slot, Val value, Val.Iterator parts) {
        m.load(Width.W64, Reg.ARG1, word(parts.current()));
        if (value.isUnchanged(slot)) {
            m.load(Width.W64, Reg.RET, slot(slot));
            writeIndex(value.shape());
            return;
        }
        m.load(Width.W64, Reg.ARG0, word(parts.end()));
        Stub make = Stub.MAKE_SEQUENCE_ITER;
        if (parts.step() != null) {
            m.load(Width.W64, Reg.ARG2, word(parts.step()));
            make = Stub.MAKE_ZIP;
        } else if (value.is(Shape.Kind.ENUMERATE)) {
            make = Stub.MAKE_ENUMERATE;
        }
        m.call(make.symbol());
        m.store(Width.W64, slot(slot), Reg.RET);
    }

    /** The iterator in {@code RET} goes on at index {@code ARG1}. */
    private void writeIndex(Shape shape) {
        if (shape.is(Shape.Kind.ENUMERATE)) {
            m.add(Reg.ARG2, Reg.ARG1, (int) shape.detail());
            m.store(Width.W64, Mem.at(Reg.RET, PyEnumerate.INDEX), Reg.ARG2);
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyEnumerate.ITERATOR));
        } else if (shape.is(Shape.Kind.ZIP)) {
            m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyZip.ITERATORS));
            m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, PyTuple.ITEMS + 8));
            m.store(Width.W64, Mem.at(Reg.RET, ListIter.INDEX), Reg.ARG1);
            m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, PyTuple.ITEMS));
        }
        m.store(Width.W64, Mem.at(Reg.RET, ListIter.INDEX), Reg.ARG1);
    }

    // ---- objects ----

    private List<Integer> changedSlots() {
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < checkpoint.slots(); i++) {
            Val value = checkpoint.slot(i);
            if (value.iterator() == null && !value.isUnchanged(i)) {
                slots.add(i);
            }
        }
        return slots;
    }

    /** Whether the number goes straight into its local: nobody else has the object. */
    private boolean isDirect(int slot, List<Integer> slots) {
        Val value = checkpoint.slot(slot);
        boolean isLocal = slot < checkpoint.locals().length && !places.isName(slot);
        if (!isLocal || !isNew(value) || value.is(Shape.Kind.BOOL)) {
            return false;
        }
        for (int other : slots) {
            if (other != slot && checkpoint.slot(other).identity() == value.identity()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the object has to be made. */
    private static boolean isNew(Val value) {
        return value.shape().isNumber() && !value.isObject() && value.reg() != null;
    }

    /** Puts an owned reference for each changed slot into a word after the saved ones. */
    private void collect(List<Integer> slots) {
        for (int i = 0; i < slots.size(); i++) {
            int slot = slots.get(i);
            if (isDirect(slot, slots)) {
                continue;
            }
            int twin = earlierTwin(slots, i);
            if (twin >= 0) {
                m.load(Width.W64, Reg.RET, object(twin));
                m.incref(Reg.RET, Reg.TMP0);
            } else {
                makeObject(checkpoint.slot(slot));
            }
            m.store(Width.W64, object(i), Reg.RET);
        }
    }

    private Mem object(int number) {
        return words.free(saved.size() + number);
    }

    /** An earlier slot that has the same new object, or -1. */
    private int earlierTwin(List<Integer> slots, int number) {
        Val value = checkpoint.slot(slots.get(number));
        for (int i = 0; i < number && isNew(value); i++) {
            if (checkpoint.slot(slots.get(i)).identity() == value.identity()) {
                return i;
            }
        }
        return -1;
    }

    /** {@code RET} = the object, with a reference of its own. */
    private void makeObject(Val value) {
        if (value.identity().slot >= 0) {
            loadSlot(value.identity().slot);
            m.incref(Reg.RET, Reg.TMP0);
        } else if (value.identity().pointer != null) {
            m.load(Width.W64, Reg.RET, word(value.identity().pointer));
            if (!value.identity().owned) {
                m.incref(Reg.RET, Reg.TMP0);
            }
        } else if (value.is(Shape.Kind.UNBOUND)) {
            m.moveImm(Reg.RET, 0);
        } else if (value.is(Shape.Kind.NONE)) {
            m.load(Reg.RET, Global.NONE);
        } else if (value.identity().constant >= 0) {
            m.load(Reg.RET, Symbol.constant(value.identity().constant));
            m.incref(Reg.RET, Reg.TMP0);
        } else {
            box(value);
        }
    }

    /** {@code RET} = the object that the slot still has. */
    private void loadSlot(int number) {
        if (places.isName(number)) {
            m.load(Reg.ARG0, Symbol.name(places.name(number)));
            m.call(Stub.FIND_GLOBAL.symbol());
        } else {
            m.load(Width.W64, Reg.RET, slot(number));
        }
    }

    /** Running out of memory for a 32-byte number ends the process. */
    private void box(Val value) {
        switch (value.shape().kind()) {
            case FLOAT -> {
                loadNumber(FReg.F0, value);
                m.call(Stub.BOX_DOUBLE_OR_DIE.symbol());
            }
            case INT -> {
                loadNumber(Reg.ARG0, value);
                m.call(Stub.BOX_INT_OR_DIE.symbol());
            }
            case BOOL -> {
                Label yes = m.newLabel();
                loadNumber(Reg.ARG0, value);
                m.load(Reg.RET, Global.TRUE);
                m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, yes);
                m.load(Reg.RET, Global.FALSE);
                m.bind(yes);
            }
            default -> throw new IllegalStateException(value.toString());
        }
    }

    private void loadNumber(Reg dst, Val value) {
        if (value.reg() == null) {
            m.moveImm(dst, value.bits());
        } else {
            m.load(Width.W64, dst, word(value.reg()));
        }
    }

    private void loadNumber(FReg dst, Val value) {
        if (value.reg() == null) {
            m.moveImm(dst, Double.longBitsToDouble(value.bits()), Reg.RET);
        } else {
            m.load(dst, word(value.reg()));
        }
    }

    private void replace(List<Integer> slots) {
        for (int i = 0; i < slots.size(); i++) {
            int slot = slots.get(i);
            Val value = checkpoint.slot(slot);
            if (isDirect(slot, slots)) {
                storeNumber(slot, value);
            } else if (places.isName(slot)) {
                m.load(Reg.ARG0, Symbol.name(places.name(slot)));
                m.load(Width.W64, Reg.ARG1, object(i));
                m.call(Stub.SET_GLOBAL.symbol());
            } else if (slot < checkpoint.locals().length) {
                m.load(Width.W64, Reg.RET, object(i));
                m.load(Width.W64, Reg.ARG0, slot(slot));
                m.store(Width.W64, slot(slot), Reg.RET);
                m.call(Stub.RELEASE.symbol());
            } else {
                m.load(Width.W64, Reg.RET, object(i));
                m.store(Width.W64, slot(slot), Reg.RET);
            }
        }
    }

    private void storeNumber(int slot, Val value) {
        m.address(Reg.ARG1, slot(slot));
        if (value.is(Shape.Kind.FLOAT)) {
            loadNumber(FReg.F0, value);
            m.call(Stub.STORE_DOUBLE_OR_DIE.symbol());
        } else {
            loadNumber(Reg.ARG0, value);
            m.call(Stub.STORE_INT_OR_DIE.symbol());
        }
    }
}
