package dev.justjit.template;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ColdCode;
import dev.justjit.compile.Emission;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * {@code RETURN_VALUE} and {@code RETURN_CONST}. A frame that nobody has seen is popped inline;
 * otherwise CPython does it, who may have to keep it alive in its frame object.
 */
final class Returns {
    /** With more locals the shared exit is the better code. */
    private static final int INLINE_LOCALS = 10;

    private static final int NO_LOCAL = -1;

    private Returns() {}

    /** Pops the top and returns it. */
    static void returnTop(Emission e) {
        MacroAssembler m = e.masm();
        if (e.stack().peek(0).isUnboxed()) {
            e.materialize(e.stack().depth() - 1);
        }
        Value value = e.pop();
        if (e.stack().depth() > 0) {
            throw new NotCompiled("the stack is not empty at a return");
        }
        boolean moves = value.is(Value.Kind.LOCAL) && e.returnTail(NO_LOCAL) == null;
        if (isInline(e) && moves) {
            e.loadObject(Reg.SAVED0, value);
            popFrame(e, value.index());
            return;
        }
        e.takeObject(Reg.RET, value);
        m.move(Reg.SAVED0, Reg.RET);
        returnSaved(e);
    }

    /** Returns {@code SAVED0}. */
    static void returnSaved(Emission e) {
        if (isInline(e)) {
            popFrame(e, NO_LOCAL);
        } else {
            e.setInstrPtr();
            e.masm().jump(e.departure().returns().symbol());
        }
    }

    private static boolean isInline(Emission e) {
        return e.image().localsPlus() <= INLINE_LOCALS
                && e.image().has(PyCode.CO_OPTIMIZED)
                && !e.image().has(PyCode.CO_ANY_GENERATOR);
    }

    /**
     * {@code SAVED0} is the result. What follows is emitted once for all returns that do the same.
     *
     * @param moved local whose reference the result takes over, or {@link #NO_LOCAL}
     */
    private static void popFrame(Emission e, int moved) {
        MacroAssembler m = e.masm();
        Label known = e.returnTail(moved);
        e.setInstrPtr(); // for those who keep a frame object
        if (known != null) {
            m.jump(known);
            return;
        }
        Label tail = m.newLabel();
        m.bind(tail);
        e.returnTail(moved, tail);
        Label slow =
                new ColdCode(e) {
                    @Override
                    protected void emit(Emission e) {
                        if (moved != NO_LOCAL) {
                            e.masm().incref(Reg.SAVED0, Reg.TMP0);
                        }
                        e.masm().jump(e.departure().returns().symbol());
                    }
                }.entry();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.FRAME_OBJ), 0, slow);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.PREVIOUS));
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME), Reg.RET);
        m.addMem(Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), 1);
        for (int i = 0; i < e.image().localsPlus(); i++) {
            if (i != moved) {
                releaseLocal(e, i);
            }
        }
        releaseMortal(e, InterpreterFrame.FUNCOBJ);
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP), Reg.FRAME);
        if (!e.image().immortal()) {
            m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
            m.addMemBranch(Cond.EQ, Width.W64, Mem.at(Reg.ARG0, PyObject.REFCNT), -1, codeDied(e));
        }
        m.move(Reg.RET, Reg.SAVED0);
        m.leave();
    }

    /** The frame is off the chain: its position does not matter any more. */
    private static void releaseLocal(Emission e, int local) {
        MacroAssembler m = e.masm();
        Label alive = m.newNearLabel();
        m.load(Width.W64, Reg.ARG0, e.local(local));
        if (!e.alwaysAssigned(local)) {
            m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, alive);
        }
        m.decrefUnlessLast(Reg.ARG0, Reg.TMP0, alive);
        m.call(Stub.DEALLOC.symbol());
        m.bind(alive);
    }

    /** Functions are never immortal. */
    private static void releaseMortal(Emission e, int field) {
        MacroAssembler m = e.masm();
        Label alive = m.newNearLabel();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, field));
        m.addMemBranch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyObject.REFCNT), -1, alive);
        m.call(Stub.DEALLOC.symbol());
        m.bind(alive);
    }

    /** The code object was the last one: this machine code may be freed with it. */
    private static Label codeDied(Emission e) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                e.masm().jump(Stub.EXIT_CODE_DIED.symbol());
            }
        }.entry();
    }

    /** {@code RETURN_CONST}: -> . */
    static void returnConst(Emission e, Insn insn) {
        e.pushConst(insn.oparg());
        returnTop(e);
    }
}
