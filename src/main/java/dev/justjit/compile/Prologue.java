package dev.justjit.compile;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a compiled function.
 *
 * <pre>
 *   -32  distance to the resume entry, from this word, or 0 if there is none; see ResumeEntry
 *   -24  distance to the framed entry, from this word
 *   -16  argument count of the direct entry, or -1 if there is none
 *    -8  distance to the direct entry, from this word
 *     0  vector entry    C: vectorcall(callable, args, nargsf, kwnames)
 *        direct entry    ARG0 = function, ARG1 = array of arguments, all references given away
 *        framed entry    ARG0 = frame from _PyEvalFramePushAndInit, not linked
 * </pre>
 */
public final class Prologue {
    /** Header words, as offsets from the vector entry. */
    public static final int RESUME_DISTANCE = -32;

    /** Distance of the framed entry. */
    public static final int FRAMED_DISTANCE = -24;

    /** Arguments that the direct entry takes. */
    public static final int ARGUMENT_COUNT = -16;

    /** Distance of the direct entry. */
    public static final int DIRECT_DISTANCE = -8;

    /**
     * Python frames on a thread beyond which functions run in the interpreter, which uses no C stack
     * for its own recursion. Keeps compiled code within a fraction of the smallest usual stack.
     */
    public static final int MAX_DEPTH = 2500;

    private static final int UNROLLED_NULLS = 24;

    private Prologue() {}

    /** Whether positional arguments can simply be moved into the frame. */
    static boolean hasDirectEntry(CodeImage image) {
        return image.has(PyCode.CO_OPTIMIZED)
                && image.has(PyCode.CO_NEWLOCALS)
                && !image.has(PyCode.CO_VARARGS)
                && !image.has(PyCode.CO_VARKEYWORDS)
                && image.keywordOnlyCount() == 0;
    }

    /**
     * Where the entries are.
     *
     * @param direct the direct entry, or the framed one if there is none
     * @param resume the resume entry, or null if calls do not suspend
     */
    public record Entries(Label vector, Label direct, @Nullable Label resume) {}

    /** Whether the code has a direct entry for so many arguments. */
    public static boolean takes(CodeImage image, int arguments) {
        return hasDirectEntry(image) && image.argCount() == arguments;
    }

    /** No entry of its own: the code is entered at headers of loops. */
    static Entries none(MacroAssembler m) {
        m.align(16);
        Label start = m.newLabel();
        m.bind(start);
        return new Entries(start, start, null);
    }

    /** Emits header and entries. */
    static Entries emit(MacroAssembler m, CodeImage image, boolean suspends) {
        Label resume = suspends ? m.newLabel() : null;
        Label framed = m.newLabel();
        Label direct = m.newLabel();
        Label vector = m.newLabel();
        Label body = m.newLabel();
        boolean hasDirect = hasDirectEntry(image);
        m.align(16);
        if (resume == null) {
            m.embed(0);
        } else {
            m.embedDistance(resume);
        }
        m.embedDistance(framed);
        m.embed(hasDirect ? image.argCount() : -1);
        m.embedDistance(hasDirect ? direct : framed);
        m.bind(vector);
        m.comment("vector entry");
        m.address(Reg.TMP0, vector);
        m.jump(Stub.VECTOR_ENTRY.symbol());
        m.comment("framed entry");
        m.bind(framed);
        m.address(Reg.RET, body);
        m.jump(Stub.FRAMED_ENTRY.symbol());
        if (hasDirect) {
            m.comment("direct entry");
            m.bind(direct);
            emitDirect(m, image);
        }
        m.bind(body);
        link(m);
        return new Entries(vector, hasDirect ? direct : framed, resume);
    }

    /** Guards first, while nothing has been changed; then the frame, field by field. */
    private static void emitDirect(MacroAssembler m, CodeImage image) {
        Label bail = m.newNearLabel();
        Label lowStack = m.newNearLabel();
        Label ok = m.newNearLabel();
        int bytes = 8 * (InterpreterFrame.SPECIALS_WORDS + image.localsPlus() + image.stackSize());
        m.branch(
                Cond.LE,
                Width.W32,
                Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING),
                1,
                bail);
        branchIfDeep(m, lowStack);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP));
        m.add(Reg.ARG2, Reg.RET, bytes);
        m.branch(
                Cond.ABOVE,
                Width.W64,
                Mem.at(Reg.THREAD, ThreadState.DATASTACK_LIMIT),
                Reg.ARG2,
                ok);
        m.bind(bail);
        m.jump(Stub.DIRECT_BAIL.symbol());
        m.bind(lowStack);
        m.jump(Stub.DIRECT_BAIL_LOW_STACK.symbol());
        m.bind(ok);
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP), Reg.ARG2);
        m.enter();
        m.move(Reg.FRAME, Reg.RET);
        fillFrame(m, image);
    }

    /** Jumps if too many Python frames are on this thread. Changes {@code TMP0} only. */
    public static void branchIfDeep(MacroAssembler m, Label deep) {
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_LIMIT));
        m.sub(Width.W32, Reg.TMP0, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING));
        m.branch(Cond.GT, Width.W32, Reg.TMP0, MAX_DEPTH, deep);
    }

    private static void fillFrame(MacroAssembler m, CodeImage image) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyFunction.CODE));
        if (!image.immortal()) {
            m.addMem(Width.W64, Mem.at(Reg.TMP0, PyObject.REFCNT), 1);
        }
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE), Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.FUNCOBJ), Reg.ARG0);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyFunction.GLOBALS));
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyFunction.BUILTINS));
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS), Reg.ARG2);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS), Reg.ARG3);
        m.moveImm(Reg.RET, 0);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS), Reg.RET);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.FRAME_OBJ), Reg.RET);
        // stacktop = -1 (executing), return_offset = 0, owner = thread
        m.moveImm(Reg.ARG2, 0xFFFFFFFFL);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP), Reg.ARG2);
        int args = image.argCount();
        for (int i = 0; i < args; i++) {
            m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, 8 * i));
            m.store(Width.W64, localAt(i), Reg.ARG2);
        }
        clearLocals(m, args, image.localsPlus());
    }

    /** {@code RET} is 0. */
    private static void clearLocals(MacroAssembler m, int from, int to) {
        if (to - from <= UNROLLED_NULLS) {
            for (int i = from; i < to; i++) {
                m.store(Width.W64, localAt(i), Reg.RET);
            }
            return;
        }
        Label again = m.newLabel();
        m.moveImm(Reg.ARG2, from);
        m.bind(again);
        m.store(Width.W64, Mem.at(Reg.FRAME, Reg.ARG2, 8, InterpreterFrame.LOCALSPLUS), Reg.RET);
        m.add(Reg.ARG2, Reg.ARG2, 1);
        m.branch(Cond.LT, Width.W64, Reg.ARG2, to, again);
    }

    private static Mem localAt(int number) {
        return Mem.at(Reg.FRAME, InterpreterFrame.LOCALSPLUS + 8 * number);
    }

    /** {@code TMP0} is the code object. The frame counts as complete from its RESUME on. */
    private static void link(MacroAssembler m) {
        m.add(Reg.TMP0, Reg.TMP0, PyCode.CODE_ADAPTIVE);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR), Reg.TMP0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME));
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.PREVIOUS), Reg.RET);
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME), Reg.FRAME);
        m.addMem(Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), -1);
    }
}
