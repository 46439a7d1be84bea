package dev.justjit.compile;

import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where suspended frames of a generator, coroutine or asynchronous generator go on: {@code ARG0} =
 * the frame, linked, its generator marked as executing, the sent value pushed. {@code instr_ptr} says
 * where; an instruction after which nothing suspends goes to the interpreter.
 */
public final class ResumeEntry {
    /** Bytes of SEND with its cache. */
    public static final int SEND_BYTES = 4;

    /** Bytes from SEND to the RESUME after its YIELD_VALUE; all delegation is compiled to this. */
    public static final int SEND_TO_RESUME = SEND_BYTES + 2;

    /** So many comparisons in a row at most; more are searched by halves. */
    private static final int IN_A_ROW = 4;

    private final MacroAssembler m;
    private final List<Point> points;

    private ResumeEntry(Emission e) {
        m = e.masm();
        points = new ArrayList<>(e.resumePoints());
        points.sort(Comparator.comparingInt(Point::unit));
    }

    /** Where frames whose {@code instr_ptr} is {@code unit} go on. */
    record Point(int unit, Label place) {}

    /** Whether frames of the code outlive its calls. */
    static boolean isNeeded(Flow flow) {
        return (flow.image().flags() & PyCode.CO_ANY_GENERATOR) != 0;
    }

    /**
     * The interpreter trusts its compiler that {@code RETURN_GENERATOR} comes first, once, and only in
     * code with the flag. So must machine code, which writes beside the frame at a {@code yield}.
     *
     * @throws NotCompiled if it is not so
     */
    static void check(Flow flow) {
        int makes = 0;
        boolean straight = true;
        boolean yields = false;
        for (int i = 0; i < flow.insns().size(); i++) {
            Opcode opcode = flow.insns().get(i).opcode();
            boolean make = opcode == Opcode.RETURN_GENERATOR;
            if (makes == 0 && (flow.isEntered(i) || !make && !isPrologue(opcode))) {
                straight = false;
            }
            makes += make ? 1 : 0;
            yields |= opcode == Opcode.YIELD_VALUE;
            if (opcode == Opcode.YIELD_VALUE && !isKnownYield(flow, i)) {
                throw new NotCompiled("a yield from is not as the compiler makes it");
            }
        }
        if (isNeeded(flow) ? makes != 1 || !straight : makes != 0 || yields) {
            throw new NotCompiled("its flags and its first instructions do not agree");
        }
    }

    /** A plain yield, or that of {@code SEND; YIELD_VALUE 1; RESUME; JUMP_BACKWARD_NO_INTERRUPT}. */
    private static boolean isKnownYield(Flow flow, int index) {
        List<Insn> insns = flow.insns();
        if (index + 1 >= insns.size() || insns.get(index + 1).opcode() != Opcode.RESUME) {
            return false;
        }
        if (insns.get(index).oparg() == 0) {
            return true;
        }
        if (insns.get(index).oparg() != 1 || index == 0 || index + 2 >= insns.size()) {
            return false;
        }
        Insn send = insns.get(index - 1);
        Insn jump = insns.get(index + 2);
        return send.opcode() == Opcode.SEND
                && send.start() == send.offset()
                && jump.opcode() == Opcode.JUMP_BACKWARD_NO_INTERRUPT
                && jump.target() == send.offset();
    }

    private static boolean isPrologue(Opcode opcode) {
        return opcode == Opcode.COPY_FREE_VARS
                || opcode == Opcode.MAKE_CELL
                || opcode == Opcode.NOP
                || opcode == Opcode.EXTENDED_ARG;
    }

    /**
     * Emits the entry behind the body.
     *
     * @throws NotCompiled if there is a SEND, at which an exception of the frame that it delegates to may come up, for
     *     which no code was emitted: the interpreter would send again
     */
    static void emit(Emission e, Label entry) {
        ResumeEntry made = new ResumeEntry(e);
        made.checkDelegations(e.flow());
        made.m.comment("resume entry");
        made.m.bind(entry);
        made.m.enter();
        made.m.move(Reg.FRAME, Reg.ARG0);
        made.m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR));
        made.m.load(Width.W64, Reg.TMP0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        made.m.sub(Reg.RET, Reg.RET, Reg.TMP0);
        Label other = made.m.newLabel();
        made.search(0, made.points.size(), other);
        made.m.bind(other);
        made.m.jump(e.departure().deopt().symbol());
    }

    private void checkDelegations(Flow flow) {
        for (int i = 0; i < flow.insns().size(); i++) {
            Insn insn = flow.insns().get(i);
            boolean delegates = insn.opcode() == Opcode.SEND && flow.isReachable(i);
            if (delegates && points.stream().noneMatch(point -> point.unit() == insn.offset())) {
                throw new NotCompiled("it delegates in code that it is known to leave before");
            }
        }
    }

    /** {@code RET} = byte offset of the instruction from the code object. */
    private void search(int from, int to, Label other) {
        if (to - from > IN_A_ROW) {
            int middle = (from + to) / 2;
            Label lower = m.newLabel();
            m.branch(Cond.BELOW, Width.W64, Reg.RET, offset(points.get(middle).unit()), lower);
            search(middle, to, other);
            m.bind(lower);
            search(from, middle, other);
            return;
        }
        // the start comes last: it is taken once
        for (int i = to - 1; i >= from; i--) {
            Label next = m.newLabel();
            m.branch(Cond.NE, Width.W64, Reg.RET, offset(points.get(i).unit()), next);
            m.storeImm(
                    Width.W32,
                    Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP),
                    InterpreterFrame.EXECUTING);
            m.jump(points.get(i).place());
            m.bind(next);
        }
        m.jump(other);
    }

    private static int offset(int unit) {
        return PyCode.CODE_ADAPTIVE + 2 * unit;
    }
}
