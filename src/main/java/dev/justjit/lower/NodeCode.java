package dev.justjit.lower;

import dev.justjit.ir.FrameState;
import dev.justjit.ir.Node;
import org.jspecify.annotations.Nullable;

/** The one table from operation to machine code. */
final class NodeCode {
    private final BlockCode blocks;
    private final Exits exits;
    private final TemplateInstructions templateInstructions;
    private final Values values;
    private final Guards guards;
    private final Boxes boxes;
    private final Ints ints;
    private final Doubles doubles;
    private final Containers containers;
    private final Lookups lookups;
    private final MethodCalls methods;
    private final Makers made;
    private final Iterators iterators;
    private final Objects objects;
    private final References references;
    private final ForcedExits forced;

    NodeCode(
            Function function,
            Access access,
            Conditions conditions,
            CallerSaves callerSaves,
            BlockCode blocks) {
        this.blocks = blocks;
        exits = new Exits(function, access, blocks);
        forced = new ForcedExits(function);
        ColdCalls calls = new ColdCalls(function, access, blocks);
        templateInstructions =
                new TemplateInstructions(
                        function, access, blocks, exits, calls, callerSaves, forced);
        values = new Values(function, access, exits);
        references = new References(function, values, exits, calls, forced);
        guards = new Guards(function, values, conditions);
        boxes = new Boxes(function, values, calls, blocks);
        ints = new Ints(function, values);
        doubles = new Doubles(function, values);
        containers = new Containers(function, values, references, calls);
        lookups = new Lookups(function, values, references);
        methods = new MethodCalls(function, values);
        made = new Makers(function, values);
        iterators = new Iterators(function, values, references, blocks);
        objects = new Objects(function, values, references);
    }

    Values values() {
        return values;
    }

    /**
     * Emits a node.
     *
     * @param held what the slots hold before it
     * @param behind and behind it
     */
    void emit(Node node, @Nullable Node[] held, @Nullable Node[] behind) {
        exits.begin(node);
        values.begin(node, held, behind);
        FrameState before = node.before();
        if (forced.areOn() && before != null && !States.isVirtual(node)) {
            forced.here(before, exits.to(before, held, forced.reason(), false));
        }
        emit(node);
        values.end();
    }

    private void emit(Node node) {
        if (Conditions.isFlags(node)) {
            return; // the jump computes it
        }
        switch (node.op()) {
            case CONST, PARAMETER -> {}
            case GENERIC, CALL_FUNCTION, RAISE ->
                    templateInstructions.emit(node, values.held(), values.behind());
            case RESULT, CAUGHT, CAUGHT_AT -> templateInstructions.result(node, values.behind());
            case RETURN -> templateInstructions.ret(node, values.held());
            case SAFEPOINT -> templateInstructions.safepoint(node, values.held());
            case WATCH -> templateInstructions.watch(node, values.held());
            case LEAVE -> templateInstructions.leave(node, values.held());
            case JUMP -> blocks.go(node.target(0));
            case BRANCH -> blocks.branch(node, values.held());
            case GUARD_TYPE,
                    GUARD_BOUND,
                    GUARD_CLASS,
                    GUARD_VALUES,
                    GUARD_CLASS_KEYS,
                    GUARD_NO_DICT,
                    GUARD_IS_CLASS,
                    GUARD_MODULE,
                    GUARD_IS,
                    GUARD_KEYS,
                    GUARD_CODE,
                    GUARD_GLOBALS,
                    GUARD_BUILTINS,
                    GUARD_FUNCTION_KEYS,
                    GUARD_DEFAULTS,
                    GUARD_DEPTH,
                    GUARD_TRUE ->
                    guards.emit(node);
            case UNBOX_INT,
                    UNBOX_FLOAT,
                    UNBOX_BOOL,
                    BOX_INT,
                    BOX_FLOAT,
                    BOX_BOOL,
                    BOX_INT_IF,
                    BOX_FLOAT_IF,
                    BOX_INT_OR,
                    BOX_FLOAT_OR ->
                    boxes.emit(node);
            case INT_ADD,
                    INT_SUBTRACT,
                    INT_MULTIPLY,
                    INT_FLOOR_DIVIDE,
                    INT_REMAINDER,
                    INT_TRUE_DIVIDE,
                    INT_AND,
                    INT_OR,
                    INT_XOR,
                    INT_LSHIFT,
                    INT_RSHIFT,
                    INT_NEGATE,
                    INT_INVERT,
                    INT_COMPARE,
                    NOT,
                    SELECT_INT,
                    SELECT,
                    IS,
                    CHECK_INDEX ->
                    ints.emit(node);
            case FLOAT_ADD,
                    FLOAT_SUBTRACT,
                    FLOAT_MULTIPLY,
                    FLOAT_DIVIDE,
                    FLOAT_FLOOR_DIVIDE,
                    FLOAT_REMAINDER,
                    FLOAT_NEGATE,
                    FLOAT_ABSOLUTE,
                    FLOAT_TO_INT,
                    FLOAT_SQUARE_ROOT,
                    SELECT_FLOAT,
                    FLOAT_COMPARE,
                    INT_TO_FLOAT ->
                    doubles.emit(node);
            case LIST_LENGTH,
                    TUPLE_LENGTH,
                    STR_LENGTH,
                    LIST_ITEM,
                    TUPLE_ITEM,
                    STORE_LIST_ITEM,
                    LIST_APPEND,
                    NEW_TUPLE,
                    NEW_LIST,
                    NEW_RANGE ->
                    containers.emit(node);
            case STR_EQUAL,
                    STR_ITEM,
                    DICT_ITEM,
                    DICT_GET,
                    SET_ADD,
                    STORE_DICT_ITEM,
                    CONTAINS,
                    LENGTH_OF,
                    CHARACTER_CODE,
                    CHARACTER,
                    ADDRESS_OF,
                    CLASS_OF,
                    HAS_CLASS,
                    EQUAL,
                    TRUTH_OF,
                    IS_INSTANCE ->
                    lookups.emit(node);
            case CALL_METHOD, CHANGE_LIST, CHANGE_TABLE -> methods.emit(node);
            case FORMAT,
                    FORMAT_OF,
                    ITEM_OF,
                    INT_OF,
                    FLOAT_OF,
                    TEXT_OF,
                    JOIN,
                    SLICE,
                    COMPUTE,
                    COMPARE,
                    NEW_DICT,
                    NEW_SET ->
                    made.emit(node);
            case ITERATE,
                    RANGE_ITERATOR,
                    HAS_NEXT,
                    NEXT_ITEM,
                    NEXT_OR_END,
                    NEXT_INT,
                    END_ITERATOR ->
                    iterators.emit(node);
            case LOAD_VALUE,
                    PUT_VALUE,
                    PUT_SLOT,
                    LOAD_DEFAULT,
                    BOUND_FUNCTION,
                    BOUND_SELF,
                    LOAD_INIT,
                    NEW_INSTANCE,
                    STORE_VALUE,
                    LOAD_SLOT,
                    STORE_SLOT,
                    LOAD_MODULE_VALUE,
                    LOAD_GLOBAL,
                    LOAD_FUNCTION_GLOBAL,
                    LOAD_BUILTIN,
                    MAKE_CELL,
                    LOAD_CELL,
                    STORE_CELL,
                    FREE_CELL ->
                    objects.emit(node);
            case RETAIN -> {
                if (!templateInstructions.isForReturn(node, values.held())) {
                    references.emit(node);
                }
            }
            case STORE_LOCAL, LOAD_LOCAL, RELEASE, RELEASE_QUIETLY -> references.emit(node);
        }
    }
}
