package dev.justjit.bytecode;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Intrinsic1;
import dev.justjit.abi.Intrinsic2;
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
        if (!image.isWhole()) {
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
    static Opcode seen(CodeImage image, int unit, Opcode opcode) {
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
        if (oparg < 0 || limit <= 0 || !hasMeaning(image, insn.opcode(), oparg)) {
            throw new InvalidBytecode(
                    "operand of " + insn.opcode() + " at unit " + insn.offset() + " out of range");
        }
    }

    /** Whether an operand that selects from a table of the interpreter is in that table. */
    private static boolean hasMeaning(CodeImage image, Opcode opcode, int oparg) {
        return switch (opcode) {
            case BINARY_OP -> oparg < BinaryOperator.values().length;
            case COMPARE_OP -> oparg >> 5 < ComparisonOperator.values().length;
            case IS_OP, CONTAINS_OP -> oparg <= 1;
            case COPY, LIST_APPEND, LIST_EXTEND, SET_ADD, SET_UPDATE, MAP_ADD -> oparg >= 1;
            case DICT_UPDATE, DICT_MERGE -> oparg >= 1;
            case SWAP -> oparg >= 2;
            case BUILD_SLICE -> oparg == 2 || oparg == 3;
            case CONVERT_VALUE -> oparg >= 1 && oparg <= 3;
            case RAISE_VARARGS -> oparg <= 2;
            case CALL_FUNCTION_EX -> oparg <= 1;
            case CALL_INTRINSIC_1 -> oparg >= 1 && oparg < Intrinsic1.values().length;
            case CALL_INTRINSIC_2 -> oparg >= 1 && oparg < Intrinsic2.values().length;
            case SET_FUNCTION_ATTRIBUTE -> oparg == 1 || oparg == 2 || oparg == 4 || oparg == 8;
            case COPY_FREE_VARS -> oparg == image.freeVars();
            default -> true;
        };
    }
}
