package dev.justjit.bytecode;

import dev.justjit.abi.Opcode;
import java.util.ArrayList;
import java.util.List;

/** Cuts a code image into instructions. */
public final class Decoder {
    private Decoder() {}

    /**
     * @throws InvalidBytecode for unknown opcodes, truncated caches or constants, names and locals
     *     out of range
     */
    public static List<Insn> decode(CodeImage image) {
        byte[] code = image.code();
        int units = image.units();
        if (image.adaptive().length != code.length) {
            throw new InvalidBytecode("live and clean bytecode differ in length");
        }
        List<Insn> insns = new ArrayList<>();
        int start = 0;
        int extended = 0;
        for (int unit = 0; unit < units; ) {
            Opcode opcode = Opcode.of(code[2 * unit] & 0xff);
            int oparg = extended << 8 | code[2 * unit + 1] & 0xff;
            if (opcode == Opcode.EXTENDED_ARG) {
                extended = oparg;
                unit++;
                continue;
            }
            int next = unit + 1 + opcode.caches();
            if (!isReal(opcode) || next > units) {
                throw new InvalidBytecode("invalid instruction at unit " + unit);
            }
            Insn insn = new Insn(start, unit, opcode, oparg, next, seen(image, unit, opcode));
            checkOperand(image, insn);
            insns.add(insn);
            unit = next;
            start = next;
            extended = 0;
        }
        return insns;
    }

    private static boolean isReal(Opcode opcode) {
        return opcode.kind() == Opcode.Kind.REAL
                && opcode != Opcode.CACHE
                && opcode != Opcode.RESERVED;
    }

    /** Feedback counts only if it is a specialized form of this very opcode. */
    private static Opcode seen(CodeImage image, int unit, Opcode opcode) {
        Opcode live = Opcode.of(image.adaptive()[2 * unit] & 0xff);
        return live.kind() == Opcode.Kind.SPECIALIZED && live.base() == opcode ? live : opcode;
    }

    private static void checkOperand(CodeImage image, Insn insn) {
        int oparg = insn.oparg();
        int limit =
                switch (insn.opcode()) {
                    case LOAD_CONST, RETURN_CONST -> image.constants().size() - oparg;
                    case LOAD_FAST,
                            LOAD_FAST_CHECK,
                            LOAD_FAST_AND_CLEAR,
                            STORE_FAST,
                            DELETE_FAST,
                            MAKE_CELL,
                            LOAD_DEREF,
                            STORE_DEREF,
                            DELETE_DEREF,
                            LOAD_FROM_DICT_OR_DEREF ->
                            image.localsPlus() - oparg;
                    case LOAD_FAST_LOAD_FAST, STORE_FAST_LOAD_FAST, STORE_FAST_STORE_FAST ->
                            image.localsPlus() - Math.max(oparg >> 4, oparg & 15);
                    case LOAD_NAME,
                            STORE_NAME,
                            DELETE_NAME,
                            STORE_GLOBAL,
                            DELETE_GLOBAL,
                            STORE_ATTR,
                            DELETE_ATTR,
                            IMPORT_NAME,
                            IMPORT_FROM,
                            LOAD_FROM_DICT_OR_GLOBALS ->
                            image.names().size() - oparg;
                    case LOAD_GLOBAL, LOAD_ATTR -> image.names().size() - (oparg >> 1);
                    case LOAD_SUPER_ATTR -> image.names().size() - (oparg >> 2);
                    default -> 1;
                };
        if (oparg < 0 || limit <= 0) {
            throw new InvalidBytecode(
                    "operand of " + insn.opcode() + " at unit " + insn.offset() + " out of range");
        }
    }
}
