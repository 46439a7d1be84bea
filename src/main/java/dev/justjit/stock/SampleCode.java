package dev.justjit.stock;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Isa;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * The machine code by which {@code justjit._sampler} sees where a program is: the handler of a timer's signal, in the
 * thread that is seen. It reads the chain of frames as it is at any instruction, by {@code process_vm_readv}, for
 * which a wrong address is an error and no crash; it changes nothing of Python's.
 *
 * <p>A sample is words: its bytes; where the thread was; the timer's value, which stands for the thread; seconds and
 * nanoseconds of the monotonic clock; {@link SampleBlock#RETURNS} return addresses into machine code, the innermost
 * first, or 0; then a code object and an instruction pointer for each frame, the innermost first.
 *
 * <p>A signal may come while a frame is being pushed, so a frame may still name what was there before. Only code
 * objects that are alive then are noted, and they live on: see {@link #keep}.
 */
final class SampleCode {
    /** C functions. */
    enum Entry {
        /** {@code void handler(int, siginfo_t *, ucontext_t *)}. */
        SIGNAL,
        /** {@code int watcher(PyCodeEvent, PyCodeObject *)}: code that is in a sample lives on. */
        CODE_EVENT
    }

    private static final int CLOCK_MONOTONIC = 1;
    private static final int PY_CODE_EVENT_DESTROY = 1;

    /** Where the kernel's {@code siginfo} has the timer's value. */
    private static final int VALUE_IN_INFO = 24;

    /** Where {@code ucontext_t} has the program counter and the stack pointer. */
    private record Context(int counter, int stack) {}

    private static final Context X64 = new Context(168, 160);
    private static final Context A64 = new Context(440, 432);

    private static final int WORD = Long.BYTES;
    private static final int FIRST_RETURN = 5;

    /** Bytes of a code object up to its flags. */
    private static final int CODE_HEAD = PyCode.FLAGS + Integer.BYTES;

    // words of the native frame
    private static final Mem ERRNO = Mem.nativeWord(0);
    private static final Mem VALUE = Mem.nativeWord(1);
    private static final Mem LEFT = Mem.nativeWord(2);
    private static final Mem PLACE = Mem.nativeWord(3);
    private static final Mem CURSOR = Mem.nativeWord(4);

    private final MacroAssembler m;
    private final Context context;

    private SampleCode(MacroAssembler m, Context context) {
        this.m = m;
        this.context = context;
    }

    /** Emits all entries; their offsets by {@link Entry#ordinal()}. */
    static int[] emit(MacroAssembler m, Isa isa) {
        SampleCode code = new SampleCode(m, isa == Isa.X64 ? X64 : A64);
        int[] entries = new int[Entry.values().length];
        m.align(16);
        entries[Entry.SIGNAL.ordinal()] = m.position();
        code.signal();
        m.align(16);
        entries[Entry.CODE_EVENT.ordinal()] = m.position();
        code.codeEvent();
        return entries;
    }

    private static Mem word(SampleBlock word) {
        return Mem.at(Reg.DATA, word.offset());
    }

    private void load(Reg dst, SampleBlock word) {
        m.load(Width.W64, dst, word(word));
    }

    /** {@code SAVED0} = the context, later the sample; {@code SAVED1} = the thread's state, later its frame. */
    private void signal() {
        Label out = m.newLabel();
        Label inside = m.newLabel();
        Label full = m.newLabel();
        m.enterFromC();
        m.move(Reg.SAVED0, Reg.ARG2);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, VALUE_IN_INFO));
        m.store(Width.W64, VALUE, Reg.TMP0);
        m.call(word(SampleBlock.ERRNO_LOCATION));
        m.load(Width.W32, Reg.RET, Mem.at(Reg.RET, 0));
        m.store(Width.W64, ERRNO, Reg.RET);
        m.call(word(SampleBlock.GETPID));
        m.branch(Cond.NE, Width.W64, word(SampleBlock.PROCESS), Reg.RET, out);
        m.call(word(SampleBlock.THREAD_STATE_GET));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, inside);
        m.addMem(Width.W64, word(SampleBlock.OUTSIDE), 1);
        m.jump(out);
        m.bind(inside);
        m.move(Reg.SAVED1, Reg.RET);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED1, ThreadState.INTERP));
        m.branch(Cond.NE, Width.W64, word(SampleBlock.INTERPRETER), Reg.TMP0, out);
        load(Reg.ARG0, SampleBlock.NEXT);
        m.branch(Cond.BELOW_EQ, Width.W64, word(SampleBlock.END), Reg.ARG0, full);
        header();
        returns();
        load(Reg.SAVED0, SampleBlock.NEXT);
        frames();
        m.jump(out);
        m.bind(full);
        m.addMem(Width.W64, word(SampleBlock.DROPPED), 1);
        m.bind(out);
        m.call(word(SampleBlock.ERRNO_LOCATION));
        m.load(Width.W64, Reg.TMP0, ERRNO);
        m.store(Width.W32, Mem.at(Reg.RET, 0), Reg.TMP0);
        m.leaveToC();
    }

    private void header() {
        load(Reg.ARG1, SampleBlock.NEXT);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED0, context.counter));
        m.store(Width.W64, Mem.at(Reg.ARG1, WORD), Reg.TMP0);
        m.load(Width.W64, Reg.TMP0, VALUE);
        m.store(Width.W64, Mem.at(Reg.ARG1, 2 * WORD), Reg.TMP0);
        m.address(Reg.ARG1, Mem.at(Reg.ARG1, 3 * WORD));
        m.moveImm(Reg.ARG0, CLOCK_MONOTONIC);
        m.call(word(SampleBlock.CLOCK_GETTIME));
    }

    /** What looks like return addresses into machine code, in the innermost part of the native stack. */
    private void returns() {
        Label again = m.newLabel();
        Label other = m.newLabel();
        Label done = m.newLabel();
        load(Reg.ARG4, SampleBlock.NEXT);
        for (int i = 0; i < SampleBlock.RETURNS; i++) {
            m.storeImm(Width.W64, Mem.at(Reg.ARG4, WORD * (FIRST_RETURN + i)), 0);
        }
        m.branch(Cond.EQ, Width.W64, word(SampleBlock.CODE_SIZE), 0, done);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, context.stack));
        m.moveImm(Reg.ARG1, WORD * SampleBlock.STACK_WORDS);
        read();
        m.shiftRightSigned(Reg.RET, Reg.RET, 3); // words, or -1
        m.address(Reg.ARG0, word(SampleBlock.SCRATCH));
        load(Reg.ARG1, SampleBlock.NEXT);
        m.address(Reg.ARG2, Mem.at(Reg.ARG1, WORD * SampleBlock.HEADER_WORDS));
        m.address(Reg.ARG1, Mem.at(Reg.ARG1, WORD * FIRST_RETURN));
        load(Reg.ARG3, SampleBlock.CODE_BASE);
        m.bind(again);
        m.branch(Cond.LE, Width.W64, Reg.RET, 0, done);
        m.add(Reg.RET, Reg.RET, -1);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG0, 0));
        m.add(Reg.ARG0, Reg.ARG0, WORD);
        m.sub(Reg.ARG4, Reg.ARG5, Reg.ARG3);
        m.branch(Cond.BELOW_EQ, Width.W64, word(SampleBlock.CODE_SIZE), Reg.ARG4, other);
        m.store(Width.W64, Mem.at(Reg.ARG1, 0), Reg.ARG5);
        m.add(Reg.ARG1, Reg.ARG1, WORD);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, Reg.ARG2, done);
        m.bind(other);
        m.jump(again);
        m.bind(done);
    }

    /** Copies {@code ARG1} bytes at {@code ARG0} to the scratch; {@code RET} = how many there were, or -1. */
    private void read() {
        m.store(Width.W64, word(SampleBlock.REMOTE_BASE), Reg.ARG0);
        m.store(Width.W64, word(SampleBlock.REMOTE_SIZE), Reg.ARG1);
        m.store(Width.W64, word(SampleBlock.LOCAL_SIZE), Reg.ARG1);
        load(Reg.ARG0, SampleBlock.PROCESS);
        m.address(Reg.ARG1, word(SampleBlock.LOCAL_BASE));
        m.moveImm(Reg.ARG2, 1);
        m.address(Reg.ARG3, word(SampleBlock.REMOTE_BASE));
        m.moveImm(Reg.ARG4, 1);
        m.moveImm(Reg.ARG5, 0);
        m.call(word(SampleBlock.VM_READ));
    }

    private void frames() {
        Label again = m.newLabel();
        Label done = m.newLabel();
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED1, ThreadState.CURRENT_FRAME));
        m.store(Width.W64, CURSOR, Reg.TMP0);
        m.address(Reg.TMP0, Mem.at(Reg.SAVED0, WORD * SampleBlock.HEADER_WORDS));
        m.store(Width.W64, PLACE, Reg.TMP0);
        m.moveImm(Reg.TMP0, SampleBlock.MOST_FRAMES);
        m.store(Width.W64, LEFT, Reg.TMP0);
        m.bind(again);
        m.load(Width.W64, Reg.ARG0, CURSOR);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, done);
        m.branch(Cond.EQ, Width.W64, LEFT, 0, done);
        m.addMem(Width.W64, LEFT, -1);
        m.moveImm(Reg.ARG1, InterpreterFrame.LOCALSPLUS);
        read();
        m.branch(Cond.NE, Width.W64, Reg.RET, InterpreterFrame.LOCALSPLUS, done);
        scratch(Reg.ARG0, InterpreterFrame.EXECUTABLE);
        scratch(Reg.ARG1, InterpreterFrame.INSTR_PTR);
        scratch(Reg.ARG2, InterpreterFrame.PREVIOUS);
        m.store(Width.W64, CURSOR, Reg.ARG2);
        m.load(Width.W64, Reg.ARG2, PLACE);
        m.store(Width.W64, Mem.at(Reg.ARG2, 0), Reg.ARG0);
        m.store(Width.W64, Mem.at(Reg.ARG2, WORD), Reg.ARG1);
        keep(again);
        m.addMem(Width.W64, PLACE, 2 * WORD);
        m.jump(again);
        m.bind(done);
        m.load(Width.W64, Reg.ARG0, PLACE);
        m.sub(Reg.ARG1, Reg.ARG0, Reg.SAVED0);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 0), Reg.ARG1);
        m.store(Width.W64, word(SampleBlock.NEXT), Reg.ARG0);
    }

    /**
     * Marks the code object {@code ARG0}, which is also at {@code PLACE}; jumps to {@code next} if there is none, or one
     * of the interpreter's own stubs, which are read-only. What has been marked is alive from then on.
     *
     * <p>Of other memory the head tells. A count is less than 2**32, also that of an immortal object, and not 0. In a
     * free block of this size CPython's allocators have 0 or the address of another one there, which is in mapped memory
     * and so above 2**32; the C library's has something of its own in place of the type, too.
     */
    private void keep(Label next) {
        Label known = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, next);
        m.move(Reg.ARG1, Reg.ARG0);
        mark(Reg.ARG1);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, SampleBlock.MARKS.offset()), Reg.ARG0, known);
        m.moveImm(Reg.ARG1, CODE_HEAD);
        read();
        m.branch(Cond.NE, Width.W64, Reg.RET, CODE_HEAD, next);
        m.branch(Cond.EQ, Width.W32, scratch(PyObject.REFCNT), 0, next);
        m.branch(Cond.NE, Width.W32, scratch(PyObject.REFCNT + Integer.BYTES), 0, next);
        load(Reg.ARG0, SampleBlock.CODE_TYPE);
        m.branch(Cond.NE, Width.W64, scratch(PyObject.TYPE), Reg.ARG0, next);
        Mem flags = scratch(PyCode.FLAGS);
        m.branchTest(Cond.NE, Width.W32, flags, PyCode.CO_NO_MONITORING_EVENTS, next);
        m.load(Width.W64, Reg.ARG1, PLACE);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, 0));
        m.move(Reg.ARG1, Reg.ARG0);
        mark(Reg.ARG1);
        m.store(Width.W64, Mem.at(Reg.ARG1, SampleBlock.MARKS.offset()), Reg.ARG0);
        m.bind(known);
    }

    private void scratch(Reg dst, int offset) {
        m.load(Width.W64, dst, scratch(offset));
    }

    private static Mem scratch(int offset) {
        return Mem.at(Reg.DATA, SampleBlock.SCRATCH.offset() + offset);
    }

    /** {@code DATA} + the hash of the code object {@code code}, there. Changes {@code TMP0}. */
    private void mark(Reg code) {
        m.shiftRight(code, code, SampleBlock.MARK_SHIFT);
        m.moveImm(Reg.TMP0, SampleBlock.MARK_BYTES - WORD);
        m.and(code, code, Reg.TMP0);
        m.add(code, code, Reg.DATA);
    }

    /** One more reference keeps a code object that is about to be freed, as CPython allows. */
    private void codeEvent() {
        Label out = m.newLabel();
        m.enterFromC();
        m.branch(Cond.NE, Width.W32, Reg.ARG0, PY_CODE_EVENT_DESTROY, out);
        m.move(Reg.SAVED0, Reg.ARG1);
        mark(Reg.ARG1);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, SampleBlock.MARKS.offset()), 0, out);
        m.addMem(Width.W64, Mem.at(Reg.SAVED0, 0), 1);
        m.bind(out);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }
}
