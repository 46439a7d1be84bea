package dev.justjit.build;

import dev.justjit.ir.FrameState;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** References that an instruction took from the frame and has to let go of at its end. */
final class PendingReleases {
    /** The last one goes first. */
    private final List<Node> objects = new ArrayList<>();

    /** Goes before what is there: it was lower on the stack. */
    void add(Node object) {
        if (!References.isImmortal(object)) {
            objects.add(object);
        }
    }

    /** Goes after what is there. */
    void addLast(Node object) {
        if (!References.isImmortal(object)) {
            objects.add(0, object);
        }
    }

    /**
     * Lets go of all.
     *
     * @param after gives the frame after the instruction
     */
    void release(Builder b, Supplier<FrameState> after) {
        while (!objects.isEmpty()) {
            Node object = objects.remove(objects.size() - 1);
            boolean quiet = object.type().diesQuietly();
            if (!quiet && (b.frame().isInlined() || b.frame().isAgain())) {
                b.references().ownBorrowedFromDying(object);
                b.append(Op.RELEASE_QUIETLY, null, object).setBefore(ending(after, object));
                b.states().done();
                continue;
            }
            if (!quiet) {
                b.states().ends(() -> ending(after, object));
                b.references().ownBorrowed(true);
            }
            Object detail = quiet ? null : GenericInstructions.instruction(b.insn());
            Node release = b.append(Op.RELEASE, detail, object);
            if (quiet) {
                b.states().done();
            } else {
                b.nodes().finalizes(release, after.get());
            }
        }
    }

    /** The frame after the instruction, which still has to let go of an object and what comes after that. */
    private FrameState ending(Supplier<FrameState> after, Node object) {
        FrameState state = after.get();
        state.addRest(object);
        rest().forEach(state::addRest);
        return state;
    }

    /** What is still to go, in order. */
    List<Node> rest() {
        List<Node> rest = new ArrayList<>(objects);
        Collections.reverse(rest);
        return rest;
    }

    void clear() {
        objects.clear();
    }

    List<Node> copy() {
        return List.copyOf(objects);
    }

    void load(List<Node> copy) {
        objects.clear();
        objects.addAll(copy);
    }
}
