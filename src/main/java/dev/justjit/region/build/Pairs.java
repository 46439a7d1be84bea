package dev.justjit.region.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Cond;
import dev.justjit.region.ir.Builtin;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.VRegs;
import dev.justjit.region.ir.Val;
import org.jspecify.annotations.Nullable;

/**
 * Loops over {@code enumerate} of a list or tuple, and over {@code zip} of two, whose pairs are unpacked at once.
 * The iterators inside have one index: a region is entered only where they agree.
 */
public final class Pairs {
    private Pairs() {}

    /** Whether it is the iterator of such a loop. */
    public static boolean isPairIterator(Shape shape) {
        return shape.is(Shape.Kind.ENUMERATE) || shape.is(Shape.Kind.ZIP);
    }

    /** {@code enumerate(a)} and {@code zip(a, b)}, which {@code GET_ITER} has to follow. */
    static Val call(BlockBuilder w, Builtin function, Val[] arguments) {
        boolean zip = function == Builtin.ZIP;
        if (arguments.length != (zip ? 2 : 1) || w.following().opcode() != Opcode.GET_ITER) {
            throw new NotNumeric("a call of " + function.text() + " of another kind");
        }
        Shape first = Sequences.iteratorOf(arguments[0].shape());
        if (zip && !first.equals(Sequences.iteratorOf(arguments[1].shape()))) {
            throw new NotNumeric("a zip of different things");
        }
        Shape shape = zip ? Shape.zip(first) : Shape.enumerate(first, 0);
        Val.Iterator parts = parts(w.region.regs, w.depth(), shape);
        VReg one = Items.pointer(w, arguments[0]);
        VReg other = zip ? Items.pointer(w, arguments[1]) : one;
        w.move(parts.end(), one);
        if (parts.step() != null) {
            w.move(parts.step(), other);
        }
        w.emit(new Op(Op.Kind.SET, parts.current(), null, null, 0));
        return Val.iterator(shape, parts, Val.Identity.fresh());
    }

    /** Index and sequence; in place of a step the second sequence, if there is one. */
    static Val.Iterator parts(VRegs regs, int position, Shape shape) {
        @Nullable VReg second =
                shape.is(Shape.Kind.ZIP) ? regs.ofIterator(position, "second") : null;
        return new Val.Iterator(
                regs.ofIterator(position, "current"),
                regs.ofIterator(position, "sequence"),
                second,
                1);
    }

    /** {@code FOR_ITER} and {@code UNPACK_SEQUENCE}: it -> it b a. Answers the next unit. */
    static int forIter(BlockBuilder w) {
        Val top = w.peek(0);
        Val.Iterator parts = top.iterator();
        Shape inner = top.shape().item();
        Insn unpack = w.following();
        boolean pair = unpack.opcode() == Opcode.UNPACK_SEQUENCE && unpack.oparg() == 2;
        if (parts == null || inner == null || !pair) {
            throw new NotNumeric("a loop over pairs that are kept");
        }
        leaveAtEnd(w, top, inner, parts, parts.end());
        if (parts.step() != null) {
            leaveAtEnd(w, top, inner, parts, parts.step());
            Val first = Sequences.next(w, inner, parts.end(), parts.current());
            w.push(Sequences.next(w, inner, parts.step(), parts.current()));
            w.push(first);
        } else {
            w.push(Sequences.next(w, inner, parts.end(), parts.current()));
            VReg number = w.general();
            long start = top.shape().detail();
            w.emit(new Op(Op.Kind.ADD_WRAP, number, parts.current(), null, start));
            w.push(Val.reg(Shape.INT, number));
        }
        return Sequences.advance(w, parts, unpack.next());
    }

    private static void leaveAtEnd(
            BlockBuilder w, Val top, Shape inner, Val.Iterator parts, VReg sequence) {
        VReg length = Items.length(w, inner, sequence);
        Condition exhausted = Condition.ofInts(Cond.GE, parts.current(), length, 0);
        Sequences.leaveIf(w, top, exhausted);
    }
}
