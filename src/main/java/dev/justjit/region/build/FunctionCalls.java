package dev.justjit.region.build;

import dev.justjit.abi.Opcode;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Callee;
import dev.justjit.region.ir.Checkpoint;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Calls of Python functions with registers, and their returns. */
final class FunctionCalls {
    private FunctionCalls() {}

    static void call(BlockBuilder w, Val callable, Val[] arguments) {
        List<Shape> shapes = new ArrayList<>();
        List<VReg> registers = new ArrayList<>();
        for (Val argument : arguments) {
            Shape shape = argument.shape();
            boolean isList = shape.is(Shape.Kind.LIST) || shape.is(Shape.Kind.TUPLE);
            if (!shape.isNumber() && !isList) {
                throw new NotNumeric("an argument that is no number or list");
            }
            shapes.add(shape);
            registers.add(isList ? Items.pointer(w, argument) : register(w, argument));
        }
        Callee callee = w.region.callees.callee(callable.shape().detail(), shapes);
        Shape result = Objects.requireNonNull(callee.result);
        boolean isNone = result.is(Shape.Kind.NONE);
        VReg dst = isNone ? null : result.is(Shape.Kind.FLOAT) ? w.dbl() : w.general();
        Op op = new Op(Op.Kind.CALL, dst, null, null, 0);
        op.callee = callee;
        op.arguments = registers;
        w.emit(op.leaving(w.exit("the call of " + callee.name + " gives up")));
        w.push(dst == null ? Val.known(Shape.NONE, 0) : Val.reg(result, dst));
    }

    private static VReg register(BlockBuilder w, Val value) {
        return value.is(Shape.Kind.FLOAT) ? Doubles.reg(w, value) : w.intReg(value);
    }

    /** The function ends; or the region, which then lets the generic code return. */
    static void returnValue(BlockBuilder w, Val value) {
        Block block = w.block;
        if (w.region.callee == null) {
            leave(w, value, block);
        } else {
            boolean isNone = value.is(Shape.Kind.NONE);
            if (!value.shape().isNumber() && !isNone) {
                throw new NotNumeric("the function returns no number");
            }
            w.region.returns(value.shape());
            block.returns = true;
            block.returned = isNone ? null : register(w, value);
        }
        w.ended = true;
    }

    private static void leave(BlockBuilder w, Val value, Block block) {
        if (!w.region.loop.body()) {
            throw new NotNumeric("the function returns", true);
        }
        if (w.insn().opcode() == Opcode.RETURN_VALUE) {
            w.push(value);
        }
        Checkpoint here = w.stateAt(w.insn().start());
        block.exit = new Exit(here, Exit.RETURNS, w.insn().offset(), true);
    }
}
