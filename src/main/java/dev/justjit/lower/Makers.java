package dev.justjit.lower;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.compile.Outcomes;
import dev.justjit.compile.Stub;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.masm.Cond;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Objects that are made of others without running Python: texts, slices, results of operators, dicts. */
final class Makers {
    private final MacroAssembler m;
    private final Values values;

    Makers(Function function, Values values) {
        this.values = values;
        m = function.masm();
    }

    void emit(Node node) {
        switch (node.op()) {
            case TEXT_OF -> convert(Stub.TEXT_OF);
            case FORMAT -> combine(Stub.FORMAT_TYPED);
            case FORMAT_OF -> combine(Stub.FORMAT_OF);
            case ITEM_OF -> combine(Stub.GET_ITEM_TYPED);
            case INT_OF -> convert(Stub.INT_OF);
            case FLOAT_OF -> convert(Stub.FLOAT_OF);
            case JOIN -> join(node);
            case SLICE -> {
                values.load(Reg.ARG0, 0);
                values.load(Reg.ARG1, 1);
                values.load(Reg.ARG2, 2);
                m.call(Stub.SLICE_TYPED.symbol());
                done();
            }
            case COMPUTE -> compute(node);
            case COMPARE -> compare(node);
            case NEW_DICT -> dict(node);
            case NEW_SET -> {
                m.moveImm(Reg.ARG0, 0);
                m.call(Helper.PYSET_NEW);
                made();
            }
            default -> throw new IllegalStateException(node.toString());
        }
    }

    private void convert(Stub stub) {
        values.load(Reg.ARG0, 0);
        m.call(stub.symbol());
        done();
    }

    private void made() {
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, values.exitWithoutMemory());
        values.finish(Reg.RET);
    }

    /** {@code RET} is an object, NULL if something was raised, or says that only Python can do it. */
    private void done() {
        m.branch(
                Cond.BELOW_EQ,
                Width.W64,
                Reg.RET,
                Stub.NOT_DONE,
                values.exitClearing("only Python can do it"));
        values.finish(Reg.RET);
    }

    private void join(Node node) {
        int count = node.inputs().size();
        if (node.index() == 1) {
            values.load(Reg.ARG0, 0);
            values.load(Reg.ARG1, 1);
            m.call(Helper.PYUNICODE_CONCAT);
            made();
            return;
        }
        Array strings = new Array(m, count);
        strings.fill(values, 0, Reg.ARG0);
        strings.address(Reg.ARG0, 0);
        m.moveImm(Reg.ARG1, count);
        m.call(Stub.JOIN_STRINGS.symbol());
        strings.release();
        made();
    }

    private void compute(Node node) {
        Stub stub = node.detail() instanceof BinaryOperator operator ? Stub.typed(operator) : null;
        if (stub == null) {
            throw new IllegalStateException(node.toString());
        }
        combine(stub);
    }

    private void combine(Stub stub) {
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        m.call(stub.symbol());
        done();
    }

    private void compare(Node node) {
        if (!(node.detail() instanceof ComparisonOperator operator)) {
            throw new IllegalStateException(node.toString());
        }
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        m.moveImm(Reg.ARG2, Outcomes.of(operator));
        boolean tuples = node.input(0).type().is(Kind.TUPLE);
        m.call((tuples ? Stub.COMPARE_TUPLES : Stub.COMPARE_TYPED).symbol());
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, values.exit("only Python can tell"));
        m.moveImm(Reg.TMP0, 0);
        m.set(Cond.NE, Width.W64, Reg.RET, Reg.RET, Reg.TMP0);
        values.finish(Reg.RET);
    }

    /** Keys and values lie in one array in turn, or the keys are items of a tuple. */
    private void dict(Node node) {
        boolean tuple = node.index() == 1;
        int count = node.inputs().size();
        if (count == 0) {
            m.call(Helper.PYDICT_NEW);
            made();
            return;
        }
        Array items = new Array(m, tuple ? count - 1 : count);
        items.fill(values, tuple ? 1 : 0, Reg.ARG0);
        if (tuple) {
            values.load(Reg.ARG0, 0);
            m.add(Reg.ARG0, Reg.ARG0, PyTuple.ITEMS);
        } else {
            items.address(Reg.ARG0, 0);
        }
        m.moveImm(Reg.ARG1, tuple ? 1 : 2);
        items.address(Reg.ARG2, tuple ? 0 : 1);
        m.moveImm(Reg.ARG3, tuple ? 1 : 2);
        m.moveImm(Reg.ARG4, tuple ? count - 1 : count / 2);
        m.call(Helper.PYDICT_FROMITEMS);
        items.release();
        made();
    }
}
