package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.CodeGroup.Callee;
import dev.justjit.bytecode.Insn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A generator expression that is the only argument of a call: its function is made, called with an iterator, and what that
 * makes is passed on, all in a row.
 *
 * @param constant the instruction that has its code
 * @param callee that code
 * @param cells locals whose cells its function gets
 * @param iterable what gives the object over which it goes
 * @param call the call that it is passed to
 */
record ExpressionSite(
        Insn constant, Callee callee, List<Integer> cells, List<Insn> iterable, Insn call) {
    private static final int CLOSURE = 8;
    private static final int FIRST_SHIFT = 4;
    private static final int SECOND_MASK = 15;
    private static final int MOST_INSTRUCTIONS = 12;

    /** The one that begins with an instruction, or null. */
    static @Nullable ExpressionSite at(Builder b, Inlining inlining, Insn first) {
        List<Integer> cells = new ArrayList<>();
        Insn insn = first;
        while (isLoad(insn) && cells.size() < MOST_INSTRUCTIONS) {
            if (insn.opcode() == Opcode.LOAD_FAST_LOAD_FAST) {
                cells.add(insn.oparg() >> FIRST_SHIFT);
            }
            boolean one = insn.opcode() == Opcode.LOAD_FAST;
            cells.add(one ? insn.oparg() : insn.oparg() & SECOND_MASK);
            insn = following(b, insn);
        }
        if (!cells.isEmpty()) {
            if (insn.opcode() != Opcode.BUILD_TUPLE || insn.oparg() != cells.size()) {
                return null;
            }
            insn = following(b, insn);
        }
        if (insn.opcode() != Opcode.LOAD_CONST) {
            return null;
        }
        Callee callee = inlining.expression(b, insn);
        Insn made = following(b, insn);
        if (callee == null || made.opcode() != Opcode.MAKE_FUNCTION) {
            return null;
        }
        Insn last = made;
        if (!cells.isEmpty()) {
            last = following(b, made);
            if (last.opcode() != Opcode.SET_FUNCTION_ATTRIBUTE || last.oparg() != CLOSURE) {
                return null;
            }
        }
        return withIterable(b, insn, callee, cells, following(b, last));
    }

    private static @Nullable ExpressionSite withIterable(
            Builder b, Insn constant, Callee callee, List<Integer> cells, Insn start) {
        List<Insn> iterable = new ArrayList<>();
        Insn insn = start;
        while (insn.opcode() != Opcode.GET_ITER) {
            if (!isRepeatable(insn) || iterable.size() > MOST_INSTRUCTIONS) {
                return null;
            }
            iterable.add(insn);
            insn = following(b, insn);
        }
        Insn creation = following(b, insn);
        Insn call = following(b, creation);
        boolean consumed =
                creation.opcode() == Opcode.CALL
                        && creation.oparg() == 0
                        && call.opcode() == Opcode.CALL
                        && call.oparg() == 1;
        return consumed ? new ExpressionSite(constant, callee, cells, iterable, call) : null;
    }

    private static boolean isLoad(Insn insn) {
        return insn.opcode() == Opcode.LOAD_FAST || insn.opcode() == Opcode.LOAD_FAST_LOAD_FAST;
    }

    /** Whether it may be one of several instructions that are done again together. */
    private static boolean isRepeatable(Insn insn) {
        return switch (insn.opcode()) {
            case LOAD_FAST,
                    LOAD_FAST_LOAD_FAST,
                    LOAD_CONST,
                    LOAD_DEREF,
                    LOAD_GLOBAL,
                    LOAD_ATTR,
                    PUSH_NULL,
                    BINARY_OP,
                    BINARY_SUBSCR,
                    CALL ->
                    true;
            default -> false;
        };
    }

    /** The next instruction; one that fits nowhere where a block starts, or another handler is to be found. */
    private static Insn following(Builder b, Insn insn) {
        return b.mergePoints().starts(insn.next()) ? insn : b.mergePoints().at(insn.next());
    }
}
