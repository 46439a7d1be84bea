package dev.justjit.lower;

import dev.justjit.abi.layout.PyDeque;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.abi.layout.PyMethodDescr;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.ir.KnownMethod;
import dev.justjit.ir.Node;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Calls of C functions of methods, found by their descriptors, by their own convention. */
final class MethodCalls {
    private static final int CONVENTION =
            PyMethodDef.METH_VARARGS
                    | PyMethodDef.METH_KEYWORDS
                    | PyMethodDef.METH_NOARGS
                    | PyMethodDef.METH_O
                    | PyMethodDef.METH_CLASS
                    | PyMethodDef.METH_STATIC
                    | PyMethodDef.METH_FASTCALL
                    | PyMethodDef.METH_METHOD;

    private final MacroAssembler m;
    private final Values values;

    MethodCalls(Function function, Values values) {
        this.values = values;
        m = function.masm();
    }

    /** A call that leaves where it raises: nothing has happened then. */
    void emit(Node node) {
        if (!(node.detail() instanceof KnownMethod method)) {
            throw new IllegalStateException(node.toString());
        }
        int count = node.inputs().size() - 1;
        if (method.hasKey()) {
            values.load(Reg.ARG0, 0);
            values.load(Reg.ARG1, 1);
            m.call(Stub.CONTAINS_TYPED.symbol());
            m.branch(Cond.LT, Width.W64, Reg.RET, 0, values.exit("only Python finds the key"));
        }
        m.load(Reg.RET, Symbol.cachedObject(node.index()));
        KnownMethod.Owner owner = method.owner();
        if (owner != null) {
            m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyMethodDescr.TYPE));
            m.branch(
                    Cond.NE,
                    Reg.TMP0,
                    Symbol.library(owner.text()),
                    values.exit("a method of another class"));
        }
        if (owner == KnownMethod.Owner.DEQUE && count == 1) {
            leaveIfFull();
        }
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyMethodDescr.METHOD));
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.RET, PyMethodDef.FLAGS));
        m.and(Reg.TMP0, Reg.TMP0, CONVENTION);
        Label other = values.exit("another kind of method");
        m.branch(Cond.NE, Width.W32, Reg.TMP0, flags(method.convention()), other);
        Label raised = values.exitClearing("the method raises");
        switch (method.convention()) {
            case NONE, ONE -> counted(count, other);
            case FAST, KEYWORDS -> vector(count);
        }
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        values.finish(Reg.RET);
    }

    /** What a deque loses because it has got another item might run Python as it dies. */
    private void leaveIfFull() {
        values.load(Reg.ARG0, 0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        Mem most = Mem.at(Reg.ARG0, PyDeque.MAXLEN);
        m.branch(Cond.BELOW_EQ, Width.W64, most, Reg.TMP0, values.exit("the deque is full"));
    }

    private static int flags(KnownMethod.Convention convention) {
        return switch (convention) {
            case NONE -> PyMethodDef.METH_NOARGS;
            case ONE -> PyMethodDef.METH_O;
            case FAST -> PyMethodDef.METH_FASTCALL;
            case KEYWORDS -> PyMethodDef.METH_FASTCALL | PyMethodDef.METH_KEYWORDS;
        };
    }

    /** CPython checks the C stack in these conventions. {@code RET} = method definition. */
    private void counted(int count, Label other) {
        Mem budget = Mem.at(Reg.THREAD, ThreadState.C_RECURSION_REMAINING);
        m.branch(Cond.LE, Width.W32, budget, 0, other);
        values.load(Reg.ARG0, 0);
        if (count == 0) {
            m.moveImm(Reg.ARG1, 0);
        } else {
            values.load(Reg.ARG1, 1);
        }
        m.call(Mem.at(Reg.RET, PyMethodDef.METH));
    }

    /** The arguments lie in words of the native frame. */
    private void vector(int count) {
        Array arguments = new Array(m, count);
        arguments.fill(values, 1, Reg.ARG1);
        values.load(Reg.ARG0, 0);
        arguments.address(Reg.ARG1, 0);
        m.moveImm(Reg.ARG2, count);
        m.moveImm(Reg.ARG3, 0);
        m.call(Mem.at(Reg.RET, PyMethodDef.METH));
        arguments.release();
    }
}
