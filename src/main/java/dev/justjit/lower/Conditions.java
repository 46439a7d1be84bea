package dev.justjit.lower;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.RangeIter;
import dev.justjit.abi.layout.TupleIter;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.masm.Cond;
import dev.justjit.masm.DoubleCond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import org.jspecify.annotations.Nullable;

/**
 * Jumps on truth values. One that nothing but a jump asks for is computed there, as flags of the processor, and has no
 * place.
 */
final class Conditions {
    private final Function function;
    private final Access access;
    private final MacroAssembler m;

    Conditions(Function function, Access access) {
        this.function = function;
        this.access = access;
        m = function.masm();
    }

    /** Whether the value is computed by the only node that asks for it: a jump behind it in its block. */
    static boolean isFlags(Node value) {
        boolean computed =
                switch (value.op()) {
                    case INT_COMPARE, FLOAT_COMPARE, IS, UNBOX_BOOL, NOT, HAS_NEXT, HAS_CLASS ->
                            true;
                    default -> false;
                };
        if (!computed
                || value.uses().size() != 1
                || !(value.uses().user(0) instanceof Node user)
                || user.block() != value.block()) {
            return false;
        }
        boolean reads = value.is(Op.HAS_NEXT) || value.is(Op.HAS_CLASS);
        if (reads && following(value) != user) {
            return false; // what it reads may be another by then
        }
        return user.is(Op.BRANCH)
                || user.is(Op.GUARD_TRUE)
                || user.is(Op.NOT) && !reads && isFlags(user);
    }

    /** The next node with code. */
    private static @Nullable Node following(Node node) {
        Node next = node.next();
        while (next != null && (next.is(Op.CONST) || States.isVirtual(next))) {
            next = next.next();
        }
        return next;
    }

    /** Jumps if the truth value is {@code sense}. {@code RET}, {@code TMP0}, {@code ARG0}, {@code F13}, {@code F14} are lost. */
    void jump(Node value, @Nullable Node[] held, boolean sense, Label target) {
        if (!isFlags(value)) {
            Reg flag = use(value, held, Reg.RET);
            m.branch(sense ? Cond.NE : Cond.EQ, Width.W64, flag, 0, target);
            return;
        }
        switch (value.op()) {
            case NOT -> jump(value.input(0), held, !sense, target);
            case INT_COMPARE -> ints(value, held, sense, target);
            case IS -> same(value, held, sense ? Cond.EQ : Cond.NE, target);
            case UNBOX_BOOL -> {
                Reg object = use(value.input(0), held, Reg.RET);
                m.branch(sense ? Cond.EQ : Cond.NE, object, Global.TRUE, target);
            }
            case FLOAT_COMPARE -> {
                FReg left = use(value.input(0), held, FReg.F13);
                FReg right = use(value.input(1), held, FReg.F14);
                m.branch(DoubleCond.of(Ints.operator(value)), left, right, sense, target);
            }
            case HAS_NEXT -> hasNext(value, held, sense, target);
            case HAS_CLASS -> {
                Reg object = use(value.input(0), held, Reg.ARG0);
                m.load(Width.W64, Reg.RET, Mem.at(object, PyObject.TYPE));
                Mem version = Mem.at(Reg.RET, PyType.VERSION_TAG);
                Cond cond = sense ? Cond.EQ : Cond.NE;
                m.branchHalf(cond, version, Symbol.cachedVersion(value.index()), target);
            }
            default -> throw new IllegalStateException(value.toString());
        }
    }

    private Reg use(Node value, @Nullable Node[] held, Reg scratch) {
        return access.use(function.operand(value, held), scratch);
    }

    private FReg use(Node value, @Nullable Node[] held, FReg scratch) {
        return access.use(function.operand(value, held), scratch);
    }

    private void ints(Node value, @Nullable Node[] held, boolean sense, Label target) {
        Cond cond = Ints.condition(value);
        Node left = value.input(0);
        Node right = value.input(1);
        Integer immediate = Ints.immediate(right);
        if (immediate == null && Ints.immediate(left) != null) {
            immediate = Ints.immediate(left);
            left = right;
            cond = cond.swapped();
        }
        if (!sense) {
            cond = cond.inverse();
        }
        Reg first = use(left, held, Reg.RET);
        if (immediate != null) {
            m.branch(cond, Width.W64, first, immediate, target);
        } else {
            m.branch(cond, Width.W64, first, use(right, held, Reg.TMP0), target);
        }
    }

    private void same(Node value, @Nullable Node[] held, Cond cond, Label target) {
        Node left = value.input(0);
        Node right = value.input(1);
        boolean swap = States.origin(left).is(Op.CONST);
        Reg first = use(swap ? right : left, held, Reg.RET);
        Node second = States.origin(swap ? left : right);
        Literal literal = second.is(Op.CONST) ? second.literal() : null;
        if (literal == null) {
            m.branch(cond, Width.W64, first, use(second, held, Reg.TMP0), target);
            return;
        }
        switch (literal.kind()) {
            case NULL -> m.branch(cond, Width.W64, first, 0, target);
            case NONE -> m.branch(cond, first, Global.NONE, target);
            case BOOL ->
                    m.branch(cond, first, literal.bits() == 0 ? Global.FALSE : Global.TRUE, target);
            case CACHED -> m.branch(cond, first, Access.cached(literal), target);
            default -> m.branch(cond, Width.W64, first, use(second, held, Reg.TMP0), target);
        }
    }

    /** The positions of both kinds are at the same places. */
    private void hasNext(Node value, @Nullable Node[] held, boolean sense, Label target) {
        Node source = value.input(0);
        Reg iterator = use(source, held, Reg.ARG0);
        if (source.type().is(Kind.RANGE_ITERATOR)) {
            Mem left = Mem.at(iterator, RangeIter.LEN);
            m.branch(sense ? Cond.GT : Cond.LE, Width.W64, left, 0, target);
            return;
        }
        boolean list = source.type().is(Kind.LIST_ITERATOR);
        Label over = m.newLabel();
        m.load(Width.W64, Reg.RET, Mem.at(iterator, list ? ListIter.SEQ : TupleIter.SEQ));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, sense ? over : target);
        m.load(Width.W64, Reg.TMP0, Mem.at(iterator, list ? ListIter.INDEX : TupleIter.INDEX));
        Cond more = list ? Cond.ABOVE : Cond.GT;
        Mem size = Mem.at(Reg.RET, PyVarObject.OB_SIZE);
        m.branch(sense ? more : more.inverse(), Width.W64, size, Reg.TMP0, target);
        m.bind(over);
    }
}
