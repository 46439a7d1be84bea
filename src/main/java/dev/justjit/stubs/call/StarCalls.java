package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictUnicodeEntry;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.ObjectStubs;

/**
 * Calls of Python functions with an exact tuple of arguments and perhaps an exact dict whose keys are exact strings. The
 * arguments lie on the data stack until they are bound, which is higher meanwhile: what runs before that may use it.
 *
 * <p>{@code SAVED0} = address of callable, NULL, tuple[, dict]; {@code SAVED1} = 1 with a dict.
 */
final class StarCalls {
    private static final Mem NAMES = Mem.nativeWord(2);
    private static final Mem KEYWORDS = Mem.nativeWord(3);
    private static final Mem OLD_TOP = Mem.nativeWord(4);

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final Callees callees;

    StarCalls(StubLibrary stubs, Callees callees) {
        this.stubs = stubs;
        this.callees = callees;
        m = stubs.masm();
    }

    private static Mem operand(int index) {
        return ObjectStubs.operand(index);
    }

    private static Mem top() {
        return Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP);
    }

    /** {@code RET} = result of the call, or a jump while nothing has been changed, to {@code failed} without memory. Operands that are released are NULL then. */
    void emit(Label otherwise, Label failed) {
        Label noNames = m.newLabel();
        Label noObject = m.newLabel();
        Label called = m.newLabel();
        m.load(Width.W64, Reg.ARG0, operand(0));
        callees.resolve(otherwise);
        m.storeImm(Width.W64, NAMES, 0);
        loadKeywords(otherwise);
        guardRoom(otherwise);
        m.load(Width.W64, Reg.ARG0, KEYWORDS);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, noNames);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.USED));
        m.call(Helper.PYTUPLE_NEW);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.store(Width.W64, NAMES, Reg.RET);
        m.bind(noNames);
        callees.create(noObject);
        copyPositional();
        copyKeywords();
        releaseEarly();
        enter();
        callees.result();
        m.jump(called);
        m.bind(noObject);
        stubs.release(NAMES);
        m.jump(failed);
        m.bind(called);
    }

    /** {@code KEYWORDS} = the dict, or 0 where there is none or an empty one. */
    private void loadKeywords(Label otherwise) {
        Label none = m.newLabel();
        m.moveImm(Reg.ARG0, 0);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, none);
        m.load(Width.W64, Reg.ARG1, operand(3));
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYDICT_TYPE, otherwise);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyDict.USED), 0, none);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyDict.VALUES), 0, otherwise);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyDict.KEYS));
        Mem kind = Mem.at(Reg.TMP0, DictKeys.KIND);
        m.branch(Cond.NE, Width.W8, kind, DictKeys.KIND_UNICODE, otherwise);
        m.move(Reg.ARG0, Reg.ARG1);
        m.bind(none);
        m.store(Width.W64, KEYWORDS, Reg.ARG0);
    }

    /** Jumps unless all arguments and one more fit on the data stack. */
    private void guardRoom(Label otherwise) {
        Label none = m.newLabel();
        m.load(Width.W64, Reg.ARG1, operand(2));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, none);
        m.add(Reg.ARG1, Reg.ARG1, Mem.at(Reg.ARG0, PyDict.USED));
        m.bind(none);
        m.load(Width.W64, Reg.RET, top());
        m.store(Width.W64, OLD_TOP, Reg.RET);
        m.address(Reg.RET, Mem.at(Reg.RET, Reg.ARG1, 8, 8));
        Mem limit = Mem.at(Reg.THREAD, ThreadState.DATASTACK_LIMIT);
        m.branch(Cond.BELOW_EQ, Width.W64, limit, Reg.RET, otherwise);
    }

    /** {@code ARG5} = end of what goes before the keywords, {@code ARG2} = its number. */
    private void copyPositional() {
        Label noSelf = m.newLabel();
        Label next = m.newLabel();
        Label copied = m.newLabel();
        m.load(Width.W64, Reg.ARG5, OLD_TOP);
        m.moveImm(Reg.ARG2, 0);
        m.load(Width.W64, Reg.ARG0, Callees.SELF);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, noSelf);
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.ARG5, 0), Reg.ARG0);
        m.add(Reg.ARG5, Reg.ARG5, 8);
        m.moveImm(Reg.ARG2, 1);
        m.bind(noSelf);
        m.load(Width.W64, Reg.ARG3, operand(2));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG3, PyVarObject.OB_SIZE));
        m.add(Reg.ARG2, Reg.ARG2, Reg.ARG1);
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, copied);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG3, PyTuple.ITEMS));
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.ARG5, 0), Reg.ARG0);
        m.add(Reg.ARG5, Reg.ARG5, 8);
        m.add(Reg.ARG3, Reg.ARG3, 8);
        m.add(Reg.ARG1, Reg.ARG1, -1);
        m.jump(next);
        m.bind(copied);
    }

    /** The values behind the others, the keys into the tuple; the data stack gets higher. {@code ARG2} is kept in {@code COUNT}. */
    private void copyKeywords() {
        Label next = m.newLabel();
        Label skip = m.newLabel();
        Label copied = m.newLabel();
        m.load(Width.W64, Reg.ARG1, NAMES);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, copied);
        m.load(Width.W64, Reg.ARG3, KEYWORDS);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG3, PyDict.KEYS));
        m.load(Width.W8, Reg.ARG3, Mem.at(Reg.ARG0, DictKeys.LOG2_INDEX_BYTES));
        m.moveImm(Reg.RET, 1);
        m.shiftLeft(Reg.RET, Reg.RET, Reg.ARG3);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG0, DictKeys.NENTRIES));
        m.address(Reg.ARG3, Mem.at(Reg.ARG0, Reg.RET, 1, DictKeys.INDICES));
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG4, 0, copied);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG3, DictUnicodeEntry.VALUE));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, skip);
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.ARG5, 0), Reg.ARG0);
        m.add(Reg.ARG5, Reg.ARG5, 8);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG3, DictUnicodeEntry.KEY));
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.ARG1, PyTuple.ITEMS), Reg.ARG0);
        m.add(Reg.ARG1, Reg.ARG1, 8);
        m.bind(skip);
        m.add(Reg.ARG3, Reg.ARG3, DictUnicodeEntry.SIZE);
        m.add(Reg.ARG4, Reg.ARG4, -1);
        m.jump(next);
        m.bind(copied);
        m.store(Width.W64, top(), Reg.ARG5);
        m.store(Width.W64, KEYWORDS, Reg.ARG2);
    }

    /** Where the callable is the function itself, the interpreter gives up the arguments before it runs. */
    private void releaseEarly() {
        Label keep = m.newLabel();
        m.branch(Cond.NE, Width.W64, Callees.SELF, 0, keep);
        stubs.release(operand(2));
        m.storeImm(Width.W64, operand(2), 0);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, keep);
        stubs.release(operand(3));
        m.storeImm(Width.W64, operand(3), 0);
        m.bind(keep);
    }

    private void enter() {
        Label names = m.newLabel();
        Label called = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Callees.FUNCTION);
        m.incref(Reg.ARG0, Reg.TMP0);
        m.load(Width.W64, Reg.ARG1, OLD_TOP);
        m.load(Width.W64, Reg.ARG2, KEYWORDS);
        m.load(Width.W64, Reg.ARG3, NAMES);
        m.branch(Cond.NE, Width.W64, Reg.ARG3, 0, names);
        m.call(stubs.of(Stub.RUN_FUNCTION));
        m.jump(called);
        m.bind(names);
        m.call(stubs.of(Stub.RUN_FUNCTION_KW));
        m.bind(called);
        m.load(Width.W64, Reg.TMP0, OLD_TOP);
        m.store(Width.W64, top(), Reg.TMP0);
    }
}
