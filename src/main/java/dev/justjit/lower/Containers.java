package dev.justjit.lower;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Stub;
import dev.justjit.ir.Node;
import dev.justjit.ir.Type;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Lists, tuples and ranges. */
final class Containers {
    private final MacroAssembler m;
    private final Values values;
    private final References references;
    private final ColdCalls calls;

    Containers(Function function, Values values, References references, ColdCalls calls) {
        this.values = values;
        this.references = references;
        this.calls = calls;
        m = function.masm();
    }

    void emit(Node node) {
        switch (node.op()) {
            case LIST_LENGTH, TUPLE_LENGTH -> length(PyVarObject.OB_SIZE);
            case STR_LENGTH -> length(PyUnicode.LENGTH);
            case LIST_ITEM -> {
                Reg result = values.result();
                m.load(Width.W64, Reg.ARG0, Mem.at(values.use(0, Reg.ARG0), PyList.ITEMS));
                m.load(Width.W64, result, Mem.at(Reg.ARG0, values.use(1, Reg.RET), 8, 0));
                values.finish(result);
            }
            case TUPLE_ITEM -> {
                Reg result = values.result();
                Reg tuple = values.use(0, Reg.ARG0);
                Reg index = values.use(1, Reg.RET);
                m.load(Width.W64, result, Mem.at(tuple, index, 8, PyTuple.ITEMS));
                values.finish(result);
            }
            case STORE_LIST_ITEM -> {
                values.load(Reg.ARG1, 0);
                m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyList.ITEMS));
                Reg index = values.use(1, Reg.RET);
                m.address(Reg.ARG1, Mem.at(Reg.ARG1, index, 8, 0));
                m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, 0));
                m.store(Width.W64, Mem.at(Reg.ARG1, 0), values.use(2, Reg.RET));
                references.release(node, Type.OBJECT, false);
            }
            case LIST_APPEND -> append(node);
            case NEW_TUPLE -> make(node, Stub.NEW_TUPLE, false);
            case NEW_LIST -> make(node, Stub.NEW_LIST, true);
            case NEW_RANGE -> {
                if (!States.isVirtual(node)) {
                    range();
                }
            }
            default -> throw new IllegalStateException(node.toString());
        }
    }

    private void length(int offset) {
        Reg result = values.result();
        m.load(Width.W64, result, Mem.at(values.use(0, Reg.ARG0), offset));
        values.finish(result);
    }

    /** Room that is there is taken; else CPython makes more. */
    private void append(Node node) {
        Label full = m.newLabel();
        Label done = m.newLabel();
        Label noMemory = values.exitWithoutMemory();
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        m.branch(Cond.LE, Width.W64, Mem.at(Reg.ARG0, PyList.ALLOCATED), Reg.RET, full);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyList.ITEMS));
        m.store(Width.W64, Mem.at(Reg.TMP0, Reg.RET, 8, 0), Reg.ARG1);
        m.addMem(Width.W64, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE), 1);
        m.bind(done);
        calls.put(
                node,
                full,
                (moved, own) -> {
                    Mem item = Mem.nativeWord(dev.justjit.masm.NativeFrame.WORDS + own.index());
                    m.store(Width.W64, item, Reg.ARG1);
                    m.call(Helper.PYLIST_APPEND);
                    m.load(Width.W64, Reg.ARG1, item);
                },
                () -> {
                    m.branch(Cond.LT, Width.W32, Reg.RET, 0, noMemory);
                    m.decrefUnlessLast(Reg.ARG1, Reg.TMP0, done); // the list holds it too
                    m.jump(done);
                });
    }

    /** A new tuple or list of the operands, which it takes over. */
    private void make(Node node, Stub stub, boolean list) {
        int count = node.inputs().size();
        Reg items = list ? Reg.ARG1 : Reg.RET;
        m.moveImm(Reg.ARG0, count);
        m.call(stub.symbol());
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, values.exitWithoutMemory());
        if (list && count > 0) {
            m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyList.ITEMS));
        }
        for (int i = 0; i < count; i++) {
            int offset = (list ? 0 : PyTuple.ITEMS) + 8 * i;
            m.store(Width.W64, Mem.at(items, offset), values.use(i, Reg.TMP0));
        }
        values.finish(Reg.RET);
    }

    /** {@code range(start, stop, step)}. */
    private void range() {
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        values.load(Reg.RET, 2);
        RangeObjects.range(m);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, values.exitWithoutMemory());
        values.finish(Reg.RET);
    }
}
