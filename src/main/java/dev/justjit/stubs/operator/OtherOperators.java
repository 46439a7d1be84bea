package dev.justjit.stubs.operator;

import dev.justjit.abi.Helper;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.ObjectStubs;

/**
 * Operators of one operand, and {@code del} of an item: a Python function of the operand's class is entered, for all else
 * CPython is asked. {@code SAVED0} = address of the operands, which are consumed.
 */
public final class OtherOperators {
    private final StubLibrary stubs;
    private final SpecialMethods specials;
    private final MacroAssembler m;

    private OtherOperators(StubLibrary stubs, SpecialMethods specials) {
        this.stubs = stubs;
        this.specials = specials;
        m = stubs.masm();
    }

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs, SpecialMethods specials) {
        OtherOperators operators = new OtherOperators(stubs, specials);
        operators.unary(Stub.NEGATIVE, SpecialMethod.NEG, Helper.PYNUMBER_NEGATIVE);
        operators.unary(Stub.INVERT, SpecialMethod.INVERT, Helper.PYNUMBER_INVERT);
        operators.deleteItem();
    }

    private static Mem operand(int index) {
        return ObjectStubs.operand(index);
    }

    private void begin(Stub stub) {
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
    }

    private void unary(Stub stub, SpecialMethod method, Helper helper) {
        Label generic = m.newLabel();
        Label done = m.newLabel();
        begin(stub);
        specials.function(operand(0), method, generic, generic);
        specials.call(operand(0));
        m.jump(done);
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.call(helper);
        m.bind(done);
        finish(1);
    }

    /** The result of {@code __delitem__} is forgotten. */
    private void deleteItem() {
        Label generic = m.newLabel();
        Label failed = m.newLabel();
        Label done = m.newLabel();
        begin(Stub.DELETE_ITEM);
        specials.function(operand(0), SpecialMethod.DELITEM, generic, generic);
        specials.call(operand(0), operand(1));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.move(Reg.ARG0, Reg.RET);
        m.call(stubs.of(Stub.RELEASE));
        m.moveImm(Reg.RET, 0);
        m.jump(done);
        m.bind(failed);
        m.moveImm(Reg.RET, -1);
        m.jump(done);
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.call(Helper.PYOBJECT_DELITEM);
        m.bind(done);
        finish(2);
    }

    /** The operands are released, the lowest first, and {@code RET} is returned. */
    private void finish(int operands) {
        m.move(Reg.SAVED1, Reg.RET);
        for (int i = 0; i < operands; i++) {
            stubs.release(operand(i));
        }
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }
}
