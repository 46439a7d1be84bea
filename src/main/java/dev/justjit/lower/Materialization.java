package dev.justjit.lower;

import dev.justjit.compile.Stub;
import dev.justjit.ir.Node;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Objects that only the graph knows are made, and put into their slots. */
final class Materialization {
    private final Function function;
    private final Access access;
    private final MacroAssembler m;
    private final VirtualObjects virtualObjects;

    Materialization(Function function, Access access) {
        this.function = function;
        this.access = access;
        m = function.masm();
        virtualObjects = new VirtualObjects(function, access);
    }

    /**
     * Makes objects and puts them into their slots.
     *
     * @param places of the parts of each; what an object is kept in gets it, if it is one that a slot may have to lose
     * @param alone whether there is only one
     */
    void put(Map<Node, List<Integer>> made, Map<Node, List<Location>> places, boolean alone) {
        for (Map.Entry<Node, List<Location>> each : places.entrySet()) {
            if (!alone && States.isKept(each.getKey())) {
                virtualObjects.make(each.getKey(), each.getValue());
                access.store(each.getValue().get(0), Reg.RET);
            }
        }
        for (Map.Entry<Node, List<Location>> each : places.entrySet()) {
            if (!alone && States.isKept(each.getKey())) {
                access.load(Reg.RET, each.getValue().get(0));
            } else {
                virtualObjects.make(each.getKey(), each.getValue());
            }
            put(Objects.requireNonNull(made.get(each.getKey())));
        }
    }

    /**
     * The same where the graph goes on with what it has.
     *
     * @param kept objects each of which may be in the slot of another one
     */
    void shown(
            Map<Node, List<Integer>> made, Map<Node, List<Location>> places, List<Location> kept) {
        kept.forEach(object -> count(object, () -> m.incref(Reg.ARG0, Reg.TMP0)));
        places.forEach(
                (value, parts) -> {
                    virtualObjects.make(value, parts);
                    put(Objects.requireNonNull(made.get(value)));
                });
        kept.forEach(object -> count(object, () -> m.call(Stub.RELEASE.symbol())));
    }

    private void count(Location object, Runnable change) {
        Label none = m.newLabel();
        access.load(Reg.ARG0, object);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, none);
        change.run();
        m.bind(none);
    }

    /** The object in {@code RET} goes to all these slots; what was in those of locals is let go of. */
    private void put(List<Integer> slots) {
        if (slots.size() > 1) {
            Label none = m.newLabel();
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
            for (int i = 1; i < slots.size(); i++) {
                m.incref(Reg.RET, Reg.TMP0);
            }
            m.bind(none);
        }
        Mem first = access.memory(Location.slot(slots.get(0)));
        for (int slot : slots) {
            Mem memory = access.memory(Location.slot(slot));
            if (slot != slots.get(0)) {
                m.load(Width.W64, Reg.RET, first);
            }
            if (slot >= function.locals()) {
                m.store(Width.W64, memory, Reg.RET);
                continue;
            }
            m.load(Width.W64, Reg.ARG0, memory);
            m.store(Width.W64, memory, Reg.RET);
            Label none = m.newLabel();
            m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, none);
            m.call(Stub.RELEASE.symbol());
            m.bind(none);
        }
    }
}
