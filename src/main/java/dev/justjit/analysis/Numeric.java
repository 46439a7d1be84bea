package dev.justjit.analysis;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;

/** Which code may be part of a numeric region, as far as its opcodes tell. */
final class Numeric {
    private Numeric() {}

    /** Whether the opcode may be part of a function that is called with registers. */
    static boolean isPure(Opcode opcode) {
        return switch (opcode) {
            case NOP, LOAD_FAST, LOAD_FAST_CHECK, LOAD_FAST_LOAD_FAST -> true;
            case STORE_FAST, STORE_FAST_LOAD_FAST, STORE_FAST_STORE_FAST -> true;
            case LOAD_CONST, LOAD_GLOBAL, PUSH_NULL, POP_TOP, COPY, SWAP -> true;
            case UNARY_NEGATIVE, UNARY_INVERT, UNARY_NOT, TO_BOOL, IS_OP -> true;
            case BINARY_SUBSCR, BUILD_TUPLE, UNPACK_SEQUENCE, GET_ITER, FOR_ITER, END_FOR -> true;
            case POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE, POP_JUMP_IF_NONE -> true;
            case POP_JUMP_IF_NOT_NONE, JUMP_FORWARD, JUMP_BACKWARD -> true;
            case RETURN_VALUE, RETURN_CONST -> true;
            default -> false;
        };
    }

    /**
     * Whether some iteration of the loop goes from its header to the jump back through instructions that
     * regions know. Loops of which none does need not look for a region.
     *
     * @param jump index of the jump back
     */
    static boolean canGoRound(List<Insn> insns, int header, int jump) {
        int first = jump;
        while (insns.get(first).start() > header) {
            first--;
        }
        BitSet seen = new BitSet();
        ArrayDeque<Integer> work = new ArrayDeque<>();
        work.push(first);
        while (!work.isEmpty()) {
            int index = work.pop();
            if (index == jump) {
                return true;
            }
            if (index < first || index > jump || seen.get(index) || !isKnown(insns, index)) {
                continue;
            }
            seen.set(index);
            Insn insn = insns.get(index);
            if (insn.isJump()) {
                int unit = insn.target() + (insn.opcode() == Opcode.FOR_ITER ? 2 : 0);
                work.push(indexOf(insns, index, unit));
            }
            if (!insn.endsBlock()) {
                work.push(index + 1);
            }
        }
        return false;
    }

    private static int indexOf(List<Insn> insns, int from, int unit) {
        int index = from;
        while (index > 0 && insns.get(index).start() > unit) {
            index--;
        }
        while (index < insns.size() - 1 && insns.get(index).start() < unit) {
            index++;
        }
        return index;
    }

    private static boolean isKnown(List<Insn> insns, int index) {
        Insn insn = insns.get(index);
        return switch (insn.opcode()) {
            case BINARY_OP, COMPARE_OP, CALL, CONTAINS_OP, STORE_SUBSCR, LOAD_DEREF -> true;
            case LOAD_NAME, STORE_NAME, STORE_GLOBAL -> true;
            case LOAD_ATTR -> isModuleOrBits(insns, index);
            case RETURN_VALUE, RETURN_CONST -> false;
            default -> isPure(insn.opcode());
        };
    }

    /** {@code math.sqrt} or {@code i.bit_length()}. */
    private static boolean isModuleOrBits(List<Insn> insns, int index) {
        Opcode before = index == 0 ? Opcode.NOP : insns.get(index - 1).opcode();
        Insn after = insns.get(Math.min(index + 1, insns.size() - 1));
        return before == Opcode.LOAD_GLOBAL
                || before == Opcode.LOAD_NAME
                || (insns.get(index).oparg() & 1) != 0
                        && after.opcode() == Opcode.CALL
                        && after.oparg() == 0;
    }
}
