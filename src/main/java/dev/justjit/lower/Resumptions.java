package dev.justjit.lower;

import dev.justjit.compile.NotCompiled;
import dev.justjit.ir.Block;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import org.jspecify.annotations.Nullable;

/**
 * Frames that go on in machine code after they were suspended by the interpreter: it may have gone where the graph would
 * have left, and then nothing holds that the graph has proved before.
 */
final class Resumptions {
    private Resumptions() {}

    /**
     * @throws NotCompiled if the graph leaves anywhere, and knows something of a frame that goes on
     */
    static void check(Order order) {
        boolean leaves = false;
        for (Block block : order.blocks()) {
            for (Node node = block.first(); node != null; node = node.next()) {
                leaves |= leaves(node);
            }
        }
        for (Block block : order.blocks()) {
            for (Node node = block.first(); leaves && node != null; node = node.next()) {
                if (isSuspending(node)) {
                    for (int way = 0; way < Math.max(1, node.targets()); way++) {
                        check(States.behind(node, way));
                    }
                }
            }
        }
    }

    /** Whether the interpreter may go on from the node with what the graph does not expect. */
    private static boolean leaves(Node node) {
        return !States.isWhole(node)
                && node.before() != null
                && !node.is(Op.SAFEPOINT)
                && !node.is(Op.WATCH);
    }

    private static boolean isSuspending(Node node) {
        return node.is(Op.GENERIC)
                && switch (node.instruction().opcode()) {
                    case YIELD_VALUE, SEND -> true;
                    default -> false;
                };
    }

    private static void check(@Nullable FrameState state) {
        Opaque opaque = new Opaque(value -> false); // a copy that lives over it is refused later
        if (state != null && !(opaque.locals(state) && isUnknown(state))) {
            throw new NotCompiled("something is known of a frame that goes on");
        }
    }

    /** A local that is not bound may have been bound elsewhere; entries of the stack are what they are. */
    private static boolean isUnknown(FrameState state) {
        for (int i = 0; i < state.locals(); i++) {
            if (state.local(i).type().is(Kind.NULL)) {
                return false;
            }
        }
        for (int i = 0; i < state.depth(); i++) {
            if (!Opaque.isUnknown(state.stack(i))) {
                return false;
            }
        }
        return true;
    }
}
