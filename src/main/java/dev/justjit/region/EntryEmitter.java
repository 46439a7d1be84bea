package dev.justjit.region;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyCell;
import dev.justjit.abi.layout.PyEnumerate;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyLong;
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
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The way into a region: every input is checked and unboxed into a word before anything is changed, then
 * the words go to their registers.
 */
final class EntryEmitter extends Places {
    private final Words words;
    private final EntryPlan plan;
    private final Slots slots;
    private final BitSet live;
    private final Label fail;
    private final Symbol arrayType;
    private final List<VReg> loaded = new ArrayList<>();

    private EntryEmitter(
            MacroAssembler m,
            Words words,
            EntryPlan plan,
            RegionBuilder region,
            BitSet live,
            Label fail) {
        super(m);
        slots = region.slots;
        arrayType = Symbol.number(region.inputs.arrayType());
        this.words = words;
        this.plan = plan;
        this.live = live;
        this.fail = fail;
    }

    /**
     * Emits the guards and loads.
     *
     * @param live registers that the region reads before it writes them
     * @param fail where to go if the frame is not as planned; nothing has been changed then
     */
    static void emit(
            MacroAssembler m,
            Words words,
            EntryPlan plan,
            RegionBuilder region,
            BitSet live,
            Label fail) {
        EntryEmitter emitter = new EntryEmitter(m, words, plan, region, live, fail);
        emitter.mapping();
        emitter.locals(region);
        emitter.iterator(region);
        emitter.pointers();
        for (Outer outer : plan.outers()) {
            emitter.outer(outer);
        }
        for (CellInput cell : plan.cells()) {
            emitter.cell(cell);
        }
        for (int i = 0; i < emitter.loaded.size(); i++) {
            emitter.toPlace(emitter.loaded.get(i), i);
        }
        for (VReg reg : region.regs.all()) {
            emitter.loadConstant(reg);
        }
    }

    private void toPlace(VReg reg, int number) {
        if (reg.isDouble()) {
            FReg result = doubleResult(reg);
            m.load(result, words.free(number));
            finish(reg, result);
        } else {
            Reg result = result(reg);
            m.load(Width.W64, result, words.free(number));
            finish(reg, result);
        }
    }

    private boolean isRead(VReg reg) {
        return live.get(reg.id);
    }

    private Mem wordOf(VReg reg) {
        loaded.add(reg);
        return words.free(loaded.size() - 1);
    }

    /** {@code TMP0} = the object in the slot. */
    private void loadSlot(int number) {
        if (slots.isName(number)) {
            m.load(Reg.ARG0, Symbol.name(slots.name(number)));
            m.call(Stub.FIND_GLOBAL.symbol());
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, fail);
            m.move(Reg.TMP0, Reg.RET);
        } else {
            m.load(Width.W64, Reg.TMP0, slots.place(number));
        }
    }

    /** Names are looked up in the globals: so must the frame's own code do. */
    private void mapping() {
        if (slots.areMapped()) {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS));
            Mem globals = Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS);
            m.branch(Cond.NE, Width.W64, globals, Reg.RET, fail);
        }
    }

    // ---- locals ----

    private void locals(RegionBuilder region) {
        BitSet touched = plan.touchedLocals();
        for (int i = touched.nextSetBit(0); i >= 0; i = touched.nextSetBit(i + 1)) {
            Shape shape = plan.localShape(i);
            m.comment("local " + i + " is " + shape.kind());
            loadSlot(i);
            if (shape.isNumber()) {
                unbox(shape, region.regs.ofLocal(i, shape));
            } else if (shape.is(Shape.Kind.BUILTIN) || shape.is(Shape.Kind.FUNCTION)) {
                Symbol seen = Symbol.number(objectOf(region.inputs, i));
                m.branch(Cond.NE, Reg.TMP0, seen, fail);
                guardCode(region.inputs, shape);
            } else {
                guard(shape);
            }
        }
    }

    private long objectOf(Inputs inputs, int local) {
        return slots.isName(local)
                ? inputs.globalObject(slots.name(local))
                : inputs.localObject(local);
    }

    /** The object in {@code TMP0} has the shape; it stays. */
    private void guard(Shape shape) {
        switch (shape.kind()) {
            case UNBOUND -> m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, fail);
            case STALE -> guardStale();
            case NONE -> m.branch(Cond.NE, Reg.TMP0, Global.NONE, fail);
            case OTHER, BUFFER_ITER, ENUMERATE, ZIP -> {}
            case BUFFER -> {
                m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, fail);
                BufferEmitter.guard(m, shape, arrayType, fail);
            }
            default -> {
                guardType(Items.type(shape));
                FirstElement.guard(m, shape, fail);
            }
        }
    }

    /** The function in {@code TMP0} has the code that it had. */
    private void guardCode(Inputs inputs, Shape shape) {
        Inputs.Callee callee = shape.is(Shape.Kind.FUNCTION) ? inputs.callee(shape.detail()) : null;
        if (callee != null) {
            Symbol code = Symbol.number(callee.code());
            m.branch(Cond.NE, Mem.at(Reg.TMP0, PyFunction.CODE), code, fail);
        }
    }

    private void guardType(Global type) {
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, fail);
        m.branch(Cond.NE, Mem.at(Reg.TMP0, PyObject.TYPE), type, fail);
    }

    /** Nothing, or what dies unnoticed. */
    private void guardStale() {
        Label ok = m.newLabel();
        Global[] quiet = {
            Global.PYLONG_TYPE, Global.PYFLOAT_TYPE, Global.PYBOOL_TYPE, Global.PYNONE_TYPE
        };
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, ok);
        for (int i = 0; i < quiet.length - 1; i++) {
            m.branch(Cond.EQ, Mem.at(Reg.TMP0, PyObject.TYPE), quiet[i], ok);
        }
        m.branch(Cond.NE, Mem.at(Reg.TMP0, PyObject.TYPE), quiet[quiet.length - 1], fail);
        m.bind(ok);
    }

    /** The object in {@code TMP0} has the shape, and its number goes to a word if somebody reads it. */
    private void unbox(Shape shape, VReg reg) {
        guardType(Items.type(shape));
        if (!isRead(reg)) {
            return;
        }
        unbox(shape, wordOf(reg));
    }

    /** The number of the object in {@code TMP0} goes to the word. */
    private void unbox(Shape shape, Mem word) {
        switch (shape.kind()) {
            case INT -> unboxInt(word);
            case FLOAT -> {
                m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, PyFloat.VALUE));
                m.store(Width.W64, word, Reg.RET);
            }
            default -> {
                m.load(Reg.RET, Global.TRUE);
                m.set(Cond.EQ, Width.W64, Reg.RET, Reg.RET, Reg.TMP0);
                m.store(Width.W64, word, Reg.RET);
            }
        }
    }

    private void unboxInt(Mem word) {
        Label other = m.newLabel();
        Label done = m.newLabel();
        m.branch(Cond.ABOVE, Width.W64, Mem.at(Reg.TMP0, PyLong.TAG), PyLong.TAG_POSITIVE, other);
        m.load(Width.W32, Reg.RET, Mem.at(Reg.TMP0, PyLong.DIGIT));
        m.jump(done);
        m.bind(other);
        m.call(Stub.UNBOX_INT_64.symbol());
        m.branch(Cond.NE, Width.W64, Mem.nativeWord(0), 0, fail);
        m.move(Reg.RET, Reg.TMP0);
        m.bind(done);
        m.store(Width.W64, word, Reg.RET);
    }

    // ---- the stack ----

    /** The range iterator that the loop is over. What is left of its way has to fit 63 bits. */
    private void iterator(RegionBuilder region) {
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
        Symbol type = Symbol.number(region.inputs.stackType(top));
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

    private void pointers() {
        plan.pointers()
                .forEach(
                        (slot, reg) -> {
                            if (isRead(reg)) {
                                loadSlot(slot);
                                m.store(Width.W64, wordOf(reg), Reg.TMP0);
                            }
                        });
    }

    // ---- globals ----

    private void outer(Outer outer) {
        m.comment("a global that is " + outer.shape.kind());
        m.load(Reg.ARG0, Symbol.number(outer.name));
        if (outer.attribute == 0) {
            m.call(Stub.FIND_GLOBAL.symbol());
        } else {
            m.load(Reg.ARG1, Symbol.number(outer.attribute));
            m.call(Stub.FIND_MODULE_ATTR.symbol());
        }
        m.move(Reg.TMP0, Reg.RET);
        if (outer.address != 0) {
            m.branch(Cond.NE, Reg.TMP0, Symbol.number(outer.address), fail);
        }
        if (outer.code != 0) {
            Symbol code = Symbol.number(outer.code);
            m.branch(Cond.NE, Mem.at(Reg.TMP0, PyFunction.CODE), code, fail);
        }
        if (isRead(outer.object)) {
            m.store(Width.W64, wordOf(outer.object), Reg.TMP0);
        }
        if (outer.number != null) {
            outerNumber(outer, outer.number);
        } else if (outer.address == 0) {
            guard(outer.shape);
            toData(outer, Reg.TMP0);
        }
    }

    private void cell(CellInput cell) {
        m.comment("the cell in slot " + cell.slot());
        loadSlot(cell.slot());
        guardType(Global.PYCELL_TYPE);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, PyCell.REF));
        if (isRead(cell.object())) {
            m.store(Width.W64, wordOf(cell.object()), Reg.TMP0);
        }
        guard(cell.shape());
        if (cell.number() != null && isRead(cell.number())) {
            unbox(cell.shape(), wordOf(cell.number()));
        }
    }

    /** Functions read the number from the region's data. */
    private void outerNumber(Outer outer, VReg number) {
        guardType(Items.type(outer.shape));
        if (!isRead(number) && outer.word < 0) {
            return;
        }
        Mem word = isRead(number) ? wordOf(number) : Mem.nativeWord(2);
        unbox(outer.shape, word);
        m.load(Width.W64, Reg.RET, word);
        toData(outer, Reg.RET);
    }

    private void toData(Outer outer, Reg value) {
        if (outer.word >= 0) {
            m.load(Reg.ARG0, Symbol.blobData(outer.word));
            m.store(Width.W64, Mem.at(Reg.ARG0, 0), value);
        }
    }
}
