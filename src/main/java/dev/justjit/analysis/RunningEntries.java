package dev.justjit.analysis;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;

/**
 * Where frames that the interpreter has begun may go on in machine code, and what of the code can be reached
 * from there without popping or suspending the frame, which stays the interpreter's business.
 */
public final class RunningEntries {
    private final Flow flow;
    private final BitSet headers = new BitSet();
    private final BitSet reachable = new BitSet();

    /** Finds them. */
    public RunningEntries(Flow flow) {
        this.flow = flow;
        List<Insn> insns = flow.insns();
        for (int i = 0; i < insns.size(); i++) {
            if (isJumpBack(i) && !suspends(insns, i)) {
                headers.set(insns.get(i).target());
            }
        }
        // a longer loop of the same header may suspend
        for (int i = 0; i < insns.size(); i++) {
            if (isJumpBack(i) && suspends(insns, i)) {
                headers.clear(insns.get(i).target());
            }
        }
        reach();
    }

    /** A jump that nothing reaches may go anywhere. */
    private boolean isJumpBack(int index) {
        return flow.insns().get(index).opcode() == Opcode.JUMP_BACKWARD && flow.isReachable(index);
    }

    /** A loop that suspends in each iteration would be left as soon as it is entered. */
    private static boolean suspends(List<Insn> insns, int jump) {
        int header = insns.get(jump).target();
        for (int i = jump; i >= 0 && insns.get(i).start() >= header; i--) {
            if (insns.get(i).suspends()) {
                return true;
            }
        }
        return false;
    }

    private void reach() {
        ArrayDeque<Integer> work = new ArrayDeque<>();
        for (int unit = headers.nextSetBit(0); unit >= 0; unit = headers.nextSetBit(unit + 1)) {
            work.push(flow.indexOf(unit));
        }
        while (!work.isEmpty()) {
            int index = work.pop();
            if (reachable.get(index)) {
                continue;
            }
            reachable.set(index);
            Insn insn = flow.insns().get(index);
            ExceptionTable.Entry handler = flow.handlerOf(insn);
            if (handler != null) {
                work.push(flow.indexOf(handler.target()));
            }
            if (insn.isJump()) {
                work.push(flow.indexOf(Flow.destination(insn)));
            }
            if (!insn.endsBlock()) {
                work.push(index + 1);
            }
        }
    }

    /** Units of the headers of loops, in the order of the code; none may be there. */
    public int[] headers() {
        int[] units = new int[headers.cardinality()];
        int count = 0;
        for (int unit = headers.nextSetBit(0); unit >= 0; unit = headers.nextSetBit(unit + 1)) {
            units[count++] = unit;
        }
        return units;
    }

    /** Whether the instruction can be reached from an entry. */
    public boolean isReachable(int index) {
        return reachable.get(index);
    }

    /** Whether the instruction pops or suspends the frame. */
    public static boolean endsFrame(Insn insn) {
        return insn.suspends()
                || insn.opcode() == Opcode.RETURN_VALUE
                || insn.opcode() == Opcode.RETURN_CONST;
    }
}
