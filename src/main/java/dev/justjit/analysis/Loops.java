package dev.justjit.analysis;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loops of one code object that may be worth a numeric region. */
public final class Loops {
    private final List<Loop> loops = new ArrayList<>();

    /**
     * A loop: the code from its header to its last backward jump.
     *
     * @param header unit at which an iteration starts
     * @param lastUnit unit at which the last jump back starts
     * @param storesItems whether it stores to elements
     */
    public record Loop(int header, int lastUnit, boolean storesItems) {
        public boolean contains(int unit) {
            return unit >= header && unit <= lastUnit;
        }
    }

    public Loops(List<Insn> insns) {
        for (int i = 0; i < insns.size(); i++) {
            if (insns.get(i).opcode() == Opcode.JUMP_BACKWARD) {
                add(insns, i);
            }
        }
    }

    /** A later jump to the same header makes the loop longer. */
    private void add(List<Insn> insns, int jump) {
        int header = insns.get(jump).target();
        boolean stores = false;
        boolean numbers = false;
        for (int i = jump; i >= 0 && insns.get(i).start() >= header; i--) {
            switch (insns.get(i).opcode()) {
                case STORE_SUBSCR -> stores = true;
                case BINARY_OP, COMPARE_OP, UNARY_NEGATIVE, UNARY_INVERT -> numbers = true;
                default -> {}
            }
        }
        if (!numbers && !stores) {
            return;
        }
        Loop known = at(header);
        if (known != null) {
            loops.remove(known);
        }
        loops.add(new Loop(header, insns.get(jump).start(), stores));
    }

    public List<Loop> all() {
        return loops;
    }

    /** The loop that starts at the unit, or null. */
    public @Nullable Loop at(int header) {
        for (int i = 0; i < loops.size(); i++) {
            if (loops.get(i).header() == header) {
                return loops.get(i);
            }
        }
        return null;
    }

    /**
     * Units inside the loops where a region may hand the frame back: those after stores, and the jumps
     * back.
     */
    public BitSet handBacks(List<Insn> insns) {
        BitSet inside = new BitSet();
        for (int i = 0; i < loops.size(); i++) {
            inside.set(loops.get(i).header(), loops.get(i).lastUnit() + 1);
        }
        BitSet units = new BitSet();
        for (int i = 0; i < insns.size(); i++) {
            Insn insn = insns.get(i);
            if (!inside.get(insn.start())) {
                continue;
            }
            switch (insn.opcode()) {
                case STORE_FAST, STORE_FAST_LOAD_FAST, STORE_FAST_STORE_FAST, STORE_SUBSCR ->
                        units.set(insn.next());
                case STORE_NAME, STORE_GLOBAL -> units.set(insn.next());
                case JUMP_BACKWARD -> units.set(insn.start());
                default -> {}
            }
        }
        return units;
    }
}
