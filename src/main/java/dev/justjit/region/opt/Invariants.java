package dev.justjit.region.opt;

import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Liveness;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.VRegs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What does not change in a loop. */
final class Invariants {
    private final Set<Block> body;
    private final VRegs regs;
    private final Map<VReg, Integer> definitions = new HashMap<>();
    private final boolean writes;

    /** Defined in the loop, but always the same. */
    private final Set<VReg> fixed = new HashSet<>();

    Invariants(Set<Block> body, VRegs regs) {
        this.body = body;
        this.regs = regs;
        boolean isWriting = false;
        for (Block block : body) {
            for (Op op : block.ops) {
                if (op.dst != null) {
                    definitions.merge(op.dst, 1, Integer::sum);
                }
                isWriting |= Redundancy.writesMemory(op);
            }
        }
        writes = isWriting;
    }

    /**
     * Takes length and address of elements out of accesses to lists that stay the same, so that
     * they are invariants of their own. Answers whether the loop computes something that does not
     * change.
     */
    boolean prepare() {
        boolean found = false;
        boolean changed = true;
        while (changed) {
            int before = fixed.size();
            for (Block block : body) {
                for (Op op : block.ops) {
                    found |= isInvariant(op) && !Redundancy.isMove(op);
                }
            }
            changed = fixed.size() > before;
        }
        Map<VReg, Op> lengths = new HashMap<>();
        Map<VReg, Op> items = new HashMap<>();
        for (Block block : body) {
            found |= splitAccesses(block, lengths, items);
        }
        return found;
    }

    private boolean isInvariant(Op op) {
        if (!Redundancy.canBeRemoved(op) || writes && Redundancy.readsMemory(op)) {
            return false;
        }
        if (!Liveness.uses(op).stream().allMatch(this::isFixed)) {
            return false;
        }
        if (op.dst == null) {
            return true;
        }
        if (definitions.getOrDefault(op.dst, 0) == 1) {
            fixed.add(op.dst);
            return true;
        }
        return false;
    }

    private boolean isFixed(VReg reg) {
        return !definitions.containsKey(reg) || fixed.contains(reg);
    }

    private boolean splitAccesses(Block block, Map<VReg, Op> lengths, Map<VReg, Op> items) {
        List<Op> split = new ArrayList<>();
        boolean found = false;
        for (Op op : block.ops) {
            VReg sequence = op.a;
            if (sequence == null || !isFixed(sequence) || !op.isListAccess()) {
                split.add(op);
                continue;
            }
            VReg length = part(Op.Kind.LENGTH, sequence, lengths, split);
            VReg first = part(Op.Kind.LIST_ITEMS, sequence, items, split);
            split.add(op.ofParts(first, length));
            found = true;
        }
        block.ops.clear();
        block.ops.addAll(split);
        return found;
    }

    /** One operation for all accesses to the sequence. */
    private VReg part(Op.Kind kind, VReg sequence, Map<VReg, Op> parts, List<Op> to) {
        Op part =
                parts.computeIfAbsent(
                        sequence,
                        key -> {
                            VReg dst = regs.temporary(VReg.Bank.GENERAL);
                            return new Op(kind, dst, key, null, 0);
                        });
        to.add(part);
        return Objects.requireNonNull(part.dst);
    }
}
