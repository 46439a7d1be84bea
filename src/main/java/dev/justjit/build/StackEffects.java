package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Type;

/** What instructions without operations of their own do to the stack, beyond the numbers of what they take and put. */
final class StackEffects {
    private StackEffects() {}

    /** How many of the lowest entries that an instruction takes it puts back unchanged. */
    static int kept(Opcode opcode, int oparg) {
        return switch (opcode) {
            case COPY,
                    DICT_UPDATE,
                    LIST_APPEND,
                    LIST_EXTEND,
                    MAP_ADD,
                    RERAISE,
                    SET_ADD,
                    SET_UPDATE ->
                    oparg;
            case DICT_MERGE -> oparg + 3;
            case CHECK_EXC_MATCH,
                    FOR_ITER,
                    GET_ANEXT,
                    GET_LEN,
                    IMPORT_FROM,
                    MATCH_MAPPING,
                    MATCH_SEQUENCE,
                    SEND ->
                    1;
            case MATCH_KEYS -> 2;
            case WITH_EXCEPT_START -> 4;
            default -> 0; // what is put is new
        };
    }

    /** The type of the first new result. */
    static Type result(Insn insn) {
        return switch (insn.opcode()) {
            case BUILD_MAP, BUILD_CONST_KEY_MAP -> Type.of(Kind.DICT);
            case BUILD_SET -> Type.of(Kind.SET);
            case BUILD_STRING -> Type.of(Kind.STR); // conversions may give an object of a subclass
            case CHECK_EXC_MATCH, CONTAINS_OP, MATCH_MAPPING, MATCH_SEQUENCE, TO_BOOL, UNARY_NOT ->
                    Type.of(Kind.BOOL);
            case COMPARE_OP ->
                    ComparisonOperator.wantsBool(insn.oparg()) ? Type.of(Kind.BOOL) : Type.OBJECT;
            case GET_LEN -> Type.of(Kind.INT);
            case MAKE_FUNCTION, SET_FUNCTION_ATTRIBUTE -> Type.of(Kind.FUNCTION);
            case LOAD_SUPER_ATTR, LOAD_ATTR, LOAD_GLOBAL -> Type.OBJECT;
            default -> Type.OBJECT;
        };
    }
}
