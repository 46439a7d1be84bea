package dev.justjit.abi;

import static dev.justjit.abi.Operand.ARG;
import static dev.justjit.abi.Operand.BACKWARD_JUMP;
import static dev.justjit.abi.Operand.CONST;
import static dev.justjit.abi.Operand.FORWARD_JUMP;
import static dev.justjit.abi.Operand.FREE;
import static dev.justjit.abi.Operand.LOCAL;
import static dev.justjit.abi.Operand.NAME;
import static dev.justjit.abi.Operand.PLAIN;

/**
 * The opcodes of CPython 3.13, named and numbered as in {@code Include/opcode_ids.h}. What a
 * specialized or instrumented form is not told itself it has from its base opcode.
 */
public enum Opcode {
    // Real opcodes: number, inline cache entries, stack items popped and pushed, argument.
    CACHE(0, 0, 0, 0, PLAIN),
    BEFORE_ASYNC_WITH(1, 0, 1, 2, PLAIN),
    BEFORE_WITH(2, 0, 1, 2, PLAIN),
    BINARY_SLICE(4, 0, 3, 1, PLAIN),
    BINARY_SUBSCR(5, 1, 2, 1, PLAIN),
    CHECK_EG_MATCH(6, 0, 2, 2, PLAIN),
    CHECK_EXC_MATCH(7, 0, 2, 2, PLAIN),
    CLEANUP_THROW(8, 0, 3, 2, PLAIN),
    DELETE_SUBSCR(9, 0, 2, 0, PLAIN),
    END_ASYNC_FOR(10, 0, 2, 0, PLAIN),
    END_FOR(11, 0, 1, 0, PLAIN),
    END_SEND(12, 0, 2, 1, PLAIN),
    EXIT_INIT_CHECK(13, 0, 1, 0, PLAIN),
    FORMAT_SIMPLE(14, 0, 1, 1, PLAIN),
    FORMAT_WITH_SPEC(15, 0, 2, 1, PLAIN),
    GET_AITER(16, 0, 1, 1, PLAIN),
    RESERVED(17, 0, 0, 0, PLAIN),
    GET_ANEXT(18, 0, 1, 2, PLAIN),
    GET_ITER(19, 0, 1, 1, PLAIN),
    GET_LEN(20, 0, 1, 2, PLAIN),
    GET_YIELD_FROM_ITER(21, 0, 1, 1, PLAIN),
    INTERPRETER_EXIT(22, 0, 1, 0, PLAIN),
    LOAD_ASSERTION_ERROR(23, 0, 0, 1, PLAIN),
    LOAD_BUILD_CLASS(24, 0, 0, 1, PLAIN),
    LOAD_LOCALS(25, 0, 0, 1, PLAIN),
    MAKE_FUNCTION(26, 0, 1, 1, PLAIN),
    MATCH_KEYS(27, 0, 2, 3, PLAIN),
    MATCH_MAPPING(28, 0, 1, 2, PLAIN),
    MATCH_SEQUENCE(29, 0, 1, 2, PLAIN),
    NOP(30, 0, 0, 0, PLAIN),
    POP_EXCEPT(31, 0, 1, 0, PLAIN),
    POP_TOP(32, 0, 1, 0, PLAIN),
    PUSH_EXC_INFO(33, 0, 1, 2, PLAIN),
    PUSH_NULL(34, 0, 0, 1, PLAIN),
    RETURN_GENERATOR(35, 0, 0, 1, PLAIN),
    RETURN_VALUE(36, 0, 1, 0, PLAIN),
    SETUP_ANNOTATIONS(37, 0, 0, 0, PLAIN),
    STORE_SLICE(38, 0, 4, 0, PLAIN),
    STORE_SUBSCR(39, 1, 3, 0, PLAIN),
    TO_BOOL(40, 3, 1, 1, PLAIN),
    UNARY_INVERT(41, 0, 1, 1, PLAIN),
    UNARY_NEGATIVE(42, 0, 1, 1, PLAIN),
    UNARY_NOT(43, 0, 1, 1, PLAIN),
    WITH_EXCEPT_START(44, 0, 4, 5, PLAIN),
    BINARY_OP(45, 1, 2, 1, ARG),
    BUILD_CONST_KEY_MAP(46, 0, 1, 1, ARG),
    BUILD_LIST(47, 0, 0, 1, ARG),
    BUILD_MAP(48, 0, 0, 1, ARG),
    BUILD_SET(49, 0, 0, 1, ARG),
    BUILD_SLICE(50, 0, 2, 1, ARG),
    BUILD_STRING(51, 0, 0, 1, ARG),
    BUILD_TUPLE(52, 0, 0, 1, ARG),
    CALL(53, 3, 2, 1, ARG),
    CALL_FUNCTION_EX(54, 0, 3, 1, ARG),
    CALL_INTRINSIC_1(55, 0, 1, 1, ARG),
    CALL_INTRINSIC_2(56, 0, 2, 1, ARG),
    CALL_KW(57, 0, 3, 1, ARG),
    COMPARE_OP(58, 1, 2, 1, ARG),
    CONTAINS_OP(59, 1, 2, 1, ARG),
    CONVERT_VALUE(60, 0, 1, 1, ARG),
    COPY(61, 0, 0, 1, ARG),
    COPY_FREE_VARS(62, 0, 0, 0, ARG),
    DELETE_ATTR(63, 0, 1, 0, NAME),
    DELETE_DEREF(64, 0, 0, 0, FREE),
    DELETE_FAST(65, 0, 0, 0, LOCAL),
    DELETE_GLOBAL(66, 0, 0, 0, NAME),
    DELETE_NAME(67, 0, 0, 0, NAME),
    DICT_MERGE(68, 0, 4, 3, ARG),
    DICT_UPDATE(69, 0, 1, 0, ARG),
    ENTER_EXECUTOR(70, 0, 0, 0, ARG),
    EXTENDED_ARG(71, 0, 0, 0, ARG),
    FOR_ITER(72, 1, 1, 2, FORWARD_JUMP),
    GET_AWAITABLE(73, 0, 1, 1, ARG),
    IMPORT_FROM(74, 0, 1, 2, NAME),
    IMPORT_NAME(75, 0, 2, 1, NAME),
    IS_OP(76, 0, 2, 1, ARG),
    JUMP_BACKWARD(77, 1, 0, 0, BACKWARD_JUMP),
    JUMP_BACKWARD_NO_INTERRUPT(78, 0, 0, 0, BACKWARD_JUMP),
    JUMP_FORWARD(79, 0, 0, 0, FORWARD_JUMP),
    LIST_APPEND(80, 0, 1, 0, ARG),
    LIST_EXTEND(81, 0, 1, 0, ARG),
    LOAD_ATTR(82, 9, 1, 1, NAME),
    LOAD_CONST(83, 0, 0, 1, CONST),
    LOAD_DEREF(84, 0, 0, 1, FREE),
    LOAD_FAST(85, 0, 0, 1, LOCAL),
    LOAD_FAST_AND_CLEAR(86, 0, 0, 1, LOCAL),
    LOAD_FAST_CHECK(87, 0, 0, 1, LOCAL),
    LOAD_FAST_LOAD_FAST(88, 0, 0, 2, LOCAL),
    LOAD_FROM_DICT_OR_DEREF(89, 0, 1, 1, FREE),
    LOAD_FROM_DICT_OR_GLOBALS(90, 0, 1, 1, NAME),
    LOAD_GLOBAL(91, 4, 0, 1, NAME),
    LOAD_NAME(92, 0, 0, 1, NAME),
    LOAD_SUPER_ATTR(93, 1, 3, 1, NAME),
    MAKE_CELL(94, 0, 0, 0, FREE),
    MAP_ADD(95, 0, 2, 0, ARG),
    MATCH_CLASS(96, 0, 3, 1, ARG),
    POP_JUMP_IF_FALSE(97, 1, 1, 0, FORWARD_JUMP),
    POP_JUMP_IF_NONE(98, 1, 1, 0, FORWARD_JUMP),
    POP_JUMP_IF_NOT_NONE(99, 1, 1, 0, FORWARD_JUMP),
    POP_JUMP_IF_TRUE(100, 1, 1, 0, FORWARD_JUMP),
    RAISE_VARARGS(101, 0, 0, 0, ARG),
    RERAISE(102, 0, 1, 0, ARG),
    RETURN_CONST(103, 0, 0, 0, CONST),
    SEND(104, 1, 2, 2, FORWARD_JUMP),
    SET_ADD(105, 0, 1, 0, ARG),
    SET_FUNCTION_ATTRIBUTE(106, 0, 2, 1, ARG),
    SET_UPDATE(107, 0, 1, 0, ARG),
    STORE_ATTR(108, 4, 2, 0, NAME),
    STORE_DEREF(109, 0, 1, 0, FREE),
    STORE_FAST(110, 0, 1, 0, LOCAL),
    STORE_FAST_LOAD_FAST(111, 0, 1, 1, LOCAL),
    STORE_FAST_STORE_FAST(112, 0, 2, 0, LOCAL),
    STORE_GLOBAL(113, 0, 1, 0, NAME),
    STORE_NAME(114, 0, 1, 0, NAME),
    SWAP(115, 0, 0, 0, ARG),
    UNPACK_EX(116, 0, 1, 1, ARG),
    UNPACK_SEQUENCE(117, 1, 1, 0, ARG),
    YIELD_VALUE(118, 0, 1, 1, ARG),
    RESUME(149, 0, 0, 0, ARG),

    // Specialized forms, which the interpreter puts in place of the base opcode.
    BINARY_OP_INPLACE_ADD_UNICODE(3, BINARY_OP),
    BINARY_OP_ADD_FLOAT(150, BINARY_OP),
    BINARY_OP_ADD_INT(151, BINARY_OP),
    BINARY_OP_ADD_UNICODE(152, BINARY_OP),
    BINARY_OP_MULTIPLY_FLOAT(153, BINARY_OP),
    BINARY_OP_MULTIPLY_INT(154, BINARY_OP),
    BINARY_OP_SUBTRACT_FLOAT(155, BINARY_OP),
    BINARY_OP_SUBTRACT_INT(156, BINARY_OP),
    BINARY_SUBSCR_DICT(157, BINARY_SUBSCR),
    BINARY_SUBSCR_GETITEM(158, BINARY_SUBSCR),
    BINARY_SUBSCR_LIST_INT(159, BINARY_SUBSCR),
    BINARY_SUBSCR_STR_INT(160, BINARY_SUBSCR),
    BINARY_SUBSCR_TUPLE_INT(161, BINARY_SUBSCR),
    CALL_ALLOC_AND_ENTER_INIT(162, CALL),
    CALL_BOUND_METHOD_EXACT_ARGS(163, CALL),
    CALL_BOUND_METHOD_GENERAL(164, CALL),
    CALL_BUILTIN_CLASS(165, CALL),
    CALL_BUILTIN_FAST(166, CALL),
    CALL_BUILTIN_FAST_WITH_KEYWORDS(167, CALL),
    CALL_BUILTIN_O(168, CALL),
    CALL_ISINSTANCE(169, CALL),
    CALL_LEN(170, CALL),
    CALL_LIST_APPEND(171, CALL),
    CALL_METHOD_DESCRIPTOR_FAST(172, CALL),
    CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS(173, CALL),
    CALL_METHOD_DESCRIPTOR_NOARGS(174, CALL),
    CALL_METHOD_DESCRIPTOR_O(175, CALL),
    CALL_NON_PY_GENERAL(176, CALL),
    CALL_PY_EXACT_ARGS(177, CALL),
    CALL_PY_GENERAL(178, CALL),
    CALL_STR_1(179, CALL),
    CALL_TUPLE_1(180, CALL),
    CALL_TYPE_1(181, CALL),
    COMPARE_OP_FLOAT(182, COMPARE_OP),
    COMPARE_OP_INT(183, COMPARE_OP),
    COMPARE_OP_STR(184, COMPARE_OP),
    CONTAINS_OP_DICT(185, CONTAINS_OP),
    CONTAINS_OP_SET(186, CONTAINS_OP),
    FOR_ITER_GEN(187, FOR_ITER),
    FOR_ITER_LIST(188, FOR_ITER),
    FOR_ITER_RANGE(189, FOR_ITER),
    FOR_ITER_TUPLE(190, FOR_ITER),
    LOAD_ATTR_CLASS(191, LOAD_ATTR),
    LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN(192, LOAD_ATTR),
    LOAD_ATTR_INSTANCE_VALUE(193, LOAD_ATTR),
    LOAD_ATTR_METHOD_LAZY_DICT(194, LOAD_ATTR),
    LOAD_ATTR_METHOD_NO_DICT(195, LOAD_ATTR),
    LOAD_ATTR_METHOD_WITH_VALUES(196, LOAD_ATTR),
    LOAD_ATTR_MODULE(197, LOAD_ATTR),
    LOAD_ATTR_NONDESCRIPTOR_NO_DICT(198, LOAD_ATTR),
    LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES(199, LOAD_ATTR),
    LOAD_ATTR_PROPERTY(200, LOAD_ATTR),
    LOAD_ATTR_SLOT(201, LOAD_ATTR),
    LOAD_ATTR_WITH_HINT(202, LOAD_ATTR),
    LOAD_GLOBAL_BUILTIN(203, LOAD_GLOBAL),
    LOAD_GLOBAL_MODULE(204, LOAD_GLOBAL),
    LOAD_SUPER_ATTR_ATTR(205, LOAD_SUPER_ATTR),
    LOAD_SUPER_ATTR_METHOD(206, LOAD_SUPER_ATTR),
    RESUME_CHECK(207, RESUME),
    SEND_GEN(208, SEND),
    STORE_ATTR_INSTANCE_VALUE(209, STORE_ATTR),
    STORE_ATTR_SLOT(210, STORE_ATTR),
    STORE_ATTR_WITH_HINT(211, STORE_ATTR),
    STORE_SUBSCR_DICT(212, STORE_SUBSCR),
    STORE_SUBSCR_LIST_INT(213, STORE_SUBSCR),
    TO_BOOL_ALWAYS_TRUE(214, TO_BOOL),
    TO_BOOL_BOOL(215, TO_BOOL),
    TO_BOOL_INT(216, TO_BOOL),
    TO_BOOL_LIST(217, TO_BOOL),
    TO_BOOL_NONE(218, TO_BOOL),
    TO_BOOL_STR(219, TO_BOOL),
    UNPACK_SEQUENCE_LIST(220, UNPACK_SEQUENCE),
    UNPACK_SEQUENCE_TUPLE(221, UNPACK_SEQUENCE),
    UNPACK_SEQUENCE_TWO_TUPLE(222, UNPACK_SEQUENCE),

    // Instrumented forms, which it puts in while a tool watches the code.
    INSTRUMENTED_RESUME(236, Kind.INSTRUMENTED, RESUME),
    INSTRUMENTED_END_FOR(237, Kind.INSTRUMENTED, END_FOR),
    INSTRUMENTED_END_SEND(238, Kind.INSTRUMENTED, END_SEND),
    INSTRUMENTED_RETURN_VALUE(239, Kind.INSTRUMENTED, RETURN_VALUE),
    INSTRUMENTED_RETURN_CONST(240, Kind.INSTRUMENTED, RETURN_CONST),
    INSTRUMENTED_YIELD_VALUE(241, Kind.INSTRUMENTED, YIELD_VALUE),
    INSTRUMENTED_LOAD_SUPER_ATTR(242, Kind.INSTRUMENTED, LOAD_SUPER_ATTR),
    INSTRUMENTED_FOR_ITER(243, Kind.INSTRUMENTED, FOR_ITER),
    INSTRUMENTED_CALL(244, Kind.INSTRUMENTED, CALL),
    INSTRUMENTED_CALL_KW(245, Kind.INSTRUMENTED, CALL_KW),
    INSTRUMENTED_CALL_FUNCTION_EX(246, Kind.INSTRUMENTED, CALL_FUNCTION_EX),
    INSTRUMENTED_INSTRUCTION(247, Kind.INSTRUMENTED, 0, 0, 0, PLAIN),
    INSTRUMENTED_JUMP_FORWARD(248, Kind.INSTRUMENTED, JUMP_FORWARD),
    INSTRUMENTED_JUMP_BACKWARD(249, Kind.INSTRUMENTED, JUMP_BACKWARD),
    INSTRUMENTED_POP_JUMP_IF_TRUE(250, Kind.INSTRUMENTED, POP_JUMP_IF_TRUE),
    INSTRUMENTED_POP_JUMP_IF_FALSE(251, Kind.INSTRUMENTED, POP_JUMP_IF_FALSE),
    INSTRUMENTED_POP_JUMP_IF_NONE(252, Kind.INSTRUMENTED, POP_JUMP_IF_NONE),
    INSTRUMENTED_POP_JUMP_IF_NOT_NONE(253, Kind.INSTRUMENTED, POP_JUMP_IF_NOT_NONE),
    INSTRUMENTED_LINE(254, Kind.INSTRUMENTED, 0, 0, 0, PLAIN),

    // Pseudo opcodes of the compiler, never in a code object.
    JUMP(256, Kind.PSEUDO, 0, 0, 0, FORWARD_JUMP),
    JUMP_NO_INTERRUPT(257, Kind.PSEUDO, 0, 0, 0, FORWARD_JUMP),
    LOAD_CLOSURE(258, Kind.PSEUDO, 0, 0, 1, LOCAL),
    LOAD_METHOD(259, Kind.PSEUDO, 0, 1, 2, NAME),
    LOAD_SUPER_METHOD(260, Kind.PSEUDO, 0, 3, 2, NAME),
    LOAD_ZERO_SUPER_ATTR(261, Kind.PSEUDO, 0, 3, 2, NAME),
    LOAD_ZERO_SUPER_METHOD(262, Kind.PSEUDO, 0, 3, 2, NAME),
    POP_BLOCK(263, Kind.PSEUDO, 0, 0, 0, PLAIN),
    SETUP_CLEANUP(264, Kind.PSEUDO, 0, 0, 0, ARG),
    SETUP_FINALLY(265, Kind.PSEUDO, 0, 0, 0, ARG),
    SETUP_WITH(266, Kind.PSEUDO, 0, 0, 0, ARG),
    STORE_FAST_MAYBE_NULL(267, Kind.PSEUDO, 0, 1, 0, LOCAL);

    /** Which part an opcode plays. */
    public enum Kind {
        /** In code objects as compiled. */
        REAL,
        /** Only in the live copy of the bytecode: adapted to the types seen. */
        SPECIALIZED,
        /** Only in the live copy of the bytecode: reports events to a tool. */
        INSTRUMENTED,
        /** Only inside the compiler. */
        PSEUDO
    }

    private static final Opcode[] BY_NUMBER = byNumber();

    private final int number;
    private final Kind kind;
    private final Opcode base;
    private final int caches;
    private final int popped;
    private final int pushed;
    private final int operand;

    Opcode(int number, int caches, int popped, int pushed, int operand) {
        this(number, Kind.REAL, caches, popped, pushed, operand);
    }

    Opcode(int number, Kind kind, int caches, int popped, int pushed, int operand) {
        this.number = number;
        this.kind = kind;
        this.base = this;
        this.caches = caches;
        this.popped = popped;
        this.pushed = pushed;
        this.operand = operand;
    }

    Opcode(int number, Opcode base) {
        this(number, Kind.SPECIALIZED, base);
    }

    Opcode(int number, Kind kind, Opcode base) {
        this.number = number;
        this.kind = kind;
        this.base = base;
        this.caches = base.caches;
        this.popped = base.popped;
        this.pushed = base.pushed;
        this.operand = base.operand;
    }

    private static Opcode[] byNumber() {
        Opcode[] all = values();
        Opcode[] table = new Opcode[STORE_FAST_MAYBE_NULL.number + 1];
        for (int i = 0; i < table.length; i++) {
            table[i] = RESERVED;
        }
        for (Opcode opcode : all) {
            table[opcode.number] = opcode;
        }
        return table;
    }

    /** The opcode with this number, or {@link #RESERVED} when CPython 3.13 assigns none to it. */
    public static Opcode of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : RESERVED;
    }

    /** The number; above 255 for pseudo opcodes. */
    public int number() {
        return number;
    }

    /** Which part the opcode plays. */
    public Kind kind() {
        return kind;
    }

    /** The number of code units of inline cache after the instruction. */
    public int caches() {
        return caches;
    }

    /** What a specialized or instrumented form stands for; for others the opcode itself. */
    public Opcode base() {
        return base;
    }

    /** Whether the argument means anything. */
    public boolean hasArg() {
        return (operand & Operand.ARG) != 0;
    }

    /** Whether the argument is a distance in units, from the end of the inline cache. */
    public boolean hasJump() {
        return (operand & Operand.JUMP_BIT) != 0;
    }

    /** Whether the distance is backwards. */
    public boolean jumpsBackward() {
        return operand == BACKWARD_JUMP;
    }

    /** Whether the argument is an index into the constants. */
    public boolean hasConst() {
        return (operand & Operand.CONST_BIT) != 0;
    }

    /** Whether the argument holds an index into the names, be it shifted left. */
    public boolean hasName() {
        return (operand & Operand.NAME_BIT) != 0;
    }

    /** Whether the argument holds one or two indices of local variables. */
    public boolean hasLocal() {
        return (operand & Operand.LOCAL_BIT) != 0;
    }

    /** Whether the argument is the index of a cell or free variable. */
    public boolean hasFree() {
        return (operand & Operand.FREE_BIT) != 0;
    }

    /**
     * The number of stack items that the instruction takes. Items that it only looks at count as
     * taken and put back.
     */
    public int popped(int oparg) {
        return popped + StackEffect.morePopped(base, oparg);
    }

    /**
     * The number of stack items that the instruction puts in place of those it takes, when control
     * goes on with the next instruction. For SEND the same holds when it jumps.
     */
    public int pushed(int oparg) {
        return pushed + StackEffect.morePushed(base, oparg);
    }

    /**
     * As {@link #pushed}, when the instruction jumps. An exhausted FOR_ITER leaves nothing, and goes
     * on two units after its nominal target: past END_FOR and POP_TOP.
     */
    public int pushedWhenJumping(int oparg) {
        return base == FOR_ITER ? 0 : pushed(oparg);
    }
}
