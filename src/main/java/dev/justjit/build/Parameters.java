package dev.justjit.build;

import dev.justjit.ir.Block;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;
import dev.justjit.ir.Typing;

/** Parameters of a block that are no objects. */
final class Parameters {
    /** The slot of a parameter that some slot holds. */
    private static final int NOWHERE = -1;

    private final Block block;
    private final Constants constants;

    Parameters(Block block, Constants constants) {
        this.block = block;
        this.constants = constants;
    }

    /**
     * A number, as an object that is not made.
     *
     * @param maybe whether a flag says if there is one
     * @param keeps whether an object comes with it, which it may have
     */
    Node number(int slot, Kind kind, boolean maybe, boolean keeps) {
        boolean isInt = kind == Kind.INT;
        Node number = block.addParameter(isInt ? Type.INT64 : Type.DOUBLE, slot);
        Node flag = maybe ? block.addParameter(Type.FLAG, slot) : null;
        Node object =
                keeps
                        ? block.addParameter(Type.orNull(kind), NOWHERE)
                        : constants.object(Literal.NULL);
        if (flag != null) {
            return unmade(isInt ? Op.BOX_INT_IF : Op.BOX_FLOAT_IF, number, flag, object);
        }
        return keeps
                ? unmade(isInt ? Op.BOX_INT_OR : Op.BOX_FLOAT_OR, number, object)
                : unmade(isInt ? Op.BOX_INT : Op.BOX_FLOAT, number);
    }

    /** An object of numbers, which is not made. */
    Node unmade(Op op, Node... numbers) {
        Node box = block.graph().detached(op, Type.NONE, 0, null, numbers);
        box.setType(Typing.of(box).virtual());
        block.append(box);
        return box;
    }
}
