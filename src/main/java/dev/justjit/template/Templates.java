package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Stub;
import dev.justjit.compile.TemplateTable;

/** The one table from opcode to template. */
public final class Templates implements TemplateTable {
    @Override
    public void emit(Emission e, Insn insn) {
        int oparg = insn.oparg();
        switch (insn.opcode()) {
            case NOP, EXTENDED_ARG -> {}
            case RESUME -> Frames.resume(e, insn);

            // locals, constants, stack
            case LOAD_FAST -> e.pushLocal(oparg);
            case LOAD_FAST_LOAD_FAST -> {
                e.pushLocal(oparg >> 4);
                e.pushLocal(oparg & 15);
            }
            case LOAD_FAST_CHECK -> Locals.loadCheck(e, insn);
            case LOAD_FAST_AND_CLEAR -> Locals.loadAndClear(e, insn);
            case STORE_FAST -> Locals.store(e, oparg);
            case STORE_FAST_LOAD_FAST -> {
                Locals.store(e, oparg >> 4, false);
                e.pushLocal(oparg & 15);
            }
            case STORE_FAST_STORE_FAST -> {
                Locals.store(e, oparg >> 4, false);
                Locals.store(e, oparg & 15);
            }
            case DELETE_FAST -> Locals.delete(e, insn);
            case LOAD_CONST -> e.pushConst(oparg);
            case PUSH_NULL -> e.pushNull();
            case POP_TOP, END_FOR -> StackOps.popTop(e);
            case COPY -> StackOps.copy(e, insn);
            case SWAP -> StackOps.swap(e, insn);
            case MAKE_CELL -> Cells.make(e, insn);
            case COPY_FREE_VARS -> Cells.copyFree(e, insn);
            case LOAD_DEREF -> Cells.load(e, insn);
            case STORE_DEREF -> Cells.store(e, insn);
            case DELETE_DEREF -> Cells.delete(e, insn);

            // operators
            case BINARY_OP -> Arithmetic.binaryOp(e, insn);
            case UNARY_NEGATIVE -> Arithmetic.negative(e, insn);
            case UNARY_INVERT -> Arithmetic.invert(e, insn);
            case UNARY_NOT -> Arithmetic.not(e, insn);
            case TO_BOOL -> Truth.toBool(e, insn);
            case COMPARE_OP -> Comparisons.compare(e, insn);
            case IS_OP -> Comparisons.is(e, insn);
            case CONTAINS_OP -> Comparisons.contains(e, insn);

            // subscripts and attributes
            case BINARY_SUBSCR -> Subscripts.load(e, insn);
            case STORE_SUBSCR -> Subscripts.store(e, insn);
            case DELETE_SUBSCR -> Subscripts.delete(e, insn);
            case BINARY_SLICE -> Subscripts.loadSlice(e, insn);
            case STORE_SLICE -> Subscripts.storeSlice(e, insn);
            case BUILD_SLICE -> Subscripts.build(e, insn);
            case LOAD_ATTR -> Attributes.load(e, insn);
            case LOAD_SUPER_ATTR -> SuperSites.load(e, insn);
            case STORE_ATTR -> AttributeStores.store(e, insn);
            case DELETE_ATTR -> Attributes.delete(e, insn);

            // names
            case LOAD_GLOBAL -> Globals.load(e, insn);
            case STORE_GLOBAL -> Globals.store(e, insn);
            case DELETE_GLOBAL -> Globals.delete(e, insn);
            case LOAD_NAME -> Names.load(e, insn);
            case STORE_NAME -> Names.store(e, insn);
            case DELETE_NAME -> Names.delete(e, insn);
            case LOAD_LOCALS -> Names.loadLocals(e, insn);
            case LOAD_FROM_DICT_OR_DEREF -> Names.loadFromDictOrDeref(e, insn);
            case LOAD_FROM_DICT_OR_GLOBALS -> Names.loadFromDictOrGlobals(e, insn);
            case SETUP_ANNOTATIONS -> Names.setupAnnotations(e, insn);
            case LOAD_BUILD_CLASS -> Names.loadBuildClass(e, insn);

            default -> emitRest(e, insn);
        }
    }

    @Override
    public void emitReturn(Emission e) {
        Returns.returnSaved(e);
    }

    private static void emitRest(Emission e, Insn insn) {
        switch (insn.opcode()) {
            // building and unpacking
            case BUILD_TUPLE -> Builders.sequence(e, insn, Stub.TUPLE_OF, KnownType.TUPLE);
            case BUILD_LIST -> Builders.sequence(e, insn, Stub.LIST_OF, KnownType.LIST);
            case BUILD_SET -> Builders.set(e, insn);
            case BUILD_STRING -> Builders.string(e, insn);
            case BUILD_MAP -> Builders.map(e, insn);
            case BUILD_CONST_KEY_MAP -> Builders.constKeyMap(e, insn);
            case LIST_APPEND -> Builders.listAppend(e, insn);
            case LIST_EXTEND -> Builders.listExtend(e, insn);
            case SET_ADD -> Builders.addBorrowed(e, insn, Helper.PYSET_ADD);
            case SET_UPDATE -> Builders.addBorrowed(e, insn, Helper.PYSET_UPDATE);
            case MAP_ADD -> Builders.mapAdd(e, insn);
            case DICT_UPDATE -> Builders.dictUpdate(e, insn);
            case DICT_MERGE -> Builders.dictMerge(e, insn);
            case UNPACK_SEQUENCE -> Builders.unpack(e, insn);
            case UNPACK_EX -> Builders.unpackEx(e, insn);
            case GET_LEN -> Builders.length(e, insn);

            // calls and functions
            case CALL -> Calls.call(e, insn);
            case CALL_KW -> Calls.callKeywords(e, insn);
            case CALL_FUNCTION_EX -> Calls.callEx(e, insn);
            case CALL_INTRINSIC_1 -> Calls.intrinsic(e, insn, Global.UNARY_INTRINSICS, 1);
            case CALL_INTRINSIC_2 -> Calls.intrinsic(e, insn, Global.BINARY_INTRINSICS, 2);
            case MAKE_FUNCTION -> Calls.makeFunction(e, insn);
            case SET_FUNCTION_ATTRIBUTE -> Calls.setFunctionAttribute(e, insn);
            case RETURN_VALUE -> Returns.returnTop(e);
            case RETURN_CONST -> Returns.returnConst(e, insn);

            // control flow
            case JUMP_FORWARD, JUMP_BACKWARD_NO_INTERRUPT -> Branches.jump(e, insn);
            case JUMP_BACKWARD -> Branches.jumpBackward(e, insn);
            case POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE -> Branches.popJumpIf(e, insn);
            case POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE -> Branches.popJumpIfNone(e, insn);
            case GET_ITER -> Iteration.getIter(e, insn);
            case FOR_ITER -> Iteration.forIter(e, insn);

            // suspending
            case RETURN_GENERATOR -> Generators.returnGenerator(e, insn);
            case YIELD_VALUE -> Generators.yieldValue(e, insn);
            case SEND -> Generators.send(e, insn);
            case END_SEND -> Generators.endSend(e, insn);
            case GET_YIELD_FROM_ITER -> Generators.getYieldFromIter(e, insn);
            case CLEANUP_THROW -> Generators.cleanupThrow(e, insn);
            case GET_AWAITABLE -> Coroutines.getAwaitable(e, insn);
            case GET_AITER -> Coroutines.getAiter(e, insn);
            case GET_ANEXT -> Coroutines.getAnext(e, insn);
            case END_ASYNC_FOR -> Coroutines.endAsyncFor(e, insn);
            case BEFORE_ASYNC_WITH -> Coroutines.beforeAsyncWith(e, insn);

            // exceptions
            case PUSH_EXC_INFO -> Exceptions.pushInfo(e, insn);
            case POP_EXCEPT -> Exceptions.popExcept(e, insn);
            case CHECK_EXC_MATCH -> Exceptions.checkMatch(e, insn);
            case CHECK_EG_MATCH -> Exceptions.checkGroupMatch(e, insn);
            case RAISE_VARARGS -> Exceptions.raiseVarargs(e, insn);
            case RERAISE -> Exceptions.reraise(e, insn);
            case LOAD_ASSERTION_ERROR -> Exceptions.loadAssertionError(e, insn);
            case BEFORE_WITH -> Exceptions.beforeWith(e, insn);
            case WITH_EXCEPT_START -> Exceptions.withExceptStart(e, insn);

            // imports, matching, formatting
            case IMPORT_NAME -> Imports.importName(e, insn);
            case IMPORT_FROM -> Imports.importFrom(e, insn);
            case MATCH_CLASS -> Matching.matchClass(e, insn);
            case MATCH_KEYS -> Matching.matchKeys(e, insn);
            case MATCH_MAPPING -> Matching.matchFlag(e, insn);
            case MATCH_SEQUENCE -> Matching.matchFlag(e, insn);
            case CONVERT_VALUE -> Formatting.convert(e, insn);
            case FORMAT_SIMPLE -> Formatting.simple(e, insn);
            case FORMAT_WITH_SPEC -> Formatting.withSpec(e, insn);

            default -> throw new NotCompiled("opcode " + insn.opcode() + " is not compiled");
        }
    }
}
