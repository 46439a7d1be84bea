package dev.justjit.compile;

import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.masm.Label;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where control goes from an instruction that stands alone: its template is used between two canonical states of the
 * frame, and what comes before and after it is not made of the bytecode in its order.
 */
public final class ControlTargets {
    private final int reservedWords;
    private final boolean reliesOnLocals;
    private final Map<Integer, Label> targets = new HashMap<>();
    private final @Nullable Label handler;
    private final @Nullable Departures departures;
    private @Nullable HandlerEntry entry;

    /**
     * ControlTargets out of inlined code, from its own frame, which is {@code FRAME}.
     *
     * @param tools the interpreter goes on in the canonical frame, whose position is set, because a tool is active
     * @param others the same for other reasons
     * @param unwinds an exception leaves the code; the stack is empty
     */
    public record Departures(Label tools, Label others, Label unwinds) {}

    /**
     * @param handler where the handler's code is, with the exception pushed on the canonical stack; null if there is none
     * @param reservedWords so many of the last native words keep their values
     * @param reliesOnLocals whether the code behind it may not go on where others could have changed locals
     */
    public ControlTargets(@Nullable Label handler, int reservedWords, boolean reliesOnLocals) {
        this(handler, reservedWords, reliesOnLocals, null);
    }

    /**
     * Of an instruction of inlined code, on a frame of its own.
     *
     * @param handler see the other
     * @param reservedWords see the other
     */
    public ControlTargets(@Nullable Label handler, int reservedWords, Departures departures) {
        this(handler, reservedWords, false, departures);
    }

    private ControlTargets(
            @Nullable Label handler,
            int reservedWords,
            boolean reliesOnLocals,
            @Nullable Departures departures) {
        this.departures = departures;
        this.handler = handler;
        this.reliesOnLocals = reliesOnLocals;
        this.reservedWords = reservedWords;
    }

    /** Lets control that goes on at the unit go to the label. */
    public void add(int unit, Label target) {
        targets.put(unit, target);
    }

    Label to(int unit) {
        Label target = targets.get(unit);
        if (target == null) {
            throw new IllegalStateException("no way to unit " + unit);
        }
        return target;
    }

    /** The ways out of inlined code; null: it is not inlined. */
    @Nullable Departures departures() {
        return departures;
    }

    int reservedWords() {
        return reservedWords;
    }

    boolean reliesOnLocals() {
        return reliesOnLocals;
    }

    /** Where the instruction's exceptions go on. */
    Label handlerEntry(Emission e, ExceptionTable.Entry table) {
        HandlerEntry made = entry;
        if (made == null) {
            made = new HandlerEntry(e, table);
            entry = made;
        }
        return made.entry();
    }

    /** Where the handler's own code is. */
    Label handler() {
        Label there = handler;
        if (there == null) {
            throw new IllegalStateException("no way to a handler");
        }
        return there;
    }
}
