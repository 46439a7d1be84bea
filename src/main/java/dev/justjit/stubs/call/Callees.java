package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyMethod;
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
import dev.justjit.record.SpecialMethod;
import dev.justjit.stubs.library.FunctionCalls;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.BuildStubs;
import dev.justjit.stubs.site.SiteClasses;

/**
 * The Python function that a call enters, and what goes before its arguments: a function, a bound method, an object
 * whose class has {@code __call__}, or a class whose objects are plain ones, with {@code __init__}. The conditions of
 * classes are those of {@link SiteClasses}.
 */
public final class Callees {
    /** The function, borrowed. */
    static final Mem FUNCTION = Mem.nativeWord(5);

    /** What goes before the arguments, borrowed, or 0; for a class first itself, then the new object. */
    static final Mem SELF = Mem.nativeWord(6);

    /** Whether the callable is a class, which gives its new object as result. */
    static final Mem CREATES = Mem.nativeWord(7);

    private static final Mem OBJECT = Mem.nativeWord(8);

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final SpecialMethods specials;

    public Callees(StubLibrary stubs, SpecialMethods specials) {
        this.stubs = stubs;
        this.specials = specials;
        m = stubs.masm();
    }

    /** Fills the words for the callable {@code ARG0}, or jumps. */
    void resolve(Label otherwise) {
        Label notFunction = m.newLabel();
        Label notMethod = m.newLabel();
        Label isClass = m.newLabel();
        Label found = m.newLabel();
        m.storeImm(Width.W64, SELF, 0);
        m.storeImm(Width.W64, CREATES, 0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.branch(Cond.NE, Reg.RET, Global.PYFUNCTION_TYPE, notFunction);
        FunctionCalls.guardOurs(m, otherwise);
        m.jump(found);
        m.bind(notFunction);
        m.branch(Cond.NE, Reg.RET, Global.PYMETHOD_TYPE, notMethod);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyMethod.SELF));
        m.store(Width.W64, SELF, Reg.TMP0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyMethod.FUNC));
        FunctionCalls.guardOurs(m, otherwise);
        m.jump(found);
        m.bind(notMethod);
        m.store(Width.W64, SELF, Reg.ARG0);
        m.load(Reg.ARG4, Global.PYTYPE_TYPE);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG4, PyType.CALL));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.RET, PyType.CALL), Reg.TMP0, isClass);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.RET, PyType.FLAGS));
        m.and(Reg.TMP0, Reg.TMP0, PyType.TPFLAGS_HEAPTYPE | PyType.TPFLAGS_HAVE_VECTORCALL);
        m.branch(Cond.NE, Width.W32, Reg.TMP0, PyType.TPFLAGS_HEAPTYPE, otherwise);
        m.moveImm(Reg.ARG3, SpecialMethod.CALL.ordinal());
        specials.functionOfClass(otherwise, otherwise);
        m.jump(found);
        m.bind(isClass);
        initOfClass(otherwise);
        m.bind(found);
        m.store(Width.W64, FUNCTION, Reg.ARG0);
    }

    /** {@code ARG0} = {@code __init__} of the class {@code ARG0}, or a jump. */
    private void initOfClass(Label otherwise) {
        m.storeImm(Width.W64, CREATES, 1);
        guardPlain(m, otherwise);
        m.move(Reg.RET, Reg.ARG0);
        m.moveImm(Reg.ARG3, SpecialMethod.INIT.ordinal());
        specials.functionOfClass(otherwise, otherwise);
    }

    /** Jumps unless the class {@code ARG0} makes its objects as {@code object} does. {@code TMP0} and {@code ARG1} are lost. */
    public static void guardPlain(MacroAssembler m, Label otherwise) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyType.FLAGS));
        m.and(Reg.TMP0, Reg.TMP0, PyType.TPFLAGS_HEAPTYPE | PyType.TPFLAGS_IS_ABSTRACT);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, PyType.TPFLAGS_HEAPTYPE, otherwise);
        m.load(Reg.ARG1, Global.PYBASEOBJECT_TYPE);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyType.NEW));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyType.NEW), Reg.ARG1, otherwise);
        m.branch(
                Cond.NE,
                Mem.at(Reg.ARG0, PyType.ALLOC),
                Symbol.export(Helper.PYTYPE_GENERICALLOC.symbol()),
                otherwise);
    }

    /** Makes the new object of a class; all that follows has to come to {@link #result}. Jumps where there is no memory. */
    void create(Label failed) {
        Label ready = m.newLabel();
        m.branch(Cond.EQ, Width.W64, CREATES, 0, ready);
        m.load(Width.W64, Reg.ARG0, SELF);
        m.call(stubs.of(Stub.NEW_OBJECT));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.store(Width.W64, SELF, Reg.RET);
        m.store(Width.W64, OBJECT, Reg.RET);
        m.bind(ready);
    }

    /** {@code RET} = result of the call whose function has returned {@code RET}, or NULL. */
    void result() {
        Label done = m.newLabel();
        Label notNone = m.newLabel();
        Label raised = m.newLabel();
        m.branch(Cond.EQ, Width.W64, CREATES, 0, done);
        m.branch(Cond.NE, Reg.RET, Global.NONE, notNone);
        m.load(Width.W64, Reg.RET, OBJECT);
        m.jump(done);
        m.bind(notNone);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        m.store(Width.W64, FUNCTION, Reg.RET);
        BuildStubs.formatTypeName(m, "__init__() should return None, not '%.200s'", FUNCTION);
        stubs.release(FUNCTION);
        m.bind(raised);
        stubs.release(OBJECT);
        m.moveImm(Reg.RET, 0);
        m.bind(done);
    }
}
