package dev.justjit.lower;

import dev.justjit.ir.Block;
import dev.justjit.ir.Effects;
import dev.justjit.ir.Memory;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import org.jspecify.annotations.Nullable;

/** Whether a graph relies on memory that Python code can change while pending events are handled. */
final class Reliance {
    private static final int OWN =
            Memory.ITERATOR.bit() | Memory.LOCALS.bit() | Memory.EXCEPTION.bit();

    private Reliance() {}

    /** Whether some node reads what others can write, whole instructions aside. */
    static boolean of(Order order) {
        for (Block block : order.blocks()) {
            for (Node node = block.first(); node != null; node = node.next()) {
                Effects effects = node.effects();
                boolean counts = effects.runsPython() || effects.finalizes() || node.is(Op.WATCH);
                if (!counts && (effects.reads() & ~OWN) != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether nothing but constants comes before the node in a call. */
    static boolean isFirst(Node node) {
        @Nullable Node before = node.previous();
        while (before != null && before.is(Op.CONST)) {
            before = before.previous();
        }
        return before == null && node.block().number() == 0;
    }
}
