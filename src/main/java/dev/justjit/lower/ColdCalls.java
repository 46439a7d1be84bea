package dev.justjit.lower;

import dev.justjit.ir.Node;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Calls out of the way, which keep all registers that somebody needs. */
final class ColdCalls {
    private final Function function;
    private final Access access;
    private final BlockCode blocks;
    private final MacroAssembler m;

    ColdCalls(Function function, Access access, BlockCode blocks) {
        this.function = function;
        this.access = access;
        this.blocks = blocks;
        m = function.masm();
    }

    /** Code that is told where the values are that were in registers, and a word of its own. */
    interface Body {
        void emit(UnaryOperator<Location> moved, Location own);
    }

    /**
     * Code out of the way at {@code entry}: registers that are needed behind the node are kept over {@code body}, and
     * then comes {@code rest}, which ends with a jump.
     */
    void put(Node node, Label entry, Body body, Runnable rest) {
        @Nullable Node[] behind = blocks.behind();
        blocks.later(
                () -> {
                    m.bind(entry);
                    List<LiveRange> lost = function.ranges().lostAcross(node);
                    List<Location> registers = new ArrayList<>();
                    lost.forEach(range -> registers.add(range.location));
                    m.reserveWords(lost.size() + 1);
                    for (int i = 0; i < lost.size(); i++) {
                        access.move(Location.reserved(i), registers.get(i));
                    }
                    body.emit(
                            location ->
                                    registers.contains(location)
                                            ? Location.reserved(registers.indexOf(location))
                                            : location,
                            Location.reserved(lost.size()));
                    for (int i = 0; i < lost.size(); i++) {
                        boolean served = SlotFlow.find(behind, lost.get(i).value) >= 0;
                        if (!served) {
                            access.move(registers.get(i), Location.reserved(i));
                        }
                    }
                    m.releaseWords(lost.size() + 1);
                    lost.forEach(range -> reload(range, behind));
                    function.ranges().keptAcross(node).forEach(range -> reload(range, behind));
                    rest.run();
                });
    }

    /** Others may have changed what is in a slot. */
    private void reload(LiveRange range, @Nullable Node[] behind) {
        Location register = range.location;
        if (register != null && SlotFlow.find(behind, range.value) >= 0) {
            access.move(register, function.location(range.value, behind));
        }
    }
}
