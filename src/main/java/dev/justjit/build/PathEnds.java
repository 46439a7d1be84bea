package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import java.util.ArrayList;
import java.util.List;

/** Where paths through one instruction end, which meet behind it. */
final class PathEnds {
    private final Builder b;
    private final List<End> ends = new ArrayList<>();

    private record End(Block block, Builder.Point point) {}

    PathEnds(Builder b) {
        this.b = b;
    }

    /** The path that is built ends here. */
    void add() {
        ends.add(new End(b.block(), b.point()));
        b.abandon();
    }

    /**
     * Control goes on behind the instruction.
     *
     * @param mergePoints of the code that the instruction is in
     */
    void join(MergePoints mergePoints, Insn insn) {
        if (ends.isEmpty()) {
            b.abandon();
        } else if (ends.size() == 1) {
            goOn(ends.get(0), insn);
        } else {
            Merge merge = mergePoints.meeting(insn.next());
            for (End each : ends) {
                goOn(each, insn);
                b.finish();
                b.jump(merge);
            }
            b.begin(merge, LoopSlots.NONE);
            b.states().goOn(insn);
        }
    }

    private void goOn(End end, Insn insn) {
        b.continueIn(end.block(), end.point());
        b.states().goOn(insn);
    }
}
