package dev.justjit.lower;

import dev.justjit.bytecode.Insn;
import dev.justjit.compile.CalleeRecord;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.OperatorEnd;
import dev.justjit.ir.FrameState;

/**
 * How a frame goes on in whose call inlined code was left.
 *
 * @param record a {@link CalleeRecord}
 * @param operator an {@link OperatorEnd}; 0: it is a call
 */
record CallEnd(long record, int operator) {
    /**
     * @param last whether the caller is the function's own frame
     */
    static CallEnd of(Function function, FrameState caller, boolean last) {
        Insn call = function.instructions().of(caller);
        boolean init = caller.when() == FrameState.When.CONSTRUCTING;
        int flags = (last ? CalleeRecord.LAST : 0) | (init ? CalleeRecord.INIT : 0);
        long record =
                CalleeRecord.of(
                        flags,
                        call.next(),
                        caller.locals() + caller.depth(),
                        function.instructions().handlerOf(caller));
        return switch (caller.when()) {
            case OPERATING -> new CallEnd(record, OperatorEnd.of(call, false));
            case REFLECTING -> new CallEnd(record, OperatorEnd.of(call, true));
            case MEASURING -> new CallEnd(record, OperatorEnd.ofLength(call));
            default -> new CallEnd(record, 0);
        };
    }

    /** Lets the callee go on to its end, or its exception go to the caller, as {@code RET} says; and then the caller. */
    void emit(FrameCode code) {
        if (operator == 0) {
            code.finishCallee(record);
        } else {
            code.finishOperator(record, operator);
        }
    }
}
