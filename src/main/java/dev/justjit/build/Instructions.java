package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Node;

/** The one table from opcode to what it means. */
final class Instructions {
    private Instructions() {}

    /** Builds an instruction; those that are not named are one node each. */
    static void build(Builder b, Insn insn) {
        if (!SpecialCalls.build(b, insn, false)) {
            one(b, insn);
        }
    }

    private static void one(Builder b, Insn insn) {
        int oparg = insn.oparg();
        switch (insn.opcode()) {
            case NOP -> {}
            case RESUME -> b.nodes().safepoint();

            // locals, constants, stack
            case LOAD_FAST, LOAD_FAST_CHECK -> Locals.load(b, insn);
            case LOAD_FAST_LOAD_FAST -> Locals.loadTwo(b, oparg);
            case LOAD_FAST_AND_CLEAR -> Locals.loadAndClear(b, oparg);
            case STORE_FAST -> b.locals().pop(oparg);
            case STORE_FAST_LOAD_FAST -> Locals.storeAndLoad(b, oparg);
            case STORE_FAST_STORE_FAST -> Locals.storeTwo(b, oparg);
            case DELETE_FAST -> Locals.delete(b, oparg);
            case LOAD_CONST -> b.push(b.values().element(oparg));
            case PUSH_NULL -> b.push(b.values().nullValue());
            case POP_TOP, END_FOR -> b.drop();
            case COPY -> copy(b, oparg - 1);
            case SWAP -> Locals.swap(b, oparg);
            case END_SEND -> Locals.endSend(b);
            case MAKE_CELL -> Cells.make(b, oparg);
            case COPY_FREE_VARS -> Cells.copyFree(b, oparg);
            case LOAD_DEREF -> Cells.load(b, oparg);
            case STORE_DEREF -> Cells.store(b, oparg);

            // operators
            case BINARY_OP -> Arithmetic.binary(b, insn);
            case UNARY_NEGATIVE -> Arithmetic.negative(b);
            case UNARY_INVERT -> Arithmetic.invert(b);
            case UNARY_NOT -> Truth.not(b);
            case TO_BOOL -> Truth.toBool(b, insn);
            case COMPARE_OP -> Comparisons.compare(b, insn);
            case IS_OP -> Comparisons.is(b, oparg);
            case CONTAINS_OP -> Comparisons.contains(b, insn);

            // subscripts, sequences, attributes, names
            case BINARY_SUBSCR -> Subscripts.load(b, insn);
            case STORE_SUBSCR -> Subscripts.store(b, insn);
            case BINARY_SLICE -> Subscripts.slice(b);
            case BUILD_TUPLE -> Sequences.tuple(b, oparg);
            case BUILD_LIST -> Sequences.list(b, oparg);
            case BUILD_MAP -> Tables.map(b, oparg);
            case BUILD_CONST_KEY_MAP -> Tables.constantKeys(b, oparg);
            case BUILD_SET -> Tables.set(b, oparg);
            case FORMAT_SIMPLE -> Texts.format(b);
            case CONVERT_VALUE -> Texts.convert(b, oparg);
            case FORMAT_WITH_SPEC -> Texts.formatWith(b);
            case BUILD_STRING -> Texts.join(b, oparg);
            case LIST_APPEND -> Sequences.append(b, oparg);
            case SET_ADD -> Sequences.add(b, oparg);
            case MAP_ADD -> Tables.add(b, oparg);
            case UNPACK_SEQUENCE -> Sequences.unpack(b, insn);
            case LOAD_ATTR -> Attributes.load(b, insn);
            case STORE_ATTR -> Attributes.store(b, insn);
            case LOAD_SUPER_ATTR -> Supers.load(b, insn);
            case LOAD_GLOBAL -> Globals.load(b, insn);

            // control flow, calls
            case JUMP_FORWARD, JUMP_BACKWARD_NO_INTERRUPT -> b.jump(insn.target());
            case JUMP_BACKWARD -> Branches.backward(b, insn);
            case POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE -> Branches.ifTrue(b, insn);
            case POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE -> Branches.ifNone(b, insn);
            case GET_ITER -> Iteration.getIter(b);
            case FOR_ITER -> Iteration.forIter(b, insn);
            case SEND -> GenericInstructions.branch(b, insn.target(), 0, true);
            case CALL -> Calls.call(b, insn);
            case CALL_KW -> Calls.callKeywords(b, insn);
            case RETURN_VALUE -> Locals.returnTop(b);
            case RETURN_CONST -> Locals.returnConstant(b, oparg);
            case RAISE_VARARGS, RERAISE -> Calls.raise(b, insn);

            default -> GenericInstructions.build(b);
        }
        if (insn.suspends() && b.isReached()) {
            b.jump(insn.next());
        }
    }

    /** One more mention of an entry. */
    private static void copy(Builder b, int fromTop) {
        Node value = b.peek(fromTop);
        ReferenceState referenceState = b.referenceState(fromTop);
        if (referenceState == ReferenceState.OWNED) {
            b.references().retain(value);
        }
        b.push(value, referenceState);
    }
}
