package dev.justjit.lower;

import dev.justjit.bytecode.Insn;
import dev.justjit.compile.FrameCode;
import dev.justjit.ir.FrameState;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** The code of all exits that make the same frame in the same way, though for different reasons. */
final class ExitBody {
    private final FrameCode code;
    private final MacroAssembler m;
    private final BlockCode blocks;
    private final Insn insn;
    private final int unit;

    /** Makes the frame, and answers how many entries its stack has. */
    private final IntSupplier frame;

    /**
     * Where and why.
     *
     * @param at the instruction at which the exit is counted
     */
    private record Cause(Insn at, String reason) {}

    /** Where to jump. */
    private final Map<Cause, Label> entries = new LinkedHashMap<>();

    private final Label shared;
    private boolean isEmitted;
    private boolean isShared;

    /**
     * @param frame makes the frame, and answers how many entries its stack has
     */
    ExitBody(Function function, BlockCode blocks, FrameState state, IntSupplier frame) {
        code = function.code();
        m = function.masm();
        this.blocks = blocks;
        insn = function.instructions().of(state.instruction());
        unit = function.instructions().unit(state);
        this.frame = frame;
        shared = m.newLabel();
    }

    /** Whether more exits can lead here. */
    boolean isOpen() {
        return !isEmitted || isShared;
    }

    /** Where to jump to leave for the reason, which is counted at the instruction. */
    Label to(Insn at, String reason) {
        Cause cause = new Cause(at, reason);
        Label entry = entries.get(cause);
        if (entry != null) {
            return entry;
        }
        Label added = m.newLabel();
        if (entries.isEmpty()) {
            blocks.later(this::emit);
        } else if (isEmitted) {
            blocks.later(
                    () -> {
                        enter(cause, added);
                        m.jump(shared);
                    });
        }
        entries.put(cause, added);
        return added;
    }

    private void emit() {
        isEmitted = true;
        isShared = entries.size() > 1;
        if (!isShared) {
            entries.forEach(this::emitAlone);
            return;
        }
        int left = entries.size();
        for (Map.Entry<Cause, Label> each : entries.entrySet()) {
            enter(each.getKey(), each.getValue());
            if (--left > 0) {
                m.jump(shared);
            }
        }
        m.bind(shared);
        m.store(Width.W64, FrameCode.SITE, Reg.TMP0);
        code.leave(insn, unit, frame.getAsInt());
    }

    private void emitAlone(Cause cause, Label entry) {
        begin(cause, entry);
        code.leave(cause.at, unit, frame.getAsInt(), cause.reason);
    }

    private void enter(Cause cause, Label entry) {
        begin(cause, entry);
        m.moveImm(Reg.TMP0, code.site(cause.at, cause.reason));
    }

    private void begin(Cause cause, Label entry) {
        m.bind(entry);
        if (m.keepsListing()) {
            m.comment("exit: " + cause.reason);
        }
    }
}
