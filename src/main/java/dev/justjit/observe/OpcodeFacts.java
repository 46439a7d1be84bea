package dev.justjit.observe;

import dev.justjit.abi.Opcode;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How each opcode is compiled. A test compares the table with the templates' sources.
 *
 * <p>Tiers: {@code T0} inline without a guard; {@code T1} inline behind a guard, with a slow path or
 * an exit; {@code T2} a call of a function of CPython or of a stub that makes such calls.
 */
final class OpcodeFacts {
    /** Opcode, tiers, the CPython functions that do the work in T2. */
    // spotless:off
    private static final String[] COMPILED = {
        "BEFORE_ASYNC_WITH       | T2       | _PyObject_LookupSpecial, PyObject_CallNoArgs",
        "BEFORE_WITH             | T2       | _PyObject_LookupSpecial, PyObject_CallNoArgs",
        "BINARY_OP               | T0 T1 T2 | PyNumber_*, PyUnicode_Append",
        "BINARY_SLICE            | T2       | PyList_GetSlice, PyUnicode_Substring, PyObject_GetItem",
        "BINARY_SUBSCR           | T1 T2    | PyObject_GetItem, PyDict_GetItemRef",
        "BUILD_CONST_KEY_MAP     | T2       | _PyDict_FromItems",
        "BUILD_LIST              | T2       | _PyList_FromArraySteal",
        "BUILD_MAP               | T2       | _PyDict_FromItems",
        "BUILD_SET               | T2       | PySet_New, PySet_Add",
        "BUILD_SLICE             | T2       | PySlice_New",
        "BUILD_STRING            | T2       | _PyUnicode_JoinArray",
        "BUILD_TUPLE             | T2       | _PyTuple_FromArraySteal",
        "CALL                    | T1 T2    | PyObject_Vectorcall, _PyEvalFramePushAndInit",
        "CALL_FUNCTION_EX        | T2       | PyObject_Call",
        "CALL_INTRINSIC_1        | T2       | _PyIntrinsics_UnaryFunctions",
        "CALL_INTRINSIC_2        | T2       | _PyIntrinsics_BinaryFunctions",
        "CALL_KW                 | T2       | PyObject_Vectorcall, _PyEvalFramePushAndInit",
        "CHECK_EG_MATCH          | T2       | _PyEval_ExceptionGroupMatch",
        "CHECK_EXC_MATCH         | T2       | PyErr_GivenExceptionMatches",
        "CLEANUP_THROW           | T2       | PyErr_GivenExceptionMatches",
        "COMPARE_OP              | T0 T1 T2 | PyObject_RichCompare",
        "CONTAINS_OP             | T2       | PySequence_Contains",
        "CONVERT_VALUE           | T2       | _PyEval_ConversionFuncs",
        "COPY                    | T0       |",
        "COPY_FREE_VARS          | T0       |",
        "DELETE_ATTR             | T2       | PyObject_DelAttr",
        "DELETE_DEREF            | T0       | _PyEval_FormatExcUnbound",
        "DELETE_FAST             | T0       | _PyEval_FormatExcCheckArg",
        "DELETE_GLOBAL           | T2       | PyDict_Pop",
        "DELETE_NAME             | T2       | PyObject_DelItem",
        "DELETE_SUBSCR           | T2       | PyObject_DelItem",
        "DICT_MERGE              | T2       | _PyDict_MergeEx",
        "DICT_UPDATE             | T2       | PyDict_Update",
        "END_ASYNC_FOR           | T2       | PyErr_GivenExceptionMatches",
        "END_FOR                 | T0       |",
        "END_SEND                | T0       |",
        "EXTENDED_ARG            | T0       |",
        "FORMAT_SIMPLE           | T1 T2    | PyObject_Format",
        "FORMAT_WITH_SPEC        | T2       | PyObject_Format",
        "FOR_ITER                | T1 T2    | tp_iternext",
        "GET_AITER               | T2       | am_aiter",
        "GET_ANEXT               | T2       | am_anext, _PyCoro_GetAwaitableIter",
        "GET_AWAITABLE           | T1 T2    | _PyCoro_GetAwaitableIter",
        "GET_ITER                | T2       | PyObject_GetIter",
        "GET_LEN                 | T2       | PyObject_Length",
        "GET_YIELD_FROM_ITER     | T1 T2    | PyObject_GetIter",
        "IMPORT_FROM             | T2       | PyObject_GetOptionalAttr",
        "IMPORT_NAME             | T2       | PyImport_ImportModuleLevelObject",
        "IS_OP                   | T0       |",
        "JUMP_BACKWARD           | T0       |",
        "JUMP_BACKWARD_NO_INTERRUPT | T0    |",
        "JUMP_FORWARD            | T0       |",
        "LIST_APPEND             | T0 T2    | _PyList_AppendTakeRefListResize",
        "LIST_EXTEND             | T2       | _PyList_Extend",
        "LOAD_ASSERTION_ERROR    | T0       |",
        "LOAD_ATTR               | T1 T2    | PyObject_GetAttr, _PyObject_GetMethod",
        "LOAD_BUILD_CLASS        | T2       | PyMapping_GetOptionalItem",
        "LOAD_CONST              | T0       |",
        "LOAD_DEREF              | T0       | _PyEval_FormatExcUnbound",
        "LOAD_FAST               | T0       |",
        "LOAD_FAST_AND_CLEAR     | T0       |",
        "LOAD_FAST_CHECK         | T0       | _PyEval_FormatExcCheckArg",
        "LOAD_FAST_LOAD_FAST     | T0       |",
        "LOAD_FROM_DICT_OR_DEREF | T2       | PyMapping_GetOptionalItem",
        "LOAD_FROM_DICT_OR_GLOBALS | T2     | PyMapping_GetOptionalItem, _PyDict_LoadGlobal",
        "LOAD_GLOBAL             | T1 T2    | _PyDict_LoadGlobal",
        "LOAD_LOCALS             | T0       |",
        "LOAD_NAME               | T2       | PyMapping_GetOptionalItem, PyDict_GetItemRef",
        "LOAD_SUPER_ATTR         | T1 T2    | _PySuper_Lookup, PyObject_GetAttr",
        "MAKE_CELL               | T2       | PyCell_New",
        "MAKE_FUNCTION           | T2       | PyFunction_New",
        "MAP_ADD                 | T2       | _PyDict_SetItem_Take2",
        "MATCH_CLASS             | T2       | _PyEval_MatchClass",
        "MATCH_KEYS              | T2       | _PyEval_MatchKeys",
        "MATCH_MAPPING           | T0       |",
        "MATCH_SEQUENCE          | T0       |",
        "NOP                     | T0       |",
        "POP_EXCEPT              | T0       |",
        "POP_JUMP_IF_FALSE       | T0       |",
        "POP_JUMP_IF_NONE        | T0       |",
        "POP_JUMP_IF_NOT_NONE    | T0       |",
        "POP_JUMP_IF_TRUE        | T0       |",
        "POP_TOP                 | T0       |",
        "PUSH_EXC_INFO           | T0       |",
        "PUSH_NULL               | T0       |",
        "RAISE_VARARGS           | T2       | PyErr_SetRaisedException, PyException_SetCause",
        "RERAISE                 | T2       | PyErr_SetRaisedException",
        "RESUME                  | T0       |",
        "RETURN_CONST            | T0       |",
        "RETURN_GENERATOR        | T2       | _Py_MakeCoro",
        "RETURN_VALUE            | T0       |",
        "SEND                    | T1 T2    | PyIter_Send",
        "SETUP_ANNOTATIONS       | T2       | PyMapping_GetOptionalItem, PyObject_SetItem",
        "SET_ADD                 | T2       | PySet_Add",
        "SET_FUNCTION_ATTRIBUTE  | T0       |",
        "SET_UPDATE              | T2       | _PySet_Update",
        "STORE_ATTR              | T1 T2    | PyObject_SetAttr",
        "STORE_DEREF             | T0       |",
        "STORE_FAST              | T0       |",
        "STORE_FAST_LOAD_FAST    | T0       |",
        "STORE_FAST_STORE_FAST   | T0       |",
        "STORE_GLOBAL            | T2       | PyDict_SetItem",
        "STORE_NAME              | T2       | PyDict_SetItem, PyObject_SetItem",
        "STORE_SLICE             | T2       | PySlice_New, PyObject_SetItem",
        "STORE_SUBSCR            | T1 T2    | PyObject_SetItem",
        "SWAP                    | T0       |",
        "TO_BOOL                 | T0 T1 T2 | PyObject_IsTrue",
        "UNARY_INVERT            | T0 T1 T2 | PyNumber_Invert",
        "UNARY_NEGATIVE          | T0 T1 T2 | PyNumber_Negative",
        "UNARY_NOT               | T0       |",
        "UNPACK_EX               | T2       | _PyEval_UnpackIterable",
        "UNPACK_SEQUENCE         | T1 T2    | _PyEval_UnpackIterable",
        "WITH_EXCEPT_START       | T2       | PyObject_Vectorcall",
        "YIELD_VALUE             | T0       |",
    };

    /** Opcode, reason. */
    private static final String[] REFUSED = {
        "CACHE                   | inline data of the instruction before, never run",
        "ENTER_EXECUTOR          | only in builds with CPython's own JIT or tier-2 interpreter",
        "EXIT_INIT_CHECK         | only in the interpreter's own code for calling __init__",
        "INTERPRETER_EXIT        | only in the interpreter's own code for leaving its loop",
        "RESERVED                | never emitted",
    };

    /** Specialized forms that choose a fast path or an exit of their own. */
    private static final String[] USED = {
        "BINARY_OP_ADD_FLOAT", "BINARY_OP_ADD_INT", "BINARY_OP_INPLACE_ADD_UNICODE",
        "BINARY_OP_MULTIPLY_FLOAT", "BINARY_OP_MULTIPLY_INT",
        "BINARY_OP_SUBTRACT_FLOAT", "BINARY_OP_SUBTRACT_INT", "BINARY_SUBSCR_DICT",
        "BINARY_SUBSCR_LIST_INT", "BINARY_SUBSCR_STR_INT", "BINARY_SUBSCR_TUPLE_INT",
        "CALL_ALLOC_AND_ENTER_INIT", "CALL_BOUND_METHOD_EXACT_ARGS", "CALL_BUILTIN_CLASS", "CALL_BUILTIN_FAST",
        "CALL_BUILTIN_FAST_WITH_KEYWORDS", "CALL_BUILTIN_O", "CALL_ISINSTANCE", "CALL_LEN", "CALL_LIST_APPEND",
        "CALL_METHOD_DESCRIPTOR_FAST", "CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS", "CALL_METHOD_DESCRIPTOR_NOARGS",
        "CALL_METHOD_DESCRIPTOR_O",
        "CALL_PY_EXACT_ARGS", "CALL_PY_GENERAL", "CALL_STR_1", "CALL_TUPLE_1", "CALL_TYPE_1", "COMPARE_OP_FLOAT", "COMPARE_OP_INT",
        "COMPARE_OP_STR", "FOR_ITER_GEN", "FOR_ITER_LIST", "FOR_ITER_RANGE", "FOR_ITER_TUPLE", "LOAD_ATTR_CLASS",
        "LOAD_ATTR_INSTANCE_VALUE", "LOAD_ATTR_METHOD_LAZY_DICT", "LOAD_ATTR_METHOD_NO_DICT",
        "LOAD_ATTR_METHOD_WITH_VALUES", "LOAD_ATTR_MODULE",
        "LOAD_ATTR_NONDESCRIPTOR_NO_DICT", "LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES", "LOAD_ATTR_SLOT", "LOAD_GLOBAL_BUILTIN",
        "LOAD_GLOBAL_MODULE", "STORE_ATTR_INSTANCE_VALUE", "STORE_ATTR_SLOT",
        "STORE_SUBSCR_LIST_INT", "TO_BOOL_ALWAYS_TRUE", "TO_BOOL_BOOL", "TO_BOOL_INT",
        "TO_BOOL_LIST", "TO_BOOL_NONE", "TO_BOOL_STR",
    };
    // spotless:on

    private final Map<Opcode, String[]> compiled = new EnumMap<>(Opcode.class);
    private final Map<Opcode, String> refused = new EnumMap<>(Opcode.class);
    private final Map<Opcode, Boolean> used = new EnumMap<>(Opcode.class);

    OpcodeFacts() {
        for (String row : COMPILED) {
            String[] cells = row.split("\\|", -1);
            String[] facts = {cells[1].strip(), cells[2].strip()};
            compiled.put(Opcode.valueOf(cells[0].strip()), facts);
        }
        remember(refused, REFUSED);
        for (String name : USED) {
            used.put(Opcode.valueOf(name), true);
        }
    }

    private static void remember(Map<Opcode, String> texts, String[] rows) {
        for (String row : rows) {
            String[] cells = row.split("\\|", -1);
            texts.put(Opcode.valueOf(cells[0].strip()), cells[1].strip());
        }
    }

    /** Tiers, separated by blanks; the empty string when the opcode is not compiled. */
    String tiers(Opcode opcode) {
        String[] facts = compiled.get(opcode);
        return facts == null ? "" : facts[0];
    }

    /** CPython's functions for the general case, separated by commas. */
    String helpers(Opcode opcode) {
        String[] facts = compiled.get(opcode);
        return facts == null ? "" : facts[1];
    }

    /** Why an opcode is not compiled, or null. */
    @Nullable String note(Opcode opcode) {
        return refused.get(opcode);
    }

    /** Whether a specialized form leads to code of its own. */
    boolean isUsed(Opcode specialized) {
        return used.containsKey(specialized);
    }
}
