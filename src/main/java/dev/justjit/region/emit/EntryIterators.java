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
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.build.EntryPlan;
import dev.justjit.region.build.Items;
import dev.justjit.region.build.Pairs;
import dev.justjit.region.build.RegionBuilder;
import dev.justjit.region.build.Sequences;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.Slots;
import dev.justjit.region.ir.VReg;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Loads the iterator that a region's loop is over, and what all parts of an entry share. */
abstract class EntryIterators extends Operands {
    final SpillSlots words;
    final EntryPlan plan;
    final Slots slots;
    final Symbol arrayType;
    final Label fail;
    final List<VReg> loaded = new ArrayList<>();
    private final BitSet live;

    EntryIterators(
            MacroAssembler m,
            SpillSlots words,
            EntryPlan plan,
            RegionBuilder region,
            BitSet live,
            Label fail) {
        super(m);
        slots = region.slots;
        arrayType = Symbol.input(region.inputs.arrayType());
        this.words = words;
        this.plan = plan;
        this.live = live;
        this.fail = fail;
    }

    final boolean isRead(VReg reg) {
        return live.get(reg.id);
    }

    final Mem wordOf(VReg reg) {
        loaded.add(reg);
        return words.free(loaded.size() - 1);
    }

    /** {@code TMP0} = the object in the slot. */
    final void loadSlot(int number) {
        if (slots.isName(number)) {
            m.load(Reg.ARG0, Symbol.name(slots.name(number)));
            m.call(Stub.FIND_GLOBAL.symbol());
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, fail);
            m.move(Reg.TMP0, Reg.RET);
        } else {
            m.load(Width.W64, Reg.TMP0, slots.place(number));
        }
    }

    final void guardType(Global type) {
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, fail);
        m.branch(Cond.NE, Mem.at(Reg.TMP0, PyObject.TYPE), type, fail);
    }

    /** The range iterator that the loop is over. What is left of its way has to fit 63 bits. */
    final void iterator(RegionBuilder region) {
        Shape[] stack = plan.stackShapes();
        int top = stack.length - 1;
        if (top >= 0 && Sequences.isSequenceIterator(stack[top])) {
            sequenceIterator(region, top, stack[top]);
            return;
        }
        if (top < 0 || !stack[top].is(Shape.Kind.RANGE_ITER)) {
            return;
        }
        VReg current = region.regs.ofIterator(top, "current");
        VReg end = region.regs.ofIterator(top, "end");
        if (!isRead(current)) {
            return;
        }
        int step = (int) stack[top].detail();
        m.comment("the range iterator");
        loadSlot(plan.localCount() + top);
        guardType(Global.PYRANGEITER_TYPE);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.TMP0, RangeIter.STEP));
        if (step == Shape.ANY_STEP) {
            m.branch(Cond.EQ, Width.W64, Reg.ARG5, -1, fail);
            m.store(Width.W64, wordOf(region.regs.ofIterator(top, "step")), Reg.ARG5);
        } else {
            m.branch(Cond.NE, Width.W64, Reg.ARG5, step, fail);
        }
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, RangeIter.LEN));
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, fail);
        m.mulOverflow(Reg.RET, Reg.RET, Reg.ARG5, fail);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, RangeIter.START));
        m.store(Width.W64, wordOf(current), Reg.TMP0);
        m.add(Reg.RET, Reg.RET, Reg.TMP0);
        m.store(Width.W64, wordOf(end), Reg.RET);
    }

    /** The iterator of a list or tuple that the loop is over. */
    private void sequenceIterator(RegionBuilder region, int top, Shape shape) {
        VReg current = region.regs.ofIterator(top, "current");
        VReg sequence = region.regs.ofIterator(top, "sequence");
        if (!isRead(current)) {
            return;
        }
        m.comment("the iterator of a sequence");
        loadSlot(plan.localCount() + top);
        Symbol type = Symbol.input(region.inputs.stackType(top));
        m.branch(Cond.NE, Mem.at(Reg.TMP0, PyObject.TYPE), type, fail);
        if (Pairs.isPairIterator(shape)) {
            pairIterator(region, top, shape);
            return;
        }
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, ListIter.SEQ));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, fail);
        m.store(Width.W64, wordOf(sequence), Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, ListIter.INDEX));
        m.store(Width.W64, wordOf(current), Reg.RET);
        if (shape.is(Shape.Kind.BUFFER_ITER)) {
            m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, ListIter.SEQ));
            BufferEmitter.guard(m, shape, arrayType, fail);
        } else {
            FirstElement.guardNext(m, shape, fail);
        }
    }

    /** {@code TMP0} is an enumerate or a zip. */
    private void pairIterator(RegionBuilder region, int top, Shape shape) {
        Shape inner = some(shape.item());
        if (shape.is(Shape.Kind.ENUMERATE)) {
            m.load(Width.W64, Reg.ARG5, Mem.at(Reg.TMP0, PyEnumerate.INDEX));
            m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, PyEnumerate.ITERATOR));
            m.add(Reg.ARG5, Reg.ARG5, (int) -shape.detail());
        } else {
            m.branch(Cond.NE, Width.W32, Mem.at(Reg.TMP0, PyZip.STRICT), 0, fail);
            m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, PyZip.COUNT), 2, fail);
            m.load(Width.W64, Reg.ARG4, Mem.at(Reg.TMP0, PyZip.ITERATORS));
            m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG4, PyTuple.ITEMS + 8));
            m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG4, PyTuple.ITEMS));
            m.branch(Cond.EQ, Width.W64, Reg.ARG5, Reg.TMP0, fail);
            innerIterator(inner, region.regs.ofIterator(top, "second"));
            m.load(Width.W64, Reg.ARG5, Mem.at(Reg.TMP0, ListIter.INDEX));
            FirstElement.guardNext(m, inner, fail);
            m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG4, PyTuple.ITEMS));
        }
        innerIterator(inner, region.regs.ofIterator(top, "sequence"));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, ListIter.INDEX), Reg.ARG5, fail);
        m.store(Width.W64, wordOf(region.regs.ofIterator(top, "current")), Reg.ARG5);
        FirstElement.guardNext(m, inner, fail);
    }

    /** {@code TMP0} is a list or tuple iterator: its sequence goes to a word. */
    private void innerIterator(Shape shape, VReg sequence) {
        guardType(Items.type(shape));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, ListIter.SEQ));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, fail);
        m.store(Width.W64, wordOf(sequence), Reg.RET);
    }
}
