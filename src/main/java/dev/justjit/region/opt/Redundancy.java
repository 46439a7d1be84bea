package dev.justjit.region.opt;

import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Liveness;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes operations whose result is there already: the same operation was done on all ways to them, and
 * neither its operands nor its result were written since. In copies of a loop's body that is what does
 * not change in the loop. (Available expressions, by a forward flow over the blocks.)
 */
public final class Redundancy {
    private final List<Block> blocks;

    /** Operations that are in several blocks. */
    private final List<Op> facts = new ArrayList<>();

    private final Map<Op, Integer> numbers = new HashMap<>();

    /** Facts that do not survive a write to the register. */
    private final Map<VReg, BitSet> killedBy = new HashMap<>();

    private final BitSet killedByWrites = new BitSet();

    private Redundancy(List<Block> ordered) {
        blocks = ordered;
    }

    /** Removes from blocks in their order. */
    public static void remove(List<Block> ordered) {
        Redundancy redundancy = new Redundancy(ordered);
        redundancy.findFacts();
        if (!redundancy.facts.isEmpty()) {
            redundancy.removeAvailable(redundancy.availableAtStart());
        }
    }

    // ---- kinds of operations ----

    /** Whether doing it again changes nothing. */
    static boolean canBeRemoved(Op op) {
        boolean isPure =
                switch (op.kind) {
                    case STORE_INT, STORE_DOUBLE, STORE_OBJECT, SET_SLOT, SET_NAMED, BUFFER_STORE ->
                            false;
                    case HOLD, CALL, LOAD_NAMED, SAFEPOINT, GUARD_BUFFER -> false;
                    default -> true;
                };
        return isPure && (op.dst == null || !Liveness.uses(op).contains(op.dst));
    }

    /** Whether it is not worth a register. */
    static boolean isMove(Op op) {
        return switch (op.kind) {
            case MOVE, SET, DMOVE -> true;
            default -> false;
        };
    }

    /** Whether its result depends on what {@link #writesMemory} may change. */
    static boolean readsMemory(Op op) {
        return switch (op.kind) {
            case LIST_ITEM, LIST_ELEMENT, UNBOX_INT, UNBOX_DOUBLE, GUARD_TYPE -> true;
            case BUFFER_ITEM, BUFFER_NEXT, LOAD_SLOT, LOAD_DATA, LOAD_DATA_DOUBLE -> true;
            default -> false;
        };
    }

    /** Whether it changes elements, numbers in place, or the frame; no list gets another length. */
    static boolean writesMemory(Op op) {
        return switch (op.kind) {
            case STORE_INT, STORE_DOUBLE, STORE_OBJECT, SET_SLOT, SET_NAMED, BUFFER_STORE -> true;
            case CALL, LOAD_NAMED -> true;
            default -> false;
        };
    }

    // ---- the flow ----

    private void findFacts() {
        Set<Op> seen = new HashSet<>();
        for (Block block : blocks) {
            for (Op op : block.ops) {
                if (!seen.add(op) && !numbers.containsKey(op) && canBeRemoved(op)) {
                    addFact(op);
                }
            }
        }
    }

    private void addFact(Op op) {
        int number = facts.size();
        facts.add(op);
        numbers.put(op, number);
        List<VReg> registers = Liveness.uses(op);
        if (op.dst != null) {
            registers.add(op.dst);
        }
        for (VReg reg : registers) {
            killedBy.computeIfAbsent(reg, key -> new BitSet()).set(number);
        }
        if (readsMemory(op)) {
            killedByWrites.set(number);
        }
    }

    /** Greatest solution: everything is available where nothing is known yet. */
    private BitSet[] availableAtStart() {
        BitSet[] atStart = new BitSet[blocks.size()];
        atStart[0] = new BitSet();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = 0; i < blocks.size(); i++) {
                BitSet available = atStart[i];
                if (available == null) {
                    continue;
                }
                Block block = blocks.get(i);
                BitSet out = (BitSet) available.clone();
                for (Op op : block.ops) {
                    after(op, out);
                }
                changed |= block.next != null && meet(atStart, block.next.start, out);
                changed |= block.taken != null && meet(atStart, block.taken.start, out);
            }
        }
        return atStart;
    }

    private static boolean meet(BitSet[] atStart, int block, BitSet available) {
        if (atStart[block] == null) {
            atStart[block] = (BitSet) available.clone();
            return true;
        }
        int before = atStart[block].cardinality();
        atStart[block].and(available);
        return atStart[block].cardinality() != before;
    }

    private void after(Op op, BitSet available) {
        if (writesMemory(op)) {
            available.andNot(killedByWrites);
        }
        BitSet killed = op.dst == null ? null : killedBy.get(op.dst);
        if (killed != null) {
            available.andNot(killed);
        }
        Integer number = numbers.get(op);
        if (number != null) {
            available.set(number);
        }
    }

    private void removeAvailable(BitSet[] atStart) {
        for (int i = 0; i < blocks.size(); i++) {
            BitSet available = atStart[i];
            List<Op> kept = new ArrayList<>();
            for (Op op : blocks.get(i).ops) {
                Integer number = numbers.get(op);
                if (number == null || !available.get(number)) {
                    kept.add(op);
                    after(op, available);
                }
            }
            blocks.get(i).ops.clear();
            blocks.get(i).ops.addAll(kept);
        }
    }
}
