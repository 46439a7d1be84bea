package dev.justjit.region.emit;

import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Prologue;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FunctionFrame;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.List;

/**
 * How deep functions that are called with registers call each other: as deep as the recursion limit and
 * the native stack allow. The region computes once where the stack pointer then is; functions only look
 * at that. A function that calls nothing does not look at all: its callers leave room for it.
 */
public final class CallDepth {
    private static final Mem REMAINING = Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING);
    private static final Mem LIMIT = Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_LIMIT);
    private static final Mem FLOOR = Mem.at(Reg.DATA, JitData.CALL_FLOOR);

    private CallDepth() {}

    /**
     * At the entry of a region whose words are reserved: sets the floor, or fails if the interpreter
     * could not call any function. Changes {@code RET} and {@code TMP0}.
     *
     * @param callers frames of the functions that call others
     */
    public static void limit(MacroAssembler m, List<FunctionFrame> callers, Label fail) {
        m.comment("how deep functions may call each other");
        m.load(Width.W32, Reg.RET, REMAINING);
        m.branch(Cond.LE, Width.W32, Reg.RET, 1, fail);
        if (!callers.isEmpty()) {
            int least = callers.stream().mapToInt(FunctionFrame::bytes).min().orElseThrow();
            setFloor(m, least);
        }
    }

    /** {@code RET} = {@code REMAINING}; no frame is smaller. */
    private static void setFloor(MacroAssembler m, int least) {
        Label low = m.newLabel();
        Label positive = m.newLabel();
        m.load(Width.W32, Reg.TMP0, LIMIT);
        m.sub(Reg.TMP0, Reg.RET, Reg.TMP0);
        m.add(Reg.TMP0, Reg.TMP0, Prologue.MAX_DEPTH);
        m.add(Reg.RET, Reg.RET, -2);
        m.branch(Cond.LE, Width.W64, Reg.RET, Reg.TMP0, low);
        m.move(Reg.RET, Reg.TMP0);
        m.bind(low);
        m.branch(Cond.GE, Width.W64, Reg.RET, 0, positive);
        m.moveImm(Reg.RET, 0);
        m.bind(positive);
        m.moveImm(Reg.TMP0, least);
        m.mul(Reg.RET, Reg.RET, Reg.TMP0);
        m.stackPointer(Reg.TMP0);
        m.sub(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.store(Width.W64, FLOOR, Reg.TMP0);
    }

    /** At the entry of a function that calls others: jumps if it may not. Changes {@code TMP0}. */
    static void check(MacroAssembler m, Label tooDeep) {
        m.stackPointer(Reg.TMP0);
        m.branch(Cond.ABOVE_EQ, Width.W64, FLOOR, Reg.TMP0, tooDeep);
    }
}
