package dev.justjit.region.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs blocks: ints, and lists that are named by their number. {@code HOLD} is what can be observed: it
 * writes its operand to the log. An exit writes its unit and the operands it holds.
 */
public final class BlockMachine {
    private static final int LIST = 4;

    private final Map<VReg, Long> values = new HashMap<>();
    private final long[][] lists = new long[3][LIST];
    private final List<String> log = new ArrayList<>();
    private int done;
    private int safepoints;

    /** What is observed until the log has {@code most} lines, or the blocks end. */
    public static List<String> run(List<Block> blocks, Map<VReg, Long> start, int most) {
        return new BlockMachine().walk(blocks, start, most).log;
    }

    /** How many operations that takes, ends of blocks included. */
    public static int operations(List<Block> blocks, Map<VReg, Long> start, int most) {
        return new BlockMachine().walk(blocks, start, most).done;
    }

    /** How many safepoints are passed meanwhile. */
    public static int safepoints(List<Block> blocks, Map<VReg, Long> start, int most) {
        return new BlockMachine().walk(blocks, start, most).safepoints;
    }

    private BlockMachine walk(List<Block> blocks, Map<VReg, Long> start, int most) {
        values.putAll(start);
        Block block = blocks.get(0);
        while (block != null && log.size() < most && done < 100_000) {
            block = step(block);
        }
        return this;
    }

    private Block step(Block block) {
        for (Op op : block.ops) {
            done++;
            if (!execute(op)) {
                leave(op.exit);
                return null;
            }
        }
        if (block.exit != null) {
            leave(block.exit);
            return null;
        }
        done++;
        return block.condition != null && holds(block.condition) ? block.taken : block.next;
    }

    private void leave(Exit exit) {
        StringBuilder line = new StringBuilder("exit " + exit.unit);
        for (VReg reg : exit.held) {
            line.append(' ').append(get(reg));
        }
        log.add(line.toString());
    }

    private long get(VReg reg) {
        return reg.constant != null ? reg.constant : values.getOrDefault(reg, 0L);
    }

    private boolean holds(Condition condition) {
        long right = condition.right() == null ? condition.immediate() : get(condition.right());
        long left = get(condition.left());
        return switch (condition.cond()) {
            case LT -> left < right;
            case GE -> left >= right;
            case EQ -> left == right;
            default -> left != right;
        };
    }

    /** Answers whether the operation does not leave. */
    private boolean execute(Op op) {
        if (op.kind == Op.Kind.SAFEPOINT) {
            safepoints++;
            return true;
        }
        long a = op.a == null ? 0 : get(op.a);
        long b = op.b == null ? op.immediate : get(op.b);
        switch (op.kind) {
            case HOLD -> log.add("hold " + a);
            case GUARD -> {
                return !holds(op.condition);
            }
            case LENGTH, LIST_ITEMS -> set(op, op.kind == Op.Kind.LENGTH ? LIST : a);
            case LIST_ITEM, STORE_OBJECT -> {
                long length = op.length == null ? LIST : get(op.length);
                if (b < 0 || b >= length) {
                    return false;
                }
                long[] list = lists[(int) (op.items == null ? a : get(op.items)) % lists.length];
                if (op.kind == Op.Kind.LIST_ITEM) {
                    set(op, list[(int) b]);
                } else {
                    list[(int) b] = get(op.c);
                }
            }
            default -> set(op, compute(op.kind, a, b));
        }
        return true;
    }

    private void set(Op op, long value) {
        values.put(op.dst, value);
    }

    private static long compute(Op.Kind kind, long a, long b) {
        return switch (kind) {
            case MOVE -> a;
            case SET -> b;
            case ADD_WRAP -> a + b;
            case SUB_WRAP -> a - b;
            case AND -> a & b;
            case XOR -> a ^ b;
            default -> throw new IllegalStateException(kind.name());
        };
    }
}
