package dev.justjit.compile;

import dev.justjit.abi.Opcode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Machine code on the interpreter's frame that is not made of the bytecode in its order: the entries of a function,
 * templates of single instructions between canonical states of the frame, and the ways out. What uses it places
 * everything else.
 *
 * <p>Unless a method says otherwise it may change {@code RET}, {@code ARG0..5}, {@code TMP0} and the doubles.
 */
public final class FrameCode {
    /** Arguments of a function that is inlined, at the most. */
    public static final int MOST_INLINED_ARGUMENTS = 12;

    /** Why code is left when others could be changing locals. */
    public static final String LOCALS_SEEN = "a frame object may have changed a local";

    /** The word that tells which of several exits is taken, by the number of its counter. */
    public static final Mem SITE = Mem.nativeWord(NativeFrame.FIRST_HOME - 1);

    /** Why code is left that relies on what others change. */
    public static final String PENDING = "something was pending";

    /** Why code is left whose callees have frames behind its own. */
    public static final String NO_ROOM = "the data stack has no room for frames of callees";

    /** Why code is left that frames enter in the middle. */
    public static final String ENDS = "the interpreter ends the call";

    private final Emission e;
    private final Prologue.Entries entries;
    private final TemplateTable templates;
    private final boolean[] used = new boolean[256];

    /** Of inlined code, by its number. */
    private final Map<Integer, Emission> inlined = new TreeMap<>();

    /** Where the stub is jumped to by which inlined callees end, or null: nothing does. */
    private @Nullable Label finishCallee;

    private @Nullable Label finishOperator;

    private FrameCode(Emission e, Prologue.Entries entries, TemplateTable templates) {
        this.e = e;
        this.entries = entries;
        this.templates = templates;
    }

    /** Emits the entries of the function; behind them the frame is complete at its first instruction. */
    public static FrameCode begin(
            MacroAssembler m, Flow flow, CompileOptions options, TemplateTable templates) {
        ResumeEntry.check(flow);
        Prologue.Entries entries = Prologue.emit(m, flow.image(), ResumeEntry.isNeeded(flow));
        return new FrameCode(
                new Emission(m, flow, entries, options.forGraph()), entries, templates);
    }

    /** Begins code that frames enter as they are, in the middle of the function. */
    public static FrameCode enter(
            MacroAssembler m, Flow flow, CompileOptions options, TemplateTable templates) {
        ResumeEntry.check(flow);
        Prologue.Entries entries = Prologue.none(m);
        return new FrameCode(
                new Emission(m, flow, entries, options.forGraph()), entries, templates);
    }

    /** Where the code goes. */
    public MacroAssembler masm() {
        return e.masm();
    }

    /** The code object. */
    public CodeImage image() {
        return e.image();
    }

    /** Memory of a local. */
    public Mem local(int number) {
        return e.local(number);
    }

    /** Memory of a stack position, 0 at the bottom. */
    public Mem slot(int position) {
        return e.slot(position);
    }

    /** The frame's {@code instr_ptr} = the unit. Changes {@code TMP0} only. */
    public void setInstrPtr(int unit) {
        e.setInstrPtr(unit);
    }

    /**
     * Emits one instruction. The stack is canonical before it and, if control goes on behind the code, after it. If a
     * tool was switched on meanwhile, the frame is left.
     *
     * @param depth entries of the stack before it
     * @return whether Python code may have run in it
     */
    public boolean template(Insn insn, int depth, ControlTargets ways) {
        return template(e, insn, depth, ways);
    }

    /**
     * The same for inlined code: on its own frame, which {@code FRAME} is.
     *
     * @param number of the code, which is not 0
     * @param flow its bytecode
     */
    public boolean template(int number, Flow flow, Insn insn, int depth, ControlTargets ways) {
        Emission own = inlined.computeIfAbsent(number, each -> new Emission(e, flow, each));
        e.masm().inlined(number);
        boolean ran = template(own, insn, depth, ways);
        e.masm().inlined(0);
        return ran;
    }

    private boolean template(Emission e, Insn insn, int depth, ControlTargets ways) {
        place(e, insn, depth, ways);
        used[insn.opcode().number()] = true;
        if (insn.start() != insn.offset()) {
            used[Opcode.EXTENDED_ARG.number()] = true;
        }
        e.takeRanPython();
        templates.emit(e, insn);
        if (!insn.endsBlock()) {
            e.flush();
            if (e.takeRanPython() && !insn.isJump()) {
                e.watchpoint(insn.next());
            }
        }
        return e.ranInInstruction;
    }

    /** The stack is canonical at the instruction, with so many entries. */
    private void place(Insn insn, int depth, ControlTargets ways) {
        place(e, insn, depth, ways);
    }

    private static void place(Emission e, Insn insn, int depth, ControlTargets ways) {
        e.beginAlone(e.flow().indexOf(insn.start()), depth, ways);
    }

    /** {@code RETURN_VALUE} of what is in {@code SAVED0}; the stack is empty. */
    public void returnSaved(Insn insn) {
        place(insn, 0, new ControlTargets(null, 0, false));
        used[insn.opcode().number()] = true;
        templates.emitReturn(e);
    }

    /** {@code RETURN_VALUE} of what is in a local; the stack is empty. */
    public void returnLocal(Insn insn, int local) {
        place(insn, 0, new ControlTargets(null, 0, false));
        used[insn.opcode().number()] = true;
        e.pushLocal(local);
        templates.emit(e, insn);
    }

    /** Whether no later version of the code would be left less for this reason. */
    public static boolean isNobodysFault(String reason) {
        return reason.equals(DeoptExit.TOOL)
                || reason.equals(PENDING)
                || reason.equals(ENDS)
                || reason.equals(NO_ROOM);
    }

    /** The instruction raised, on a canonical stack. */
    public void raise(Insn insn, int depth, ControlTargets ways) {
        place(insn, depth, ways);
        e.masm().jump(e.raise());
    }

    /** Jumps if something is pending or a tool is active. Changes {@code TMP0} only. */
    public void branchUnlessQuiet(Label target) {
        e.branchUnlessQuiet(target);
    }

    /** Address of a counter of the instruction's, which nobody else has. */
    public Symbol counter(Insn insn, String name) {
        int number = e.sites().number(insn.offset(), insn.opcode().name(), name);
        return Symbol.blobData(Long.BYTES * number);
    }

    /** {@code RET} = 1 if a tool is active, else 0; what else is pending waits for a safepoint. */
    public void loadWatch() {
        MacroAssembler m = e.masm();
        Label pending = m.newLabel();
        Label known = m.newLabel();
        e.branchUnlessQuiet(pending);
        m.moveImm(Reg.RET, 0);
        m.jump(known);
        m.bind(pending);
        m.call(Stub.WATCH.symbol());
        m.bind(known);
    }

    /** Leaves with a canonical stack: the interpreter goes on at the unit. Counted by the instruction and the reason. */
    public void leave(Insn insn, int unit, int depth, String reason) {
        place(insn, depth, new ControlTargets(null, 0, false));
        DeoptExit.exit(e, 0, unit, depth, reason);
    }

    /** Number of the counter of exits at the instruction for the reason. */
    public int site(Insn insn, String reason) {
        return e.sites().number(insn.offset(), insn.opcode().name(), reason);
    }

    /** Leaves like the other, counted where {@link #SITE} says. */
    public void leave(Insn insn, int unit, int depth) {
        place(insn, depth, new ControlTargets(null, 0, false));
        DeoptExit.exitShared(e, unit, depth);
    }

    /**
     * Handles what is pending with a canonical stack; then goes on in other machine code for the unit, or leaves. An
     * exception is the instruction's.
     */
    public void leaveAtSafepoint(Insn insn, int unit, int depth, ControlTargets ways) {
        place(insn, depth, ways);
        e.setInstrPtr();
        DeoptExit.exit(e, ExitRecord.SAFEPOINT, unit, depth, DeoptExit.TOOL);
        e.masm().branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        DeoptExit.exit(e, 0, unit, depth, PENDING);
    }

    /** Counts an exit from code that is inlined in the call that the instruction is, by the instruction and the reason. */
    public void countExit(Insn insn, int depth, String reason) {
        place(insn, depth, new ControlTargets(null, 0, false));
        MacroAssembler m = e.masm();
        m.load(Reg.ARG0, Symbol.blobData(8 * e.siteNumber(reason)));
        m.call(Stub.COUNT_EXIT.symbol());
    }

    /** Lets a callee go on to its end and then its caller, as a {@link CalleeRecord} says: see {@link Stub#FINISH_CALLEE}. */
    public void finishCallee(long callee) {
        Label finish = finishCallee;
        if (finish == null) {
            finish = e.masm().newLabel();
            finishCallee = finish;
        }
        boolean running = e.departure() == Departure.RUNNING;
        e.masm().callWithData(finish, running ? callee | CalleeRecord.RUNNING : callee);
    }

    /** The same of a special method; {@code end} is an {@link OperatorEnd}: see {@link Stub#FINISH_OPERATOR}. */
    public void finishOperator(long callee, int end) {
        Label finish = finishOperator;
        if (finish == null) {
            finish = e.masm().newLabel();
            finishOperator = finish;
        }
        e.masm().moveImm(Reg.ARG2, end);
        boolean running = e.departure() == Departure.RUNNING;
        e.masm().callWithData(finish, running ? callee | CalleeRecord.RUNNING : callee);
    }

    /** Emits what was put off, and ends the code, which was made of such a graph. */
    public CodeBlob finish(GraphFacts facts) {
        if (entries.resume() != null) {
            ResumeEntry.emit(e, entries.resume());
        }
        cold(e);
        for (Emission each : inlined.values()) {
            e.masm().inlined(each.inlined());
            cold(each);
        }
        e.masm().inlined(0);
        if (finishCallee != null) {
            e.masm().bind(finishCallee);
            e.masm().jump(Stub.FINISH_CALLEE.symbol());
        }
        if (finishOperator != null) {
            e.masm().bind(finishOperator);
            e.masm().jump(Stub.FINISH_OPERATOR.symbol());
        }
        MacroAssembler.MachineCode code = e.masm().finish();
        return new CodeBlob(
                image().name(),
                code.bytes(),
                code.poolOffset(),
                code.pool(),
                code.relocations(),
                e.masm().positionOf(entries.vector()),
                e.sites().all(),
                e.caches(),
                opcodes(),
                code.listing(),
                List.of(),
                new int[0],
                e.handBackOffsets(),
                new int[0],
                facts);
    }

    private static void cold(Emission e) {
        for (int i = 0; i < e.cold().size(); i++) {
            ColdCode cold = e.cold().get(i);
            e.resumeAt(cold);
            if (e.masm().keepsListing()) {
                e.masm().comment("cold: " + cold.source() + " at " + cold.insn().offset());
            }
            e.masm().bind(cold.entry());
            e.positionAtEntry(cold);
            cold.emit(e);
        }
    }

    private List<String> opcodes() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            if (used[i]) {
                names.add(Opcode.of(i).name());
            }
        }
        return names;
    }
}
