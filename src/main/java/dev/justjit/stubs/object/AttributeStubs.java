package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/** Attributes of {@code super}. {@code SAVED0} is the address of the operands, {@code SAVED1} the name or result. */
public final class AttributeStubs {
    private AttributeStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        getSuper(stubs, Stub.GET_SUPER_ATTR, false);
        getSuper(stubs, Stub.GET_SUPER_METHOD, true);
    }

    private static Mem operand(int index) {
        return ObjectStubs.operand(index);
    }

    /**
     * {@code super(cls, self).name}. With the real {@code super} and a class the attribute is looked
     * up without making the super object, as the interpreter's specialized forms do. {@code ARG2} is
     * non-zero for the two-argument source form.
     */
    private static void getSuper(StubLibrary stubs, Stub stub, boolean method) {
        MacroAssembler m = stubs.masm();
        Label generic = m.newLabel();
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.load(Width.W64, Reg.RET, operand(0));
        m.branch(Cond.NE, Reg.RET, Global.PYSUPER_TYPE, generic);
        m.load(Width.W64, Reg.ARG0, operand(1));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.RET, (int) PyType.TPFLAGS_TYPE_SUBCLASS, generic);
        if (method) {
            superMethod(stubs);
        } else {
            m.load(Width.W64, Reg.ARG1, operand(2));
            m.move(Reg.ARG2, Reg.SAVED1);
            m.moveImm(Reg.ARG3, 0);
            m.call(Helper.PYSUPER_LOOKUP);
            releaseThree(stubs);
        }
        m.bind(generic);
        genericSuper(stubs, method);
    }

    /** Unbound function and self when {@code self} has the default attribute lookup. */
    private static void superMethod(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label ask = m.newLabel();
        Label bound = m.newLabel();
        Mem found = Mem.nativeWord(0);
        m.storeImm(Width.W64, found, 0);
        m.load(Width.W64, Reg.ARG1, operand(2));
        m.moveImm(Reg.ARG3, 0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.GETATTRO));
        m.branch(Cond.NE, Reg.RET, Symbol.export(Helper.PYOBJECT_GENERICGETATTR.symbol()), ask);
        m.address(Reg.ARG3, found);
        m.bind(ask);
        m.move(Reg.ARG2, Reg.SAVED1);
        m.call(Helper.PYSUPER_LOOKUP);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(operand(0));
        stubs.release(operand(1));
        m.branch(Cond.EQ, Width.W32, found, 0, bound);
        m.load(Width.W64, Reg.RET, operand(2));
        m.store(Width.W64, operand(1), Reg.RET);
        m.store(Width.W64, operand(0), Reg.SAVED1);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        m.bind(bound);
        stubs.release(operand(2));
        storeAttributeAndNull(m);
        m.leave();
    }

    private static void storeAttributeAndNull(MacroAssembler m) {
        m.store(Width.W64, operand(0), Reg.SAVED1);
        m.storeImm(Width.W64, operand(1), 0);
        m.move(Reg.RET, Reg.SAVED1);
    }

    /** Releases the operands; {@code RET} is the result. */
    private static void releaseThree(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        m.move(Reg.SAVED1, Reg.RET);
        for (int i = 0; i < 3; i++) {
            stubs.release(operand(i));
        }
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    /** Calls whatever {@code super} is, then asks the result for the attribute. */
    private static void genericSuper(StubLibrary stubs, boolean method) {
        MacroAssembler m = stubs.masm();
        Label failed = m.newLabel();
        Mem name = Mem.nativeWord(1);
        Mem made = Mem.nativeWord(2);
        m.store(Width.W64, name, Reg.SAVED1);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.address(Reg.ARG1, operand(1));
        m.moveImm(Reg.ARG3, 0);
        m.call(Helper.PYOBJECT_VECTORCALL);
        m.store(Width.W64, made, Reg.RET);
        for (int i = 0; i < 3; i++) {
            stubs.release(operand(i));
        }
        m.moveImm(Reg.SAVED1, 0);
        m.load(Width.W64, Reg.ARG0, made);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, failed);
        m.load(Width.W64, Reg.ARG1, name);
        m.call(Helper.PYOBJECT_GETATTR);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(made);
        m.bind(failed);
        if (method) {
            storeAttributeAndNull(m);
        } else {
            m.move(Reg.RET, Reg.SAVED1);
        }
        m.leave();
    }
}
