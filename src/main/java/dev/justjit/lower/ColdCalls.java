package dev.justjit.lower;

import dev.justjit.ir.Node;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import java.util.List;
import java.util.function.UnaryOperator;

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
        void emit(UnaryOperator<Spot> moved, Spot own);
    }

    /**
     * Code out of the way at {@code entry}: registers that are needed behind the node are kept over {@code body}, and
     * then comes {@code rest}, which ends with a jump.
     */
    void put(Node node, Label entry, Body body, Runnable rest) {
        blocks.later(
                () -> {
                    m.bind(entry);
                    List<Spot> kept = function.ranges().lostAcross(node);
                    m.reserveWords(kept.size() + 1);
                    for (int i = 0; i < kept.size(); i++) {
                        access.move(Spot.reserved(i), kept.get(i));
                    }
                    body.emit(
                            spot -> kept.contains(spot) ? Spot.reserved(kept.indexOf(spot)) : spot,
                            Spot.reserved(kept.size()));
                    for (int i = 0; i < kept.size(); i++) {
                        access.move(kept.get(i), Spot.reserved(i));
                    }
                    m.releaseWords(kept.size() + 1);
                    rest.run();
                });
    }
}
