package dev.justjit.region.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Cond;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Checkpoint;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.Val;
import java.util.Collections;
import java.util.List;

/** Walks one version of a block: bytecode in, operations out. */
final class BlockBuilder extends BlockBuilderFlow {
    BlockBuilder(RegionBuilder region, Block block, int index, Val[] locals, List<Val> stack) {
        super(region, block, index, locals, stack);
    }

    /** Walks until the block ends, and those that follow it alone. */
    void walk() {
        while (!ended) {
            insn = region.flow.insns().get(index);
            try {
                int next = step();
                if (!ended) {
                    follow(next);
                }
            } catch (NotNumeric obstacle) {
                giveUp(String.valueOf(obstacle.getMessage()), obstacle.isOrdinary());
            }
        }
    }

    /** Goes on at the unit: in this block unless others come there too. */
    private void follow(int unit) {
        int target = region.flow.indexOf(unit);
        if (region.flow.isEntered(target) || !region.loop.contains(unit)) {
            jump(unit);
        } else {
            index = target;
        }
    }

    /** Everything since the checkpoint is dropped: from there the generic code does it. */
    private void giveUp(String reason, boolean ordinary) {
        if (!ordinary) {
            region.obstacles.putIfAbsent(insn.offset(), reason);
        }
        while (block.ops.size() > opsAtCheckpoint) {
            block.ops.remove(block.ops.size() - 1);
        }
        block.exit = new Exit(checkpoint, reason, insn.offset(), ordinary);
        ended = true;
    }

    // ---- instructions ----

    /** Emits the instruction; answers the unit at which it goes on. */
    private int step() {
        int oparg = insn.oparg();
        int next = insn.next();
        switch (insn.opcode()) {
            case NOP, RESUME -> {}
            case LOAD_FAST, LOAD_FAST_CHECK -> push(load(oparg));
            case LOAD_FAST_LOAD_FAST -> {
                push(load(oparg >> FAST_SHIFT));
                push(load(oparg & FAST_MASK));
            }
            case LOAD_DEREF -> push(region.entry.cell(oparg));
            case STORE_FAST -> store(oparg);
            case STORE_FAST_LOAD_FAST -> {
                storeValue(oparg >> FAST_SHIFT, settled(popOwned()));
                finishStore(insn);
            }
            case STORE_FAST_STORE_FAST -> storeTwo(oparg >> FAST_SHIFT, oparg & FAST_MASK);
            case LOAD_CONST -> next = loadConstant(oparg);
            case PUSH_NULL -> push(Val.known(Shape.UNBOUND, 0));
            case POP_TOP -> pop();
            case COPY -> push(settleAt(stack.size() - oparg));
            case SWAP -> swap(oparg);
            case BINARY_OP -> Numbers.binary(this, oparg);
            case UNARY_NEGATIVE -> Numbers.negative(this);
            case UNARY_INVERT -> Numbers.invert(this);
            case UNARY_NOT -> Truths.not(this);
            case TO_BOOL -> Truths.toBool(this);
            case COMPARE_OP -> Truths.compare(this, oparg);
            case IS_OP -> Truths.is(this, oparg);
            case LOAD_GLOBAL -> Globals.load(this, oparg);
            case LOAD_NAME -> Globals.name(this, oparg);
            case STORE_NAME, STORE_GLOBAL -> storeName(oparg);
            case LOAD_ATTR -> {
                if (peek(0).is(Shape.Kind.INT) && (oparg & 1) != 0) {
                    next = Bits.call(this, image().names().get(oparg >> 1));
                } else {
                    Globals.attribute(this, oparg);
                }
            }
            case CALL -> next = Builtins.call(this, oparg);
            case BUILD_TUPLE -> next = unpackBuilt(oparg);
            case UNPACK_SEQUENCE -> Sequences.unpack(this, oparg);
            case BINARY_SUBSCR -> Items.load(this);
            case STORE_SUBSCR -> {
                Items.store(this);
                checkpoint(next);
            }
            case GET_ITER -> Ranges.getIter(this);
            case FOR_ITER -> next = Ranges.forIter(this);
            case POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE -> popJump();
            case POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE -> popJumpNone();
            case JUMP_FORWARD -> jump(insn.target());
            case JUMP_BACKWARD -> jumpBackward();
            case RETURN_VALUE -> FunctionCalls.returnValue(this, settled(pop()));
            case RETURN_CONST -> FunctionCalls.returnValue(this, constant(oparg));
            default -> throw new NotNumeric(insn.opcode().name() + " is not numeric");
        }
        return next;
    }

    private Val constant(int number) {
        Constant constant = image().constants().get(number);
        return switch (constant.kind()) {
            case INT -> Val.constant(Shape.INT, number, constant.intValue());
            case BOOL -> Val.constant(Shape.BOOL, number, constant.intValue());
            case FLOAT ->
                    Val.constant(
                            Shape.FLOAT,
                            number,
                            Double.doubleToRawLongBits(constant.doubleValue()));
            case NONE -> Val.constant(Shape.NONE, number, 0);
            default -> throw new NotNumeric("a constant that is no number");
        };
    }

    /** A tuple is unpacked at once, and its numbers are no objects that somebody could know. */
    private int loadConstant(int number) {
        List<Constant> items = image().constants().get(number).items();
        if (items.isEmpty()) {
            push(constant(number));
            return insn.next();
        }
        Insn unpack = following();
        if (unpack.opcode() == Opcode.CONTAINS_OP) {
            return Memberships.contains(this, items, unpack);
        }
        if (unpack.opcode() != Opcode.UNPACK_SEQUENCE || unpack.oparg() != items.size()) {
            throw new NotNumeric("a tuple");
        }
        for (int i = items.size() - 1; i >= 0; i--) {
            push(item(items.get(i)));
        }
        return unpack.next();
    }

    private Val item(Constant item) {
        boolean isFloat = item.kind() == Constant.Kind.FLOAT;
        boolean isSingleton = !isFloat && item.intValue() >= -5 && item.intValue() <= 256;
        if (!isSingleton && region.callee == null) {
            throw new NotNumeric("the numbers of a tuple");
        }
        return isFloat
                ? Val.known(Shape.FLOAT, Double.doubleToRawLongBits(item.doubleValue()))
                : Val.known(Shape.INT, item.intValue());
    }

    /** Values packed and unpacked at once: they change places. */
    private int unpackBuilt(int count) {
        Insn unpack = following();
        if (unpack.opcode() != Opcode.UNPACK_SEQUENCE || unpack.oparg() != count) {
            throw new NotNumeric("a tuple");
        }
        Collections.reverse(stack.subList(stack.size() - count, stack.size()));
        return unpack.next();
    }

    private void storeName(int name) {
        int slot = region.slots.ofName(name);
        if (slot < 0) {
            throw new NotNumeric("a function assigns a global");
        }
        store(slot);
    }

    private void swap(int count) {
        int top = stack.size() - 1;
        int other = stack.size() - count;
        Val value = stack.get(top);
        stack.set(top, stack.get(other));
        stack.set(other, value);
    }

    private void jumpBackward() {
        settleStack(null);
        Checkpoint here = stateAt(insn.start());
        emit(
                new Op(Op.Kind.SAFEPOINT, null, null, null, 0)
                        .leaving(new Exit(here, Exit.PENDING, insn.offset(), true)));
        checkpoint(insn.start());
        jump(insn.target());
    }

    private void popJump() {
        Val value = pop();
        boolean ifTrue = insn.opcode() == Opcode.POP_JUMP_IF_TRUE;
        if (!value.is(Shape.Kind.BOOL)) {
            throw new NotNumeric("a condition that is no bool");
        }
        if (value.isKnown()) {
            if ((value.bits() != 0) == ifTrue) {
                jump(insn.target());
            }
            return;
        }
        Condition condition =
                value.condition() != null
                        ? value.condition()
                        : Condition.ofInts(Cond.NE, intReg(value), null, 0);
        branch(ifTrue ? condition : condition.inverse(), insn.target());
    }

    private void popJumpNone() {
        Val value = pop();
        boolean isNone = value.is(Shape.Kind.NONE);
        if (!isNone && !value.shape().isNumber() && !value.shape().isContainer()) {
            throw new NotNumeric("a comparison with None");
        }
        if (isNone == (insn.opcode() == Opcode.POP_JUMP_IF_NONE)) {
            jump(insn.target());
        }
    }
}
