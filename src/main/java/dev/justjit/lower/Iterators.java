package dev.justjit.lower;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.RangeIter;
import dev.justjit.abi.layout.TupleIter;
import dev.justjit.compile.Stub;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Type;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Iterators over lists, tuples and ranges. */
final class Iterators {
    private final MacroAssembler m;
    private final Values values;
    private final References references;
    private final BlockCode blocks;

    Iterators(Function function, Values values, References references, BlockCode blocks) {
        this.blocks = blocks;
        this.values = values;
        this.references = references;
        m = function.masm();
    }

    void emit(Node node) {
        switch (node.op()) {
            case ITERATE -> {
                values.load(Reg.ARG0, 0);
                if (node.type().is(Kind.LIST_ITERATOR)) {
                    m.call(Stub.ITERATE_LIST.symbol());
                } else {
                    m.call(Helper.PYOBJECT_GETITER);
                }
                m.branch(Cond.EQ, Width.W64, Reg.RET, 0, values.exitWithoutMemory());
                if (node.type().is(Kind.RANGE_ITERATOR)) {
                    leaveIfLarge();
                }
                values.finish(Reg.RET);
            }
            case RANGE_ITERATOR -> {
                if (!States.isVirtual(node)) {
                    overNumbers();
                }
            }
            case HAS_NEXT -> hasNext(node);
            case NEXT_ITEM -> nextItem(node);
            case NEXT_OR_END -> {
                values.load(Reg.ARG0, 0);
                m.call(Stub.NEXT_OR_END.symbol());
                Label other = values.exitClearing("only Python can go on");
                m.branch(Cond.EQ, Width.W64, Reg.RET, Stub.NOT_DONE, other);
                values.finish(Reg.RET);
            }
            case NEXT_INT -> {
                Reg iterator = values.use(0, Reg.ARG0);
                m.load(Width.W64, Reg.RET, Mem.at(iterator, RangeIter.START));
                m.load(Width.W64, Reg.ARG1, Mem.at(iterator, RangeIter.STEP));
                m.add(Reg.ARG1, Reg.ARG1, Reg.RET);
                m.store(Width.W64, Mem.at(iterator, RangeIter.START), Reg.ARG1);
                m.addMem(Width.W64, Mem.at(iterator, RangeIter.LEN), -1);
                values.finish(Reg.RET);
            }
            case END_ITERATOR -> end(node);
            default -> throw new IllegalStateException(node.toString());
        }
    }

    private void overNumbers() {
        values.load(Reg.ARG0, 0);
        values.load(Reg.ARG1, 1);
        values.load(Reg.RET, 2);
        RangeObjects.iterator(m);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, values.exitWithoutMemory());
        leaveIfLarge();
        values.finish(Reg.RET);
    }

    /** A range whose bounds do not fit in 64 bits has another iterator, which goes again. */
    private void leaveIfLarge() {
        Label large = m.newLabel();
        Label exit = values.exit("the range has large bounds");
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYRANGEITER_TYPE, large);
        blocks.later(
                () -> {
                    m.bind(large);
                    m.move(Reg.ARG0, Reg.RET);
                    m.call(Stub.RELEASE.symbol());
                    m.jump(exit);
                });
    }

    private static boolean isOverList(Node node) {
        return node.input(0).type().is(Kind.LIST_ITERATOR);
    }

    /** The positions of both kinds are at the same places. */
    private void hasNext(Node node) {
        Label no = m.newLabel();
        Reg iterator = values.use(0, Reg.ARG0);
        if (node.input(0).type().is(Kind.RANGE_ITERATOR)) {
            m.load(Width.W64, Reg.RET, Mem.at(iterator, RangeIter.LEN));
            m.moveImm(Reg.TMP0, 0);
            m.set(Cond.GT, Width.W64, Reg.RET, Reg.RET, Reg.TMP0);
        } else {
            boolean list = isOverList(node);
            m.load(Width.W64, Reg.RET, Mem.at(iterator, list ? ListIter.SEQ : TupleIter.SEQ));
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, no);
            m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyVarObject.OB_SIZE));
            m.load(Width.W64, Reg.TMP0, Mem.at(iterator, list ? ListIter.INDEX : TupleIter.INDEX));
            m.set(list ? Cond.BELOW : Cond.LT, Width.W64, Reg.RET, Reg.TMP0, Reg.ARG1);
        }
        m.bind(no);
        values.finish(Reg.RET);
    }

    private void nextItem(Node node) {
        boolean list = isOverList(node);
        int index = list ? ListIter.INDEX : TupleIter.INDEX;
        Reg iterator = values.use(0, Reg.ARG0);
        m.load(Width.W64, Reg.RET, Mem.at(iterator, list ? ListIter.SEQ : TupleIter.SEQ));
        if (list) {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyList.ITEMS));
        }
        m.load(Width.W64, Reg.ARG1, Mem.at(iterator, index));
        m.addMem(Width.W64, Mem.at(iterator, index), 1);
        Reg result = values.result(); // may be the iterator's register
        m.load(Width.W64, result, Mem.at(Reg.RET, Reg.ARG1, 8, list ? 0 : PyTuple.ITEMS));
        m.incref(result, Reg.TMP0);
        values.finish(result);
    }

    /** The iterator goes, and with it what it has of the sequence: nobody can see that it is at its end. */
    private void end(Node node) {
        boolean list = isOverList(node);
        int sequence = list ? ListIter.SEQ : TupleIter.SEQ;
        values.load(Reg.ARG0, 0);
        Label alone = m.newLabel();
        Label done = m.newLabel();
        m.branch(Cond.EQ, Width.W32, Mem.at(Reg.ARG0, PyObject.REFCNT), 1, alone);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, sequence));
        if (list) {
            m.storeImm(Width.W64, Mem.at(Reg.ARG0, ListIter.INDEX), -1);
        }
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, sequence), 0);
        m.addMem(Width.W64, Mem.at(Reg.ARG0, PyObject.REFCNT), -1); // others have it
        m.move(Reg.ARG0, Reg.ARG1);
        references.release(node, Type.OBJECT, true);
        m.jump(done);
        m.bind(alone);
        references.release(node, Type.OBJECT, false);
        m.bind(done);
    }
}
