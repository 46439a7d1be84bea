package dev.justjit.bytecode;

import dev.justjit.abi.Opcode;

/**
 * One bytecode instruction.
 *
 * @param start unit index of its first {@code EXTENDED_ARG} prefix, or of itself; jumps and the
 *     interpreter's resumption point here
 * @param offset unit index of the instruction proper; what {@code instr_ptr} holds while it runs
 * @param opcode base opcode
 * @param oparg operand with prefixes applied
 * @param next unit index after the instruction and its inline cache
 * @param seen what the adaptive interpreter has made of it: equal to {@code opcode} when it was not
 *     specialized
 */
public record Insn(int start, int offset, Opcode opcode, int oparg, int next, Opcode seen) {

    /** Unit index that a jump goes to; meaningless for other instructions. */
    public int target() {
        return switch (opcode) {
            case JUMP_BACKWARD, JUMP_BACKWARD_NO_INTERRUPT -> next - oparg;
            default -> next + oparg;
        };
    }

    /** Whether control may go on elsewhere than behind it, but for exceptions. */
    public boolean isJump() {
        return switch (opcode) {
            case JUMP_FORWARD,
                    JUMP_BACKWARD,
                    JUMP_BACKWARD_NO_INTERRUPT,
                    POP_JUMP_IF_FALSE,
                    POP_JUMP_IF_TRUE,
                    POP_JUMP_IF_NONE,
                    POP_JUMP_IF_NOT_NONE,
                    FOR_ITER,
                    SEND ->
                    true;
            default -> false;
        };
    }

    /** Whether the frame goes on at the following instruction when it is resumed. */
    public boolean suspends() {
        return opcode == Opcode.YIELD_VALUE || opcode == Opcode.RETURN_GENERATOR;
    }

    /** Whether control never goes on to the following instruction by itself. */
    public boolean endsBlock() {
        return switch (opcode) {
            case JUMP_FORWARD,
                    JUMP_BACKWARD,
                    JUMP_BACKWARD_NO_INTERRUPT,
                    RETURN_VALUE,
                    RETURN_CONST,
                    RETURN_GENERATOR,
                    YIELD_VALUE,
                    RAISE_VARARGS,
                    RERAISE ->
                    true;
            default -> false;
        };
    }

    /** Whether the interpreter replaced the instruction by this specialized form. */
    public boolean seenAs(Opcode specialized) {
        return seen == specialized;
    }

    /**
     * Whether it is what the interpreter makes of a call of something written in C: it says nothing of which that was
     * but its kind.
     */
    public static boolean isForeignCall(Opcode seen) {
        return switch (seen) {
            case CALL_BUILTIN_O, CALL_BUILTIN_FAST, CALL_BUILTIN_FAST_WITH_KEYWORDS -> true;
            case CALL_METHOD_DESCRIPTOR_O, CALL_METHOD_DESCRIPTOR_NOARGS -> true;
            case CALL_METHOD_DESCRIPTOR_FAST -> true;
            case CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS -> true;
            case CALL_BUILTIN_CLASS, CALL_STR_1, CALL_TUPLE_1, CALL_TYPE_1 -> true;
            case CALL_LEN, CALL_ISINSTANCE, CALL_LIST_APPEND -> true;
            default -> false;
        };
    }
}
