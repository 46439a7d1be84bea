package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyGen;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.RangeIter;
import dev.justjit.abi.layout.TupleIter;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ColdCode;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.SlowPath;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * {@code GET_ITER} and {@code FOR_ITER}. The iterator stays in its stack slot; when it is exhausted
 * it is released and control goes past {@code END_FOR} and {@code POP_TOP}.
 */
final class Iteration {
    private Iteration() {}

    /** {@code GET_ITER}: o -> it. */
    static void getIter(Emission e, Insn insn) {
        e.flush();
        e.setInstrPtr();
        e.callConsuming(Stub.GET_ITER, 1);
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code FOR_ITER}: it -> it v, or it -> at the end. */
    static void forIter(Emission e, Insn insn) {
        e.flush();
        int top = e.stack().depth() - 1;
        Label end = new End(e, insn).entry();
        if (e.maySpeculate() && insn.seenAs(Opcode.FOR_ITER_RANGE)) {
            forRange(e, top, end);
        } else if (insn.seenAs(Opcode.FOR_ITER_LIST)) {
            forList(e, top, end);
        } else if (insn.seenAs(Opcode.FOR_ITER_TUPLE)) {
            forTuple(e, top, end);
        } else if (insn.seenAs(Opcode.FOR_ITER_GEN)) {
            forGenerator(e, top, end);
        } else if (e.maySpeculate() && !Arithmetic.hasRun(e, insn)) {
            Unpredicted.next(e, anyIterator(e, top, end));
        } else {
            e.setInstrPtr();
            next(e, top, end);
            e.pythonMayHaveRun();
            e.pushResult(KnownType.UNKNOWN);
        }
    }

    /** The iterator is exhausted, or was found so by the helper. */
    private static final class End extends SlowPath {
        private final Insn insn;

        End(Emission e, Insn insn) {
            super(e);
            this.insn = insn;
        }

        @Override
        protected void emit(Emission e) {
            e.setInstrPtr();
            leaveLoop(e, insn);
        }
    }

    /** {@code RET} = next value of any iterator. */
    private static void next(Emission e, int top, Label end) {
        MacroAssembler m = e.masm();
        var stopped =
                new SlowPath(e) {
                    @Override
                    protected void emit(Emission e) {
                        MacroAssembler m = e.masm();
                        m.call(Stub.CLEAR_STOP_ITERATION.symbol());
                        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, end);
                        m.jump(e.raise());
                    }
                };
        m.load(Width.W64, Reg.ARG0, e.slot(top));
        m.call(Stub.NEXT.symbol());
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, stopped.entry());
    }

    /** Another iterator than the predicted one. */
    private static SlowCall anyIterator(Emission e, int top, Label end) {
        return new SlowCall(e, 0) {
            @Override
            protected void call(Emission e) {
                next(e, top, end);
            }
        };
    }

    /** The value of a range iterator is an unboxed int. */
    private static void forRange(Emission e, int top, Label end) {
        MacroAssembler m = e.masm();
        SlowCall other = anyIterator(e, top, end);
        m.load(Width.W64, Reg.ARG0, e.slot(top));
        Arithmetic.guardType(m, Reg.ARG0, Global.PYRANGEITER_TYPE, other.entry());
        m.branch(Cond.LE, Width.W64, Mem.at(Reg.ARG0, RangeIter.LEN), 0, end);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, RangeIter.START));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, RangeIter.STEP));
        m.add(Reg.ARG1, Reg.ARG1, Reg.RET);
        m.store(Width.W64, Mem.at(Reg.ARG0, RangeIter.START), Reg.ARG1);
        m.addMem(Width.W64, Mem.at(Reg.ARG0, RangeIter.LEN), -1);
        e.pushInt(Reg.RET);
        other.resultIs(e.stack().peek(0));
        m.bind(other.resume());
    }

    private static void forList(Emission e, int top, Label end) {
        MacroAssembler m = e.masm();
        SlowCall other = anyIterator(e, top, end);
        m.load(Width.W64, Reg.ARG0, e.slot(top));
        Arithmetic.guardType(m, Reg.ARG0, Global.PYLISTITER_TYPE, other.entry());
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, ListIter.SEQ));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, other.entry());
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, ListIter.INDEX));
        // at the end the iterator's own code drops the list
        m.branch(
                Cond.BELOW_EQ,
                Width.W64,
                Mem.at(Reg.ARG1, PyVarObject.OB_SIZE),
                Reg.ARG2,
                other.entry());
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyList.ITEMS));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, Reg.ARG2, 8, 0));
        m.addMem(Width.W64, Mem.at(Reg.ARG0, ListIter.INDEX), 1);
        pushItem(e, other);
    }

    private static void forTuple(Emission e, int top, Label end) {
        MacroAssembler m = e.masm();
        SlowCall other = anyIterator(e, top, end);
        m.load(Width.W64, Reg.ARG0, e.slot(top));
        Arithmetic.guardType(m, Reg.ARG0, Global.PYTUPLEITER_TYPE, other.entry());
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, TupleIter.SEQ));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, other.entry());
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, TupleIter.INDEX));
        m.branch(
                Cond.LE, Width.W64, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE), Reg.ARG2, other.entry());
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, Reg.ARG2, 8, PyTuple.ITEMS));
        m.addMem(Width.W64, Mem.at(Reg.ARG0, TupleIter.INDEX), 1);
        pushItem(e, other);
    }

    /** A generator whose body is compiled goes on without leaving machine code. */
    private static void forGenerator(Emission e, int top, Label end) {
        MacroAssembler m = e.masm();
        var other =
                new SlowPath(e) {
                    @Override
                    protected void emit(Emission e) {
                        next(e, top, end);
                        e.masm().jump(resume());
                    }
                };
        e.setInstrPtr();
        e.pythonMayHaveRun();
        m.load(Width.W64, Reg.ARG0, e.slot(top));
        Arithmetic.guardType(m, Reg.ARG0, Global.PYGEN_TYPE, other.entry());
        m.load(Reg.ARG1, Global.NONE);
        m.call(Stub.RESUME_GENERATOR.symbol());
        m.branch(Cond.EQ, Width.W64, Reg.RET, Stub.NOT_RESUMED, other.entry());
        m.load(Width.W64, Reg.ARG0, e.slot(top));
        Label ended = generatorEnded(e);
        m.branch(Cond.GE, Width.W8, Mem.at(Reg.ARG0, PyGen.FRAME_STATE), 0, ended);
        m.bind(other.resume());
        e.pushResult(KnownType.UNKNOWN);
    }

    /**
     * {@code RET} is what the generator returned, or NULL. As in the interpreter's specialized loop
     * END_FOR releases it, and POP_TOP the generator.
     */
    private static Label generatorEnded(Emission e) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                MacroAssembler m = e.masm();
                int endFor = e.insn().target();
                m.branch(Cond.EQ, Width.W64, Reg.RET, 0, e.raise());
                e.setInstrPtr(endFor);
                m.move(Reg.ARG0, Reg.RET);
                m.call(Stub.RELEASE.symbol());
                e.setInstrPtr(endFor + 1);
                leaveLoop(e, e.insn());
            }
        }.entry();
    }

    /** Releases the iterator and goes past the loop. */
    private static void leaveLoop(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.call(Stub.RELEASE.symbol());
        e.pop();
        e.watchpoint(insn.target() + 2);
        m.jump(e.block(insn.target() + 2));
    }

    private static void pushItem(Emission e, SlowCall other) {
        MacroAssembler m = e.masm();
        m.incref(Reg.RET, Reg.TMP0);
        e.pushResult(KnownType.UNKNOWN);
        other.resultIs(e.stack().peek(0));
        m.bind(other.resume());
    }
}
