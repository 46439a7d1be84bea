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
    private @Nullable HandlerEntry entry;

    /**
     * @param handler where the handler's code is, with the exception pushed on the canonical stack; null if there is none
     * @param reservedWords so many of the last native words keep their values
     * @param reliesOnLocals whether the code behind it may not go on where others could have changed locals
     */
    public ControlTargets(@Nullable Label handler, int reservedWords, boolean reliesOnLocals) {
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
