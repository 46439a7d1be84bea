package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;

/**
 * {@code len(x)}, {@link Stub#CALL_LEN}: of the commonest types from the object, without a frame, as long as something
 * else holds {@code x}; of a class of the program by its {@code __len__}; else as CPython does it.
 */
public final class LengthStub {
    /** Types whose objects have their length in a word of their own: type, where. */
    private static final Object[][] LENGTHS = {
        {Global.PYLIST_TYPE, PyVarObject.OB_SIZE},
        {Global.PYDICT_TYPE, PyDict.USED},
        {Global.PYUNICODE_TYPE, PyUnicode.LENGTH},
        {Global.PYTUPLE_TYPE, PyVarObject.OB_SIZE},
    };

    private final StubLibrary stubs;
    private final SpecialMethods specials;
    private final MacroAssembler m;

    public LengthStub(StubLibrary stubs, SpecialMethods specials) {
        this.stubs = stubs;
        this.specials = specials;
        m = stubs.masm();
    }

    /** Emits the stub. */
    public void emit() {
        Label other = m.newLabel();
        Label slow = m.newLabel();
        stubs.begin(Stub.CALL_LEN);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, 0));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.LEN), Reg.RET, other);
        ofCommonTypes(slow);
        m.bind(slow);
        ofAny();
        m.bind(other);
        m.moveImm(Reg.ARG1, 1);
        m.jump(stubs.of(Stub.CALL_VECTOR));
    }

    /** {@code RET} = the callable. Neither object dies here: then nothing has to be kept over a call. */
    private void ofCommonTypes(Label slow) {
        Label found = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, 16));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), 1, slow);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyObject.REFCNT), 1, slow);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyObject.TYPE));
        for (Object[] length : LENGTHS) {
            Label next = m.newLabel();
            m.branch(Cond.NE, Reg.ARG2, (Global) length[0], next);
            m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG1, (int) length[1]));
            m.jump(found);
            m.bind(next);
        }
        m.jump(slow);
        m.bind(found);
        m.decref(Reg.RET, Reg.TMP0, slow);
        m.decref(Reg.ARG1, Reg.TMP0, slow);
        m.move(Reg.ARG0, Reg.ARG3);
        m.jump(stubs.of(Stub.BOX_INT));
    }

    /** Callable, NULL and object are at {@code ARG0}. */
    private void ofAny() {
        Label failed = m.newLabel();
        Label generic = m.newLabel();
        Label known = m.newLabel();
        Mem object = ObjectStubs.operand(2);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        specials.function(object, SpecialMethod.LEN, generic, generic);
        specials.call(object);
        specials.toLength();
        m.jump(known);
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, object);
        m.call(Helper.PYOBJECT_LENGTH);
        m.bind(known);
        m.move(Reg.ARG0, Reg.RET);
        m.moveImm(Reg.SAVED1, 0);
        m.branch(Cond.LT, Width.W64, Reg.ARG0, 0, failed);
        m.call(stubs.of(Stub.BOX_INT));
        m.move(Reg.SAVED1, Reg.RET);
        m.bind(failed);
        stubs.release(ObjectStubs.operand(0));
        stubs.release(object);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }
}
