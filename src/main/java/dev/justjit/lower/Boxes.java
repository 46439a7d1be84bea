package dev.justjit.lower;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.compile.Stub;
import dev.justjit.ir.Node;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.snippet.IntOperations;

/** Objects of numbers, and numbers of objects. */
final class Boxes {
    private final MacroAssembler m;
    private final Values values;
    private final ColdCalls calls;
    private final BlockCode blocks;

    Boxes(Function function, Values values, ColdCalls calls, BlockCode blocks) {
        this.blocks = blocks;
        this.values = values;
        this.calls = calls;
        m = function.masm();
    }

    void emit(Node node) {
        if (States.isVirtual(node)) {
            return;
        }
        switch (node.op()) {
            case BOX_INT, BOX_INT_IF, BOX_INT_OR -> boxInt(node);
            case BOX_FLOAT, BOX_FLOAT_IF, BOX_FLOAT_OR -> boxFloat(node);
            case BOX_BOOL -> {
                VirtualObjects.boxBool(m, Reg.RET, values.use(0, Reg.ARG0));
                values.finish(Reg.RET);
            }
            case UNBOX_INT -> {
                Label larger = m.newLabel();
                Label done = m.newLabel();
                Label large = values.exit("the int is large");
                Reg object = values.use(0, Reg.ARG0);
                Reg result = values.result();
                IntOperations.unboxDigit(m, result, object, larger);
                m.bind(done);
                values.finish(result);
                blocks.later(
                        () -> {
                            m.bind(larger);
                            IntOperations.unboxDigits(m, result, object, Reg.ARG1, large);
                            m.jump(done);
                        });
            }
            case UNBOX_FLOAT -> {
                FReg result = values.doubleResult();
                m.load(result, Mem.at(values.use(0, Reg.ARG0), PyFloat.VALUE));
                values.finish(result);
            }
            case UNBOX_BOOL -> {
                Reg result = values.result();
                Reg object = values.use(0, Reg.ARG0);
                m.load(Reg.TMP0, Global.TRUE);
                m.set(Cond.EQ, Width.W64, result, object, Reg.TMP0);
                values.finish(result);
            }
            default -> throw new IllegalStateException(node.toString());
        }
    }

    /** Where to go with NULL in {@code RET} if there is no number to box, and with an object that is there already. */
    private Label nothing(Node node) {
        Label done = m.newLabel();
        if (States.isKept(node)) {
            Label made = m.newLabel();
            values.load(Reg.RET, node.inputs().size() - 1);
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, made);
            m.incref(Reg.RET, Reg.TMP0);
            m.jump(done);
            m.bind(made);
        }
        if (States.isMaybe(node)) {
            values.load(Reg.RET, 1);
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        }
        return done;
    }

    private void boxInt(Node node) {
        Label large = m.newLabel();
        Label done = nothing(node);
        Label noMemory = values.exitWithoutMemory();
        values.load(Reg.ARG0, 0);
        m.add(Reg.RET, Reg.ARG0, -PyLong.SMALL_MIN);
        m.branch(Cond.ABOVE, Width.W64, Reg.RET, PyLong.SMALL_MAX - PyLong.SMALL_MIN, large);
        m.shiftLeft(Reg.RET, Reg.ARG0, PyLong.SMALL_SHIFT);
        m.add(Reg.RET, Reg.RET, Mem.at(Reg.DATA, JitData.SMALL_INT_ZERO));
        m.bind(done);
        values.finish(Reg.RET);
        calls.put(
                node,
                large,
                (moved, own) -> m.call(Stub.BOX_INT.symbol()),
                () -> finishCall(done, noMemory));
    }

    /** A dead float, else a new one. */
    private void boxFloat(Node node) {
        Label none = m.newLabel();
        Label done = nothing(node);
        Label noMemory = values.exitWithoutMemory();
        FReg value = values.use(0, FReg.F13);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.FLOAT_FREE_LIST));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyObject.REFCNT));
        m.store(Width.W64, Mem.at(Reg.DATA, JitData.FLOAT_FREE_LIST), Reg.TMP0);
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.FLOAT_FREE_ROOM), 1);
        m.storeImm(Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), 1);
        m.store(Mem.at(Reg.RET, PyFloat.VALUE), value);
        m.bind(done);
        values.finish(Reg.RET);
        calls.put(
                node,
                none,
                (moved, own) -> {
                    m.move(FReg.F0, value);
                    m.call(Stub.BOX_DOUBLE.symbol());
                },
                () -> finishCall(done, noMemory));
    }

    private void finishCall(Label done, Label noMemory) {
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, done);
        m.jump(noMemory);
    }
}
