package dev.justjit.region.alloc;

import dev.justjit.masm.FReg;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Liveness;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Linear scan over live intervals (Poletto and Sarkar, 1999): one interval and one place for each
 * virtual register. Where registers run out, the interval with the least weighted uses per length goes
 * to a native word. Constants get what is left, or are made anew at each use.
 *
 * <p>Chosen over graph colouring for its speed: regions are compiled while their caller waits.
 */
public final class Allocator {
    /** Positions between operations: uses, the result, and what an exit needs, in this order. */
    private static final int STRIDE = 4;

    private static final int DEF = 1;
    private static final int EXIT = 2;
    private static final double DEPTH_FACTOR = 10;

    /** {@code RET} and {@code TMP0} belong to the emitter. */
    private static final Reg[] GENERAL = {
        Reg.SAVED0, Reg.SAVED1, Reg.ARG0, Reg.ARG1, Reg.ARG2, Reg.ARG3, Reg.ARG4, Reg.ARG5
    };

    /** In the order of preference of what is live over a call, and of what is not. */
    private static final List<Reg> CROSSING = List.of(GENERAL);

    private static final List<Reg> LOCAL =
            List.of(
                    Reg.ARG0,
                    Reg.ARG1,
                    Reg.ARG2,
                    Reg.ARG3,
                    Reg.ARG4,
                    Reg.ARG5,
                    Reg.SAVED0,
                    Reg.SAVED1);

    /** {@code F13} and {@code F14} belong to the emitter. */
    private static final FReg[] DOUBLE = {
        FReg.F0, FReg.F1, FReg.F2, FReg.F3, FReg.F4, FReg.F5, FReg.F6, FReg.F7, FReg.F8, FReg.F9,
        FReg.F10, FReg.F11, FReg.F12
    };

    private final List<Block> blocks;
    private final List<VReg> regs;
    private final Liveness liveness;
    private final List<Integer> calls = new ArrayList<>();
    private final IntFunction<Mem> homes;
    private int words;

    /**
     * @param parameters of a function, in registers where it starts
     * @param homes where native words are, by number
     */
    public Allocator(
            List<Block> blocks, List<VReg> regs, List<VReg> parameters, IntFunction<Mem> homes) {
        this.blocks = blocks;
        this.homes = homes;
        this.regs = regs;
        int ints = 0;
        int doubles = 0;
        for (VReg parameter : parameters) {
            if (parameter.isDouble()) {
                parameter.doubleArgument = ParallelMove.dbl(doubles++);
            } else {
                parameter.argument = ParallelMove.general(ints++);
            }
        }
        liveness = new Liveness(blocks, regs);
    }

    /** Gives every register its place. Answers the number of native words. */
    public int run() {
        liveness.compute();
        intervals();
        List<VReg> sorted = new ArrayList<>();
        for (VReg reg : regs) {
            if (reg.isLive() && reg.constant == null) {
                sorted.add(reg);
            }
        }
        sorted.sort(Comparator.comparingInt(reg -> reg.start));
        for (VReg reg : sorted) {
            for (int call : calls) {
                reg.crossesCall |= reg.start < call && call < reg.end;
            }
        }
        scan(sorted);
        placeConstants(sorted);
        return words;
    }

    /** Whether something lives in the register. */
    public boolean uses(Reg register) {
        for (VReg reg : regs) {
            if (reg.isLive() && reg.reg == register) {
                return true;
            }
        }
        return false;
    }

    /** Registers that are live where the region starts. */
    public BitSet liveAtEntry() {
        return liveness.in(0);
    }

    // ---- intervals ----

    private void intervals() {
        int position = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            double weight = Math.pow(DEPTH_FACTOR, Math.min(block.depth, 6));
            int start = position;
            extendAll(liveness.in(i), start);
            for (Op op : block.ops) {
                position += STRIDE;
                cover(op, position, weight);
                if (op.kind == Op.Kind.CALL) {
                    calls.add(position);
                }
            }
            position += STRIDE;
            for (VReg use : Liveness.endUses(block)) {
                extend(use, position);
            }
            if (block.condition != null) {
                weigh(block.condition.left(), weight);
                if (block.condition.right() != null) {
                    weigh(block.condition.right(), weight);
                }
            }
            position += STRIDE;
            extendAll(liveness.out(i), position);
        }
    }

    private void extendAll(BitSet live, int position) {
        for (int id = live.nextSetBit(0); id >= 0; id = live.nextSetBit(id + 1)) {
            extend(regs.get(id), position);
        }
    }

    private static void cover(Op op, int position, double weight) {
        for (VReg use : Liveness.uses(op)) {
            extend(use, position);
            weigh(use, weight);
        }
        for (VReg use : Liveness.exitUses(op.exit)) {
            extend(use, position + EXIT);
        }
        if (op.undo() != null) {
            extend(op.undo(), position + EXIT);
        }
        if (op.dst != null) {
            extend(op.dst, op.writesEarly() ? position - 1 : position + DEF);
            extend(op.dst, position + DEF);
            weigh(op.dst, weight);
        }
    }

    private static void extend(VReg reg, int position) {
        reg.start = Math.min(reg.start, position);
        reg.end = Math.max(reg.end, position);
    }

    private static void weigh(VReg reg, double weight) {
        reg.weight += weight;
    }

    // ---- the scan ----

    private void scan(List<VReg> sorted) {
        List<VReg> active = new ArrayList<>();
        for (VReg reg : sorted) {
            active.removeIf(other -> other.end < reg.start);
            if (!place(reg, active)) {
                spill(reg, active);
            }
            if (reg.word < 0) {
                active.add(reg);
            }
        }
    }

    private static boolean place(VReg reg, List<VReg> active) {
        if (reg.isDouble()) {
            Set<FReg> free = new LinkedHashSet<>(List.of(DOUBLE));
            active.forEach(other -> free.remove(other.freg));
            if (reg.doubleArgument != null) {
                free.retainAll(Set.of(reg.doubleArgument));
            }
            FReg hinted = reg.hint == null ? null : reg.hint.freg;
            reg.freg = hinted != null && free.contains(hinted) ? hinted : first(free);
            return reg.freg != null;
        }
        Set<Reg> free = new LinkedHashSet<>(reg.crossesCall ? CROSSING : LOCAL);
        active.forEach(other -> free.remove(other.reg));
        if (reg.argument != null) {
            // parameters stay where they are, or go where no other one can be
            free.removeIf(candidate -> candidate != reg.argument && !isKept(candidate));
        }
        Reg hinted = reg.hint == null ? null : reg.hint.reg;
        boolean useHint =
                hinted != null && free.contains(hinted) && isKept(hinted) == reg.crossesCall;
        reg.reg = useHint ? hinted : first(free);
        return reg.reg != null;
    }

    /** Whether calls keep the register. */
    private static boolean isKept(Reg reg) {
        return reg == Reg.SAVED0 || reg == Reg.SAVED1;
    }

    private static <T> @Nullable T first(Set<T> set) {
        return set.isEmpty() ? null : set.iterator().next();
    }

    private void spill(VReg reg, List<VReg> active) {
        VReg victim = reg;
        for (VReg other : active) {
            if (other.bank == reg.bank && density(other) < density(victim)) {
                victim = other;
            }
        }
        if (victim != reg) {
            reg.reg = victim.reg;
            reg.freg = victim.freg;
            victim.reg = null;
            victim.freg = null;
            active.remove(victim);
        }
        victim.word = words++;
        victim.home = homes.apply(victim.word);
    }

    private static double density(VReg reg) {
        return reg.weight / (reg.end - reg.start + 1);
    }

    /** A constant that is used in a loop gets a register that nobody else has at any time it is used. */
    private void placeConstants(List<VReg> placed) {
        List<VReg> constants = new ArrayList<>();
        for (VReg reg : regs) {
            if (reg.isLive() && reg.constant != null) {
                reg.start = 0;
                constants.add(reg);
            }
        }
        constants.sort(Comparator.comparingDouble(reg -> -reg.weight));
        for (VReg constant : constants) {
            if (constant.isDouble()) {
                for (FReg candidate : DOUBLE) {
                    if (constant.freg == null && isFree(placed, null, candidate, constant.end)) {
                        constant.freg = candidate;
                    }
                }
            } else {
                for (Reg candidate : GENERAL) {
                    if (constant.reg == null && isFree(placed, candidate, null, constant.end)) {
                        constant.reg = candidate;
                    }
                }
            }
            placed.add(constant);
        }
    }

    private static boolean isFree(
            List<VReg> placed, @Nullable Reg reg, @Nullable FReg freg, int until) {
        for (VReg other : placed) {
            boolean same = reg != null ? other.reg == reg : other.freg == freg;
            if (same && other.start <= until) {
                return false;
            }
        }
        return true;
    }

    /** For operations that call: which registers hold something that is needed afterwards. */
    public Set<VReg> liveAfter(int blockNumber, int opNumber) {
        return liveness.after(blockNumber, opNumber);
    }
}
