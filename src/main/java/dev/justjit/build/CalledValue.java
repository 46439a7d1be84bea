package dev.justjit.build;

import dev.justjit.bytecode.CodeGroup.Callee;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.List;

/**
 * What is called, by which a function has been found to run.
 *
 * @param value what is on the stack
 * @param callee that function
 * @param image its code
 */
record CalledValue(Node value, Callee callee, CodeImage image) {
    /** Whether it is known to be no such function: something else was called, which has called the function. */
    boolean isOther() {
        boolean constant =
                value.is(Op.CONST) && callee.kind() == dev.justjit.bytecode.CodeGroup.Kind.FUNCTION;
        return constant || Globals.builtin(value) != null;
    }

    /** Whether it is likely to be a bound method of the function. */
    boolean isMethod(Insn call) {
        boolean open =
                switch (value.type().kind()) {
                    case METHOD, OBJECT, UNKNOWN -> true;
                    default -> false;
                };
        if (!open || isOther()) {
            return false;
        }
        List<String> names = image.localNames();
        return switch (call.seen()) {
            case CALL_BOUND_METHOD_EXACT_ARGS, CALL_BOUND_METHOD_GENERAL -> true;
            case CALL_PY_EXACT_ARGS, CALL_PY_GENERAL -> false;
            default ->
                    !names.isEmpty() && names.get(0).equals("self")
                            || !fits(call.oparg()) && fits(call.oparg() + 1);
        };
    }

    private boolean fits(int arguments) {
        Binding possible = Binding.of(image, callee, arguments, List.of());
        return possible != null && possible.rest() == 0;
    }
}
