package dev.justjit.stock;

import dev.justjit.abi.layout.ThreadState;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Relocation;
import dev.justjit.masm.Width;
import dev.justjit.record.LoopWords;
import dev.justjit.store.LinkTable;
import dev.justjit.tiering.Policy;

/**
 * What stored machine code calls where there is no JVM (see {@code justjit._runtime}), and what is too slow, or not
 * possible, in Python: filling in relocations, and writing to pages that may hold the machine code of whoever writes.
 *
 * <p>Nothing here runs Python but {@link HostCode.Entry#PENDING_PYTHON}, which CPython calls between two instructions:
 * in the end it raises what handlers of signals raise that have arrived meanwhile.
 */
final class RuntimeCode {
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXECUTE = 5;

    /** Calls of Python functions, one in another, that what is called may make. */
    private static final int OWN_RECURSION = 200;

    private final MacroAssembler m;
    private final HostCode host;

    RuntimeCode(MacroAssembler m, HostCode host) {
        this.m = m;
        this.host = host;
    }

    void emit() {
        pending();
        request(HostCode.Entry.ASKED);
        request(HostCode.Entry.LEFT);
        doubt();
        loopIsHot();
        relocate();
        takeRequests();
        takeWord();
        publish();
    }

    /** Adds the pending call. Needs no GIL. */
    static void ask(MacroAssembler m) {
        m.load(Width.W64, Reg.ARG0, HostCode.word(HostBlock.INTERPRETER));
        m.load(Width.W64, Reg.ARG1, HostCode.word(HostBlock.PENDING_PYTHON));
        m.moveImm(Reg.ARG2, 0);
        m.moveImm(Reg.ARG3, 0);
        m.call(HostCode.word(HostBlock.ADD_PENDING_CALL));
    }

    /** The same with the GIL, unless one is on its way. */
    private void askOnce() {
        Label asked = m.newLabel();
        m.branch(Cond.NE, Width.W64, HostCode.word(HostBlock.ASKING), 0, asked);
        ask(m);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, asked); // too many wait
        m.storeImm(Width.W64, HostCode.word(HostBlock.ASKING), 1);
        m.bind(asked);
    }

    /**
     * As a tool's code: the program's tracers do not see it, its handlers of signals run when it is done, and it has
     * room where the program is near its limit of recursion.
     */
    private void pending() {
        Mem tracing = Mem.at(Reg.SAVED0, ThreadState.TRACING);
        Mem recursion = Mem.at(Reg.SAVED0, ThreadState.PY_RECURSION_REMAINING);
        Label main = m.newLabel();
        Label raised = m.newLabel();
        Label out = m.newLabel();
        host.begin(HostCode.Entry.PENDING_PYTHON);
        m.storeImm(Width.W64, HostCode.word(HostBlock.ASKING), 0);
        m.branch(Cond.NE, Width.W64, HostCode.word(HostBlock.ENDED), 0, out);
        m.call(HostCode.word(HostBlock.THREAD_STATE_GET));
        m.move(Reg.SAVED0, Reg.RET);
        holdSignals();
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, 0, main);
        HostCode.letOthersCall(m, Reg.SAVED0);
        m.bind(main);
        m.addMem(Width.W32, tracing, 1);
        m.addMem(Width.W32, recursion, OWN_RECURSION);
        m.load(Width.W64, Reg.ARG0, HostCode.word(HostBlock.CALLABLE));
        m.call(HostCode.word(HostBlock.CALL_NO_ARGS));
        m.addMem(Width.W32, recursion, -OWN_RECURSION);
        m.addMem(Width.W32, tracing, -1);
        releaseSignals();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        m.move(Reg.ARG0, Reg.RET);
        m.call(HostCode.word(HostBlock.DEC_REF));
        m.call(HostCode.word(HostBlock.CHECK_SIGNALS));
        m.leaveToC();
        m.bind(raised);
        ask(m); // which looks for signals in the end
        m.moveImm(Reg.RET, -1);
        m.leaveToC();
        m.bind(out);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    /**
     * No thread is Python's main one, if it is this one. {@code SAVED1} is where Python has it, or 0; native word 0 is
     * what was there.
     */
    private void holdSignals() {
        Label held = m.newLabel();
        Label others = m.newLabel();
        m.load(Width.W64, Reg.SAVED1, HostCode.word(HostBlock.MAIN_THREAD));
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, held);
        m.call(HostCode.word(HostBlock.PTHREAD_SELF));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.SAVED1, 0), Reg.RET, others);
        m.store(Width.W64, Mem.nativeWord(0), Reg.RET);
        m.storeImm(Width.W64, Mem.at(Reg.SAVED1, 0), 0);
        m.jump(held);
        m.bind(others);
        m.moveImm(Reg.SAVED1, 0);
        m.bind(held);
    }

    /** Keeps {@code RET}. */
    private void releaseSignals() {
        Label released = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, released);
        m.load(Width.W64, Reg.TMP0, Mem.nativeWord(0));
        m.store(Width.W64, Mem.at(Reg.SAVED1, 0), Reg.TMP0);
        m.bind(released);
    }

    private void request(HostCode.Entry entry) {
        Label full = m.newLabel();
        Reg function = entry == HostCode.Entry.ASKED ? Reg.ARG0 : Reg.ARG1;
        host.begin(entry);
        m.load(Width.W64, Reg.TMP0, HostCode.word(HostBlock.REQUESTED));
        m.branch(Cond.GE, Width.W64, Reg.TMP0, HostBlock.MOST_REQUESTS, full);
        m.incref(function, Reg.RET);
        if (entry == HostCode.Entry.LEFT) {
            m.add(function, function, 1);
        }
        m.store(
                Width.W64,
                Mem.at(Reg.DATA, Reg.TMP0, Long.BYTES, HostBlock.REQUESTS.offset()),
                function);
        m.addMem(Width.W64, HostCode.word(HostBlock.REQUESTED), 1);
        askOnce();
        m.bind(full);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    /** The code leaves at every check from now on, as in a process without its host. */
    private void doubt() {
        Label known = m.newLabel();
        host.begin(HostCode.Entry.DOUBT);
        m.branch(Cond.NE, Width.W64, HostCode.word(HostBlock.DOUBTED), 0, known);
        m.storeImm(Width.W64, HostCode.word(HostBlock.DOUBTED), 1);
        m.load(Width.W64, Reg.TMP0, HostCode.word(HostBlock.RUNTIME_DATA));
        m.storeImm(Width.W64, Mem.at(Reg.TMP0, JitData.OK_VERSION), -1);
        m.storeImm(Width.W64, Mem.at(Reg.TMP0, JitData.QUIET_VERSION), -1);
        m.storeImm(Width.W64, Mem.at(Reg.TMP0, JitData.FORKED), 1);
        askOnce();
        m.bind(known);
        m.moveImm(Reg.RET, 1);
        m.leaveToC();
    }

    /**
     * The first time it is asked again after as many passes as are worth a JVM, then never. A loop with regions, none of
     * which fits what the frame holds, tries them again.
     */
    private void loopIsHot() {
        Label without = m.newLabel();
        Label again = m.newLabel();
        Label early = m.newLabel();
        host.begin(HostCode.Entry.LOOP_HOT);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG0, LoopWords.ENTRY), 0, without);
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), Policy.STORED_MISFIT_PASSES);
        m.jump(early);
        m.bind(without);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, LoopWords.BACKOFF), 1, again);
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, LoopWords.BACKOFF), 2);
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), Policy.STORED_LOOP_PASSES);
        m.jump(early);
        m.bind(again);
        m.moveImm(Reg.TMP0, LoopWords.NEVER);
        m.store(Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), Reg.TMP0);
        m.load(Width.W64, Reg.TMP0, HostCode.word(HostBlock.EARLY_START_NANOS));
        m.branch(Cond.LE, Width.W64, HostCode.word(HostBlock.START_NANOS), Reg.TMP0, early);
        m.store(Width.W64, HostCode.word(HostBlock.START_NANOS), Reg.TMP0);
        m.bind(early);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    private void relocate() {
        Label again = m.newLabel();
        Label half = m.newLabel();
        Label word = m.newLabel();
        Label next = m.newLabel();
        Label done = m.newLabel();
        host.begin(HostCode.Entry.RELOCATE);
        m.bind(again);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, Reg.ARG3, done);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG2, 0));
        m.shiftRight(Reg.TMP0, Reg.RET, LinkTable.SYMBOL_SHIFT);
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.ARG4, Reg.TMP0, Long.BYTES, 0));
        m.shiftLeft(Reg.SAVED1, Reg.RET, Long.SIZE - LinkTable.KIND_SHIFT);
        m.shiftRight(Reg.SAVED1, Reg.SAVED1, Long.SIZE - LinkTable.KIND_SHIFT);
        m.shiftRight(Reg.RET, Reg.RET, LinkTable.KIND_SHIFT);
        m.shiftLeft(Reg.RET, Reg.RET, Long.SIZE - (LinkTable.SYMBOL_SHIFT - LinkTable.KIND_SHIFT));
        m.shiftRight(Reg.RET, Reg.RET, Long.SIZE - (LinkTable.SYMBOL_SHIFT - LinkTable.KIND_SHIFT));
        m.branch(Cond.EQ, Width.W64, Reg.RET, LinkTable.WORD, word);
        m.branch(Cond.EQ, Width.W64, Reg.RET, Relocation.Kind.LOWER_HALF.ordinal(), half);
        m.sub(Reg.SAVED0, Reg.SAVED0, Reg.ARG1);
        m.sub(Reg.SAVED0, Reg.SAVED0, Reg.SAVED1);
        m.add(Reg.SAVED0, Reg.SAVED0, -Integer.BYTES);
        m.bind(half);
        m.store(Width.W32, Mem.at(Reg.ARG0, Reg.SAVED1, 1, 0), Reg.SAVED0);
        m.jump(next);
        m.bind(word);
        m.store(Width.W64, Mem.at(Reg.ARG0, Reg.SAVED1, 1, 0), Reg.SAVED0);
        m.bind(next);
        m.add(Reg.ARG2, Reg.ARG2, Long.BYTES);
        m.jump(again);
        m.bind(done);
        m.leaveToC();
    }

    /** In one go: a thread that gets the GIL between two instructions of Python's may ask, too. */
    private void takeRequests() {
        host.begin(HostCode.Entry.TAKE_REQUESTS);
        m.address(Reg.ARG1, HostCode.word(HostBlock.REQUESTS));
        m.moveImm(Reg.ARG2, Long.BYTES * HostBlock.MOST_REQUESTS);
        m.call(HostCode.word(HostBlock.MEMCPY));
        m.load(Width.W64, Reg.RET, HostCode.word(HostBlock.REQUESTED));
        m.storeImm(Width.W64, HostCode.word(HostBlock.REQUESTED), 0);
        m.leaveToC();
    }

    private void takeWord() {
        host.begin(HostCode.Entry.TAKE_WORD);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, 0));
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, 0), 0);
        m.leaveToC();
    }

    /** Native words: 0 address, 1 bytes, 2 length. No machine code of the pages runs meanwhile but their callers. */
    private void publish() {
        Label refused = m.newLabel();
        host.begin(HostCode.Entry.PUBLISH);
        m.store(Width.W64, Mem.nativeWord(0), Reg.ARG0);
        m.store(Width.W64, Mem.nativeWord(1), Reg.ARG1);
        m.store(Width.W64, Mem.nativeWord(2), Reg.ARG2);
        m.move(Reg.SAVED0, Reg.ARG3);
        m.move(Reg.SAVED1, Reg.ARG4);
        protect(PROT_READ_WRITE);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, refused);
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(0));
        m.load(Width.W64, Reg.ARG1, Mem.nativeWord(1));
        m.load(Width.W64, Reg.ARG2, Mem.nativeWord(2));
        m.call(HostCode.word(HostBlock.MEMCPY));
        protect(PROT_READ_EXECUTE);
        m.bind(refused);
        m.leaveToC();
    }

    private void protect(int protection) {
        m.move(Reg.ARG0, Reg.SAVED0);
        m.move(Reg.ARG1, Reg.SAVED1);
        m.moveImm(Reg.ARG2, protection);
        m.call(HostCode.word(HostBlock.MPROTECT));
    }
}
