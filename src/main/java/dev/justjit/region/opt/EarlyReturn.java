package dev.justjit.region.opt;

import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.VReg;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first test of a function when it returns after it, as recursion often ends: done with the arguments where the
 * caller has put them, before there is a frame.
 *
 * @param condition when it returns
 * @param block what returns
 * @param rest where it goes on
 */
public record EarlyReturn(Condition condition, Block block, Block rest) {

    /** What can be done before there is a frame, or null. */
    public static @Nullable EarlyReturn of(List<Block> blocks, List<VReg> parameters) {
        Block first = blocks.get(0);
        Condition condition = first.condition;
        Block taken = first.taken;
        Block next = first.next;
        if (!first.ops.isEmpty() || condition == null || taken == null || next == null) {
            return null;
        }
        for (Block block : blocks) {
            if (block.next == first || block.taken == first) {
                return null;
            }
        }
        boolean isReadable =
                parameters.contains(condition.left())
                        && (condition.right() == null || parameters.contains(condition.right()));
        if (isReadable && returnsAtOnce(taken, parameters)) {
            return new EarlyReturn(condition, taken, next);
        }
        if (isReadable && returnsAtOnce(next, parameters)) {
            return new EarlyReturn(condition.inverse(), next, taken);
        }
        return null;
    }

    private static boolean returnsAtOnce(Block block, List<VReg> parameters) {
        VReg value = block.returned;
        return block.returns
                && block.ops.isEmpty()
                && (value == null || value.constant != null || parameters.contains(value));
    }
}
