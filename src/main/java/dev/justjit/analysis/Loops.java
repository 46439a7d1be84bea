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
     * @param body whether it is no loop but the whole body of a function, which is entered at each call
     */
    public record Loop(int header, int lastUnit, boolean storesItems, boolean body) {
        /** Whether the instruction at a unit belongs to the loop. */
        public boolean contains(int unit) {
            return unit >= header && unit <= lastUnit;
        }
    }

    /** Instructions that nothing reaches are read too: a jump among them may go anywhere. */
    public Loops(List<Insn> insns) {
        for (int i = 0; i < insns.size(); i++) {
            Insn insn = insns.get(i);
            if (insn.opcode() == Opcode.JUMP_BACKWARD && insn.target() >= 0) {
                add(insns, i);
            }
        }
        Loop body = body(insns);
        if (body != null && at(body.header()) == null) {
            loops.add(body);
        }
    }

    /**
     * All of the code, if it may be called with registers: it computes with numbers, calls global functions,
     * and changes nothing.
     */
    public static @Nullable Loop body(List<Insn> insns) {
        boolean computes = false;
        boolean calls = false;
        int header = -1;
        for (int i = 0; i < insns.size(); i++) {
            Insn insn = insns.get(i);
            switch (insn.opcode()) {
                case RESUME -> header = header < 0 ? insn.next() : header;
                case BINARY_OP, COMPARE_OP -> computes = true;
                case CALL -> calls = true;
                default -> {
                    if (!Numeric.isPure(insn.opcode())) {
                        return null;
                    }
                }
            }
        }
        if (!computes || !calls || header < 0) {
            return null;
        }
        return new Loop(header, insns.get(insns.size() - 1).start(), false, true);
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
        if (!numbers && !stores || !Numeric.canGoRound(insns, header, jump)) {
            return;
        }
        for (int i = loops.size() - 1; i >= 0; i--) {
            if (loops.get(i).header() == header) {
                loops.remove(i);
            }
        }
        loops.add(new Loop(header, insns.get(jump).start(), stores, false));
    }

    private boolean hasBody() {
        for (int i = 0; i < loops.size(); i++) {
            if (loops.get(i).body()) {
                return true;
            }
        }
        return false;
    }

    /** All loops, in the order of their headers. */
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
        BitSet units = new BitSet();
        for (int i = 0; i < loops.size(); i++) {
            inside.set(loops.get(i).header(), loops.get(i).lastUnit() + 1);
            units.set(loops.get(i).header());
        }
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
                case RETURN_VALUE, RETURN_CONST -> {
                    if (hasBody()) {
                        units.set(insn.start());
                    }
                }
                default -> {}
            }
        }
        return units;
    }
}
