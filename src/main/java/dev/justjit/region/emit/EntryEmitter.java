package dev.justjit.region.emit;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCell;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.build.CellInput;
import dev.justjit.region.build.EntryPlan;
import dev.justjit.region.build.GlobalInput;
import dev.justjit.region.build.Items;
import dev.justjit.region.build.RegionBuilder;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import java.util.BitSet;

/**
 * The way into a region: every input is checked and unboxed into a word before anything is changed, then
 * the words go to their registers.
 */
public final class EntryEmitter extends EntryIterators {
    private EntryEmitter(
            MacroAssembler m,
            SpillSlots words,
            EntryPlan plan,
            RegionBuilder region,
            BitSet live,
            Label fail) {
        super(m, words, plan, region, live, fail);
    }

    /**
     * Emits the guards and loads.
     *
     * @param live registers that the region reads before it writes them
     * @param fail where to go if the frame is not as planned; nothing has been changed then
     */
    public static void emit(
            MacroAssembler m,
            SpillSlots words,
            EntryPlan plan,
            RegionBuilder region,
            BitSet live,
            Label fail) {
        EntryEmitter emitter = new EntryEmitter(m, words, plan, region, live, fail);
        emitter.mapping();
        emitter.locals(region);
        emitter.iterator(region);
        emitter.pointers();
        for (GlobalInput outer : plan.outers()) {
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
            if (m.keepsListing()) {
                m.comment("local " + i + " is " + shape.kind());
            }
            loadSlot(i);
            if (shape.isNumber()) {
                unbox(shape, region.regs.ofLocal(i, shape));
            } else if (shape.is(Shape.Kind.BUILTIN) || shape.is(Shape.Kind.FUNCTION)) {
                Symbol seen = Symbol.input(objectOf(region.inputs, i));
                m.branch(Cond.NE, Reg.TMP0, seen, fail);
                Inputs.Callee callee =
                        shape.is(Shape.Kind.FUNCTION) ? region.inputs.callee(shape.detail()) : null;
                if (callee != null) {
                    guardCallee(callee);
                }
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

    /**
     * The function in {@code TMP0} is the one that was compiled. Addresses of functions and of code objects are
     * used again when they die; versions of code are not.
     */
    private void guardCallee(Inputs.Callee callee) {
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, PyFunction.CODE));
        m.branch(Cond.NE, Reg.RET, Symbol.input(callee.code()), fail);
        m.branchHalf(
                Cond.NE, Mem.at(Reg.RET, PyCode.VERSION), Symbol.input(callee.version()), fail);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, PyFunction.GLOBALS));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS), Reg.RET, fail);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, PyFunction.BUILTINS));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS), Reg.RET, fail);
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

    private void outer(GlobalInput outer) {
        if (m.keepsListing()) {
            m.comment("a global that is " + outer.shape.kind());
        }
        m.load(Reg.ARG0, Symbol.input(outer.name));
        if (outer.attribute == 0) {
            m.call(Stub.FIND_GLOBAL.symbol());
        } else {
            m.load(Reg.ARG1, Symbol.input(outer.attribute));
            m.call(Stub.FIND_MODULE_ATTR.symbol());
        }
        m.move(Reg.TMP0, Reg.RET);
        if (outer.address != 0) {
            m.branch(Cond.NE, Reg.TMP0, Symbol.input(outer.address), fail);
        }
        if (outer.callee != null) {
            guardCallee(outer.callee);
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
        if (m.keepsListing()) {
            m.comment("the cell in slot " + cell.slot());
        }
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
    private void outerNumber(GlobalInput outer, VReg number) {
        guardType(Items.type(outer.shape));
        if (!isRead(number) && outer.word < 0) {
            return;
        }
        Mem word = isRead(number) ? wordOf(number) : Mem.nativeWord(2);
        unbox(outer.shape, word);
        m.load(Width.W64, Reg.RET, word);
        toData(outer, Reg.RET);
    }

    private void toData(GlobalInput outer, Reg value) {
        if (outer.word >= 0) {
            m.load(Reg.ARG0, Symbol.blobData(outer.word));
            m.store(Width.W64, Mem.at(Reg.ARG0, 0), value);
        }
    }
}
