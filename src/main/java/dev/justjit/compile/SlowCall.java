package dev.justjit.compile;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import org.jspecify.annotations.Nullable;

/**
 * The slow side of an inline operation: calls CPython for the whole of it and brings the result
 * into the form that the fast side has it in.
 *
 * <p>The call can run Python, so borrowed entries below the operands get references of their own
 * for its time. If a local that they are borrowed from changed meanwhile, or if the result does not
 * have the predicted type, the operation is complete but the hot stream cannot go on: the frame goes
 * to the interpreter at the next instruction.
 */
public abstract class SlowCall extends SlowPath {
    private final int operands;
    private final int nextUnit;
    private final KnownType[] known;
    private @Nullable Value result;

    /**
     * @param operands stack entries that the operation consumes; they are still on the stack
     */
    protected SlowCall(Emission e, int operands) {
        this(e, operands, e.insn().next());
    }

    /**
     * @param nextUnit unit at which the interpreter goes on after the operation
     */
    protected SlowCall(Emission e, int operands, int nextUnit) {
        super(e);
        this.operands = operands;
        this.nextUnit = nextUnit;
        known = e.knownLocals();
    }

    /** Told by the fast side after it has pushed its result. */
    public final void resultIs(Value value) {
        result = value;
    }

    /**
     * Emits the call. Operands are owned in their slots, {@code instr_ptr} is set. Must pop and
     * release them, leave the new reference in {@code RET} and raise on errors.
     */
    protected abstract void call(Emission e);

    /** Pushes what the instruction pushes above its result. */
    protected void complete(Emission e) {}

    /** Whether the frame can go to the interpreter right after the operation. */
    protected boolean leavesWhenWatched() {
        return true;
    }

    @Override
    protected final void emit(Emission e) {
        MacroAssembler m = e.masm();
        int base = e.stack().depth() - operands;
        int[] borrowed = own(e, base);
        for (int i = base; i < base + operands; i++) {
            e.materialize(i);
        }
        e.setInstrPtr();
        call(e);
        deliver(e, base);
        complete(e);
        if (leavesWhenWatched()) {
            e.watchpoint(nextUnit);
        }
        watchLocals(e);
        giveBack(e, borrowed);
        proveKnownLocals(e);
        m.jump(resume());
    }

    /** Owns borrowed entries below {@code base}; answers their locals, -1 for the others. */
    private static int[] own(Emission e, int base) {
        int[] locals = new int[base];
        for (int i = 0; i < base; i++) {
            Value value = e.stack().at(i);
            locals[i] = value.is(Value.Kind.LOCAL) ? value.index() : -1;
            if (locals[i] >= 0) {
                e.materialize(i);
            }
        }
        return locals;
    }

    private void giveBack(Emission e, int[] locals) {
        MacroAssembler m = e.masm();
        for (int i = 0; i < locals.length; i++) {
            if (locals[i] >= 0) {
                Label changed = e.deopt(nextUnit, "a local changed under an operation");
                m.load(Width.W64, Reg.ARG0, e.slot(i));
                m.branch(Cond.NE, Width.W64, e.local(locals[i]), Reg.ARG0, changed);
                m.decref(Reg.ARG0, Reg.TMP0, changed); // the local holds it too: never the last
                e.stack().set(i, new Value(Value.Kind.LOCAL, locals[i], KnownType.UNKNOWN));
            }
        }
    }

    /** The code behind an instruction that stands alone may know more of locals than this tells. */
    private void watchLocals(Emission e) {
        ControlTargets ways = e.ways();
        if (ways != null && ways.reliesOnLocals()) {
            Label seen = e.deopt(nextUnit, FrameCode.LOCALS_SEEN);
            Mem frame = Mem.at(Reg.FRAME, InterpreterFrame.FRAME_OBJ);
            e.masm().branch(Cond.NE, Width.W64, frame, 0, seen);
        }
    }

    /** The hot stream goes on with what it knew of locals: a frame object may have changed them. */
    private void proveKnownLocals(Emission e) {
        MacroAssembler m = e.masm();
        if (!leavesWhenWatched()) {
            return; // the hot stream forgets by itself
        }
        boolean any = false;
        for (int i = 0; i < known.length; i++) {
            if (known[i] != KnownType.UNKNOWN) {
                if (!any) {
                    any = true;
                    m.branch(
                            Cond.EQ,
                            Width.W64,
                            Mem.at(Reg.FRAME, InterpreterFrame.FRAME_OBJ),
                            0,
                            resume());
                }
                Label changed = e.deopt(nextUnit, "a local changed under an operation");
                m.load(Width.W64, Reg.ARG0, e.local(i));
                m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, changed);
                m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), known[i].type(), changed);
            }
        }
    }

    private void deliver(Emission e, int base) {
        if (result == null) {
            return;
        }
        MacroAssembler m = e.masm();
        m.store(Width.W64, e.slot(base), Reg.RET);
        e.pushSlot(KnownType.UNKNOWN);
        switch (result.kind()) {
            case INT -> deliverInt(e, result);
            case DOUBLE -> deliverDouble(e, result);
            default -> {
                return;
            }
        }
        m.load(Width.W64, Reg.ARG0, e.slot(base));
        e.release(result.type());
        e.pop();
        e.push(result);
    }

    private void deliverInt(Emission e, Value value) {
        MacroAssembler m = e.masm();
        m.branch(
                Cond.NE,
                Mem.at(Reg.RET, PyObject.TYPE),
                Global.PYLONG_TYPE,
                e.deopt(nextUnit, "the result is not an int"));
        m.move(Reg.ARG5, Reg.RET);
        m.call(Stub.UNBOX_INT.symbol());
        m.branch(
                Cond.NE,
                Width.W64,
                Reg.TMP0,
                0,
                e.deopt(nextUnit, "the result does not fit in 60 bits"));
        e.putInt(value, Reg.ARG5);
    }

    private void deliverDouble(Emission e, Value value) {
        MacroAssembler m = e.masm();
        m.branch(
                Cond.NE,
                Mem.at(Reg.RET, PyObject.TYPE),
                Global.PYFLOAT_TYPE,
                e.deopt(nextUnit, "the result is not a float"));
        m.load(FReg.F0, Mem.at(Reg.RET, PyFloat.VALUE));
        e.putDouble(value, FReg.F0);
    }
}
