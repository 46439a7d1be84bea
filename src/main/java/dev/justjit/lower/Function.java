package dev.justjit.lower;

import dev.justjit.analysis.Flow;
import dev.justjit.compile.FrameCode;
import dev.justjit.ir.Block;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import dev.justjit.masm.MacroAssembler;
import org.jspecify.annotations.Nullable;

/**
 * A function whose values have their places: what all emitters work on.
 *
 * @param code the machine code
 * @param graph what it is made of
 * @param order of its blocks
 * @param flow the bytecode
 * @param instructions of the bytecode
 * @param slots what the frame's slots hold
 * @param ranges where values have places
 * @param frames of callees
 * @param words native words that hold some of them
 */
record Function(
        FrameCode code,
        Graph graph,
        Order order,
        Flow flow,
        InstructionTable instructions,
        SlotFlow slots,
        LiveRanges ranges,
        CalleeFrames frames,
        int words) {
    MacroAssembler masm() {
        return code.masm();
    }

    /** What others may change without this function's noticing. */
    UnknownLocals unknownLocals() {
        return new UnknownLocals(
                value -> {
                    LiveRange range = ranges.of(value);
                    return range != null && !range.narrow.isEmpty(); // others are read again
                });
    }

    int locals() {
        return code.image().localsPlus();
    }

    /** The place of a value, or null if nothing needs one. */
    @Nullable Location place(Node value) {
        LiveRange range = ranges.of(value);
        return range == null ? null : range.location;
    }

    /** The place that a value has at the start of a block, or null if it needs none there. */
    @Nullable Location placeIn(Block block, Node value) {
        LiveRange range = ranges.of(value);
        return range == null || !ranges.isIn(range, block) ? null : range.location;
    }

    /** Where a value is to be found: in memory that holds it, or else in its place. */
    Location location(Node value, @Nullable Node[] held) {
        Node origin = States.origin(value);
        if (origin.is(Op.CONST)) {
            return Location.of(origin);
        }
        int slot = SlotFlow.find(held, origin);
        if (slot >= 0) {
            return slot < slots.size() ? Location.slot(slot) : Location.word(slot - slots.size());
        }
        Location place = place(origin);
        if (place == null) {
            throw new IllegalStateException(origin + " has no place");
        }
        return place;
    }

    /** Where a node finds a value that it works on: in a register if it is in one, else where it is in memory. */
    Location operand(Node value, @Nullable Node[] held) {
        LiveRange range = ranges.of(States.origin(value));
        Location location = range == null || !range.isWide() ? null : range.location;
        return location != null && location.isRegister() ? location : location(value, held);
    }
}
