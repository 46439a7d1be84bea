package dev.justjit.bytecode;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;

/**
 * A code image whose machine code holds in every process and for every class: of what the interpreter noted, only the
 * builtin types of operands are left, and which callees were written in C. What it noted of attributes, globals and
 * other callees has versions or addresses.
 */
public final class GenericImage {
    private GenericImage() {}

    /** The same code with that feedback alone. */
    public static CodeImage of(CodeImage image) {
        byte[] adaptive = image.code().clone();
        if (image.isWhole()) {
            int units = image.units();
            for (int unit = 0; unit < units; ) {
                Opcode opcode = Opcode.of(adaptive[2 * unit] & 0xff);
                int next = unit + 1 + opcode.caches();
                if (next <= units && isOfOperands(opcode)) {
                    System.arraycopy(
                            image.adaptive(), 2 * unit, adaptive, 2 * unit, 2 * (next - unit));
                    keep(adaptive, image, unit, opcode);
                } else if (opcode == Opcode.CALL
                        && Insn.isForeignCall(Decoder.seen(image, unit, opcode))) {
                    adaptive[2 * unit] = (byte) Decoder.seen(image, unit, opcode).number();
                }
                unit = next;
            }
        }
        return image.withFeedback(adaptive);
    }

    /** The same code as it is before it has run: {@link #of} it, when the interpreter has made it. */
    public static CodeImage fresh(CodeImage image) {
        byte[] adaptive = image.code().clone();
        int units = image.units();
        for (int unit = 0; unit < units; ) {
            Opcode opcode = Opcode.of(adaptive[2 * unit] & 0xff);
            int next = unit + 1 + opcode.caches();
            if (next <= units && isOfOperands(opcode)) {
                adaptive[2 * (unit + InlineCache.COUNTER)] = InlineCache.FRESH_COUNTER;
            }
            unit = next;
        }
        return image.withFeedback(adaptive);
    }

    /** Instructions that are specialized by what is on the stack, and nothing else. */
    private static boolean isOfOperands(Opcode opcode) {
        return switch (opcode) {
            case BINARY_OP,
                    BINARY_SUBSCR,
                    COMPARE_OP,
                    CONTAINS_OP,
                    FOR_ITER,
                    STORE_SUBSCR,
                    TO_BOOL,
                    UNPACK_SEQUENCE ->
                    true;
            default -> false;
        };
    }

    /** The argument is that of the clean bytecode; the opcode is the specialized one if it names no version. */
    private static void keep(byte[] adaptive, CodeImage image, int unit, Opcode opcode) {
        Opcode seen = Decoder.seen(image, unit, opcode);
        boolean versioned =
                seen == Opcode.BINARY_SUBSCR_GETITEM || seen == Opcode.TO_BOOL_ALWAYS_TRUE;
        adaptive[2 * unit] = (byte) (versioned ? opcode : seen).number();
        adaptive[2 * unit + 1] = image.code()[2 * unit + 1];
    }
}
