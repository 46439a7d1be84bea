package dev.justjit.region.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Cond;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.List;
import java.util.Objects;

/** {@code x in (1, 2)}: with few constant numbers, each is compared. */
final class Memberships {
    private static final int MOST = 8;

    private Memberships() {}

    /** {@code LOAD_CONST} of the tuple and the {@code CONTAINS_OP} after it: x -> b. Answers the next unit. */
    static int contains(BlockBuilder w, List<Constant> items, Insn contains) {
        Val value = w.settled(w.pop());
        if (!value.shape().isNumber() || items.size() > MOST) {
            throw new NotNumeric("a search in a tuple");
        }
        VReg found = equals(w, value, items.get(0));
        for (int i = 1; i < items.size(); i++) {
            VReg next = equals(w, value, items.get(i));
            found =
                    Objects.requireNonNull(
                            w.emit(new Op(Op.Kind.OR, w.general(), found, next, 0)).dst);
        }
        Cond cond = contains.oparg() == 0 ? Cond.NE : Cond.EQ;
        w.push(Val.condition(Condition.ofInts(cond, found, null, 0)));
        return contains.next();
    }

    private static VReg equals(BlockBuilder w, Val value, Constant item) {
        boolean isFloat = item.kind() == Constant.Kind.FLOAT;
        if (isFloat && Double.isNaN(item.doubleValue())) {
            throw new NotNumeric("a search for a NaN: it is found by identity");
        }
        Val number =
                isFloat
                        ? Val.known(Shape.FLOAT, Double.doubleToRawLongBits(item.doubleValue()))
                        : Val.known(Shape.INT, item.intValue());
        return w.intReg(Val.condition(Truths.compare(w, ComparisonOperator.EQUAL, value, number)));
    }
}
