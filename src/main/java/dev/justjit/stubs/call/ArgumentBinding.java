package dev.justjit.stubs.call;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Prologue;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Binds keywords and defaults to the parameters of a function that has a direct entry, and enters it there. Does what
 * {@code initialize_locals} in {@code Python/ceval.c} does where nothing can fail: each keyword is the very object of
 * a parameter's name, each parameter gets one value. All else is CPython's, from the start.
 *
 * <p>The values are put together on the data stack, behind the place of the new frame, which the direct entry fills
 * from there: memory that is free, so nothing is changed until all is known.
 */
final class ArgumentBinding {
    private static final Mem FUNCTION = Mem.nativeWord(0);
    private static final Mem ARGUMENTS = Mem.nativeWord(1);
    private static final Mem COUNT = Mem.nativeWord(2);
    private static final Mem NAMES = Mem.nativeWord(3);
    private static final Mem ENTRY = Mem.nativeWord(5);

    /** How many parameters the direct entry takes. */
    private static final Mem PARAMETERS = Mem.nativeWord(4);

    private final StubLibrary stubs;
    private final MacroAssembler m;

    ArgumentBinding(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    /**
     * Enters the function {@code ARG0} with {@code ARG2} positional arguments at {@code ARG1} and those that the names
     * {@code ARG3} are of behind them, all references given away, where {@code RET} is its vector entry; or jumps, with
     * these registers as they were, also where {@code RET} is 0.
     *
     * @param names whether there are names; else {@code ARG3} is 0
     */
    void tryEnter(boolean names, Label otherwise) {
        Label no = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, otherwise);
        // -1 where there is no direct entry
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, Prologue.ARGUMENT_COUNT));
        m.branch(Cond.LT, Width.W64, Reg.TMP0, Reg.ARG2, otherwise);
        m.enter();
        m.store(Width.W64, ENTRY, Reg.RET);
        m.move(Reg.RET, Reg.TMP0);
        m.store(Width.W64, FUNCTION, Reg.ARG0);
        m.store(Width.W64, ARGUMENTS, Reg.ARG1);
        m.store(Width.W64, COUNT, Reg.ARG2);
        m.store(Width.W64, NAMES, Reg.ARG3);
        m.store(Width.W64, PARAMETERS, Reg.RET);
        place(no);
        copyPositional();
        if (names) {
            moveKeywords(no);
        }
        checkRequired(no);
        fillDefaults();
        if (names) {
            stubs.release(NAMES);
        }
        m.move(Reg.ARG1, Reg.SAVED1);
        m.load(Width.W64, Reg.ARG0, FUNCTION);
        m.load(Width.W64, Reg.RET, ENTRY);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, Prologue.DIRECT_DISTANCE));
        m.address(Reg.RET, Mem.at(Reg.RET, Reg.TMP0, 1, Prologue.DIRECT_DISTANCE));
        m.leaveFrame();
        m.jumpRegister(Reg.RET);
        m.bind(no);
        m.load(Width.W64, Reg.ARG0, FUNCTION);
        m.load(Width.W64, Reg.ARG1, ARGUMENTS);
        m.load(Width.W64, Reg.ARG2, COUNT);
        m.load(Width.W64, Reg.ARG3, NAMES);
        m.load(Width.W64, Reg.RET, ENTRY);
        m.leaveFrame();
        m.jump(otherwise);
    }

    /** {@code SAVED1} = where the values go, {@code SAVED0} = the code object. */
    private void place(Label no) {
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.ARG0, PyFunction.CODE));
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.SAVED0, PyCode.FRAMESIZE));
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP));
        m.address(Reg.SAVED1, Mem.at(Reg.SAVED1, Reg.TMP0, 8, 0));
        m.address(Reg.TMP0, BoundValues.at(Reg.RET));
        Mem limit = Mem.at(Reg.THREAD, ThreadState.DATASTACK_LIMIT);
        m.branch(Cond.BELOW_EQ, Width.W64, limit, Reg.TMP0, no);
    }

    /** The positional ones, then NULL for each of the {@code RET} parameters that is left. {@code ARG4} is lost. */
    private void copyPositional() {
        Label clear = m.newLabel();
        Label cleared = m.newLabel();
        m.moveImm(Reg.ARG4, 0);
        BoundValues.copy(m);
        m.bind(clear);
        m.branch(Cond.EQ, Width.W64, Reg.ARG4, Reg.RET, cleared);
        m.storeImm(Width.W64, BoundValues.at(Reg.ARG4), 0);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.jump(clear);
        m.bind(cleared);
    }

    /** {@code ARG4} keyword, {@code ARG5} its name, {@code TMP0} parameter; {@code ARG0} their names. */
    private void moveKeywords(Label no) {
        Label next = m.newLabel();
        Label moved = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyCode.LOCALSPLUSNAMES));
        m.moveImm(Reg.ARG4, 0);
        m.bind(next);
        Mem keywords = Mem.at(Reg.ARG3, PyVarObject.OB_SIZE);
        m.branch(Cond.EQ, Width.W64, keywords, Reg.ARG4, moved);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG3, Reg.ARG4, 8, PyTuple.ITEMS));
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.SAVED0, PyCode.POSONLYARGCOUNT));
        BoundValues.findParameter(m, no);
        m.branch(Cond.NE, Width.W64, BoundValues.at(Reg.TMP0), 0, no);
        m.add(Reg.ARG5, Reg.ARG4, Reg.ARG2);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG1, Reg.ARG5, 8, 0));
        m.store(Width.W64, BoundValues.at(Reg.TMP0), Reg.ARG5);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.jump(next);
        m.bind(moved);
    }

    /** {@code ARG3} = defaults or 0, {@code ARG4} = number of parameters without one. {@code TMP0}, {@code ARG5} are lost. */
    private void checkRequired(Label no) {
        Label none = m.newLabel();
        m.load(Width.W64, Reg.TMP0, FUNCTION);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.TMP0, PyFunction.DEFAULTS));
        m.move(Reg.ARG4, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, none);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG3, PyVarObject.OB_SIZE));
        m.sub(Reg.ARG4, Reg.ARG4, Reg.TMP0);
        m.bind(none);
        m.move(Reg.ARG5, Reg.ARG2);
        BoundValues.guardPresent(m, no);
    }

    /** {@code ARG2} parameter, from the first that is not positional on. */
    private void fillDefaults() {
        m.load(Width.W64, Reg.RET, PARAMETERS);
        BoundValues.fillDefaults(m, Reg.ARG2, Cond.EQ, Reg.RET);
    }
}
