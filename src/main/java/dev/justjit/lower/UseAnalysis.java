package dev.justjit.lower;

import dev.justjit.ir.FrameState;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which values a node needs in places of their own: those that no slot of the frame holds for it. */
final class UseAnalysis {
    private final int locals;
    private final CalleeFrames frames;

    UseAnalysis(int locals, CalleeFrames frames) {
        this.locals = locals;
        this.frames = frames;
    }

    /**
     * What the node works on.
     *
     * @param needed takes what no slot holds
     * @param served takes what a slot holds
     */
    void operands(Node node, @Nullable Node[] held, Consumer<Node> needed, Consumer<Node> served) {
        if (States.isWhole(node)) {
            FrameState before = node.before();
            if (before != null) {
                frames.entries(
                        before,
                        (slot, value) -> {
                            if (held[slot] != value) {
                                content(value, held, needed);
                            }
                        });
            }
        } else if (!States.isVirtual(node) && !node.is(Op.RESULT) && !Conditions.isFlags(node)) {
            inputs(node, held, needed, served);
        }
    }

    private static void inputs(
            Node node, @Nullable Node[] held, Consumer<Node> needed, Consumer<Node> served) {
        for (int i = 0; i < node.inputs().size(); i++) {
            Node input = node.input(i);
            if (Conditions.isFlags(input)) {
                inputs(input, held, needed, served);
            } else {
                value(input, held, needed, served);
            }
        }
    }

    /** What the frame is made of where the node leaves. */
    void exits(Node node, @Nullable Node[] held, @Nullable Node[] behind, Consumer<Node> needed) {
        if (States.isWhole(node)) {
            return; // the frame is what the interpreter wants to see
        }
        state(node.before(), held, needed);
        state(node.after(), behind, needed);
    }

    private void state(@Nullable FrameState state, @Nullable Node[] held, Consumer<Node> needed) {
        if (state == null) {
            return;
        }
        for (FrameState each = state; each != null; each = each.parent()) {
            frame(each, held, needed);
        }
    }

    private void frame(FrameState state, @Nullable Node[] held, Consumer<Node> needed) {
        if (state.parent() != null) {
            for (int i = 0; i < state.values().size(); i++) {
                content(state.values().get(i), held, needed);
            }
            return;
        }
        entries(state, held, needed);
        for (int i = 0; i < state.locals(); i++) {
            if (!state.isInSlot(i)) {
                content(state.local(i), held, needed);
            }
        }
        @Nullable Node[] unchanged = held.clone(); // locals may be others when Python ran
        Arrays.fill(unchanged, 0, locals, null);
        for (int i = state.values().size() - state.rest(); i < state.values().size(); i++) {
            value(state.values().get(i), unchanged, needed);
        }
    }

    private void entries(@Nullable FrameState state, @Nullable Node[] held, Consumer<Node> needed) {
        for (int i = 0; state != null && i < state.depth(); i++) {
            if (held[locals + i] != States.origin(state.stack(i))) {
                content(state.stack(i), held, needed);
            }
        }
    }

    /** What an exit makes an object of. */
    private static void content(Node value, @Nullable Node[] held, Consumer<Node> needed) {
        States.parts(value).forEach(part -> value(part, held, needed));
    }

    private static void value(Node value, @Nullable Node[] held, Consumer<Node> needed) {
        value(value, held, needed, served -> {});
    }

    private static void value(
            Node value, @Nullable Node[] held, Consumer<Node> needed, Consumer<Node> served) {
        Node origin = States.origin(value);
        if (!origin.is(Op.CONST)) {
            (SlotFlow.find(held, origin) < 0 ? needed : served).accept(origin);
        }
    }
}
