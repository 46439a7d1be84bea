package dev.justjit.lower;

import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.EnumSet;
import java.util.Set;

/** Which operations use registers that calls do not keep in their hot code. */
final class Clobbers {
    private static final Set<Op> CALLING =
            EnumSet.of(
                    Op.INT_FLOOR_DIVIDE,
                    Op.INT_REMAINDER,
                    Op.INT_TRUE_DIVIDE,
                    Op.INT_LSHIFT,
                    Op.FLOAT_FLOOR_DIVIDE,
                    Op.FLOAT_REMAINDER,
                    Op.STR_EQUAL,
                    Op.DICT_ITEM,
                    Op.DICT_GET,
                    Op.SET_ADD,
                    Op.FORMAT,
                    Op.ITEM_OF,
                    Op.INT_OF,
                    Op.FLOAT_OF,
                    Op.TEXT_OF,
                    Op.JOIN,
                    Op.SLICE,
                    Op.COMPUTE,
                    Op.COMPARE,
                    Op.EQUAL,
                    Op.NEXT_OR_END,
                    Op.FORMAT_OF,
                    Op.TRUTH_OF,
                    Op.NEW_DICT,
                    Op.NEW_SET,
                    Op.CALL_METHOD,
                    Op.CHANGE_LIST,
                    Op.CHANGE_TABLE,
                    Op.STORE_DICT_ITEM,
                    Op.CONTAINS,
                    Op.LENGTH_OF,
                    Op.IS_INSTANCE,
                    Op.ITERATE,
                    Op.NEW_TUPLE,
                    Op.NEW_LIST,
                    Op.NEW_RANGE,
                    Op.NEW_INSTANCE,
                    Op.RANGE_ITERATOR,
                    Op.MAKE_CELL);

    private Clobbers() {}

    /** Whether the node reads its operands when registers have lost their contents. */
    static boolean readsBehind(Node node) {
        return node.is(Op.NEW_TUPLE)
                || node.is(Op.NEW_LIST)
                || node.is(Op.DICT_GET)
                || node.is(Op.CHANGE_TABLE);
    }

    static boolean calls(Node node) {
        return CALLING.contains(node.op()) && !States.isVirtual(node);
    }
}
