package dev.justjit.abi;

/** The part of the stack effect that depends on the argument of the instruction. */
final class StackEffect {
    private StackEffect() {}

    /** What to add to the fixed number of items popped. */
    static int morePopped(Opcode opcode, int oparg) {
        return switch (opcode) {
            case BUILD_CONST_KEY_MAP,
                    BUILD_LIST,
                    BUILD_SET,
                    BUILD_STRING,
                    BUILD_TUPLE,
                    CALL,
                    CALL_KW,
                    COPY,
                    DICT_MERGE,
                    DICT_UPDATE,
                    LIST_APPEND,
                    LIST_EXTEND,
                    MAP_ADD,
                    RAISE_VARARGS,
                    RERAISE,
                    SET_ADD,
                    SET_UPDATE,
                    SWAP ->
                    oparg;
            case BUILD_MAP -> 2 * oparg;
            case BUILD_SLICE -> oparg == 3 ? 1 : 0;
            case CALL_FUNCTION_EX -> oparg & 1;
            default -> 0;
        };
    }

    /** What to add to the fixed number of items pushed. */
    static int morePushed(Opcode opcode, int oparg) {
        return switch (opcode) {
            case COPY,
                    DICT_MERGE,
                    DICT_UPDATE,
                    LIST_APPEND,
                    LIST_EXTEND,
                    MAP_ADD,
                    RERAISE,
                    SET_ADD,
                    SET_UPDATE,
                    SWAP,
                    UNPACK_SEQUENCE ->
                    oparg;
            case LOAD_ATTR, LOAD_GLOBAL, LOAD_SUPER_ATTR -> oparg & 1;
            case UNPACK_EX -> (oparg >> 8) + (oparg & 0xFF);
            default -> 0;
        };
    }
}
