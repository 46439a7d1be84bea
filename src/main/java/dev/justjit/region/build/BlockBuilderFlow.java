package dev.justjit.region.build;

import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ends of blocks. */
abstract class BlockBuilderFlow extends BlockBuilderStores {
    BlockBuilderFlow(RegionBuilder region, Block block, int index, Val[] locals, List<Val> stack) {
        super(region, block, index, locals, stack);
    }

    /** Ends the block: on at the unit. */
    void jump(int unit) {
        settleStack(null);
        block.next = region.version(unit, locals, stack);
        ended = true;
    }

    /** Ends the block: to the unit if the condition holds, else on in a block of its own. */
    void branch(Condition condition, int target) {
        branch(condition, region -> region.version(target, locals, stack));
    }

    /** The instruction's result depends on a condition: both ways go on separately. */
    void fork(Condition condition, Val ifTrue, Val ifFalse, int next) {
        settleStack(condition);
        Block yes = region.newBlock(insn.start());
        List<Val> otherStack = new ArrayList<>(stack);
        otherStack.add(ifTrue);
        region.continueIn(yes, next, locals, otherStack, checkpoint);
        block.condition = condition;
        block.taken = yes;
        Block rest = region.newBlock(insn.start());
        block.next = rest;
        block = rest;
        opsAtCheckpoint = 0;
        push(ifFalse);
    }

    /** What makes the block for one side. */
    interface Target {
        Block in(RegionBuilder region);
    }

    void branch(Condition condition, Target target) {
        settleStack(condition);
        for (Val value : stack) {
            if (value.identity().owned) {
                throw new NotNumeric("a branch between two stores of one statement");
            }
        }
        block.condition = condition;
        block.taken = target.in(region);
        Block rest = region.newBlock(insn.next());
        block.next = rest;
        block = rest;
        opsAtCheckpoint = 0;
    }

    /** The same, with a stack of which the top is gone on that side. */
    void branchWithoutTop(Condition condition, int target) {
        branch(
                condition,
                builder ->
                        builder.version(
                                target,
                                locals,
                                new ArrayList<>(stack.subList(0, stack.size() - 1))));
    }

    /** Leaves at the current checkpoint if the condition holds. */
    void branchToExit(Condition condition, Exit exit) {
        branch(
                condition,
                builder -> {
                    Block leaving = builder.newBlock(insn.offset());
                    leaving.exit = exit;
                    return leaving;
                });
    }

    /** Brings the stack's numbers to the registers of their positions. */
    void settleStack(@Nullable Condition condition) {
        for (int i = 0; i < stack.size(); i++) {
            Val value = settleAt(i);
            if (value.reg() == null || value.iterator() != null) {
                continue;
            }
            VReg home = region.regs.ofStack(i, value.shape());
            if (value.reg() == home) {
                continue;
            }
            boolean isRead =
                    condition != null
                            && (condition.left() == home
                                    || condition.right() == home
                                    || needs(checkpoint, home));
            if (isRead || isOnStack(home)) {
                throw new NotNumeric("the stack is permuted");
            }
            move(home, value.reg());
            stack.set(
                    i,
                    value.identity().pointer != null
                            ? withPointer(i, value, home)
                            : Val.reg(value.shape(), home, value.identity()));
        }
    }

    private Val withPointer(int position, Val value, VReg home) {
        VReg pointer = some(value.identity().pointer);
        if (pointer == value.reg()) {
            return Val.reg(value.shape(), home, Val.Identity.pointer(home));
        }
        VReg own = region.regs.named(VReg.Bank.GENERAL, "stack" + position + ".box");
        if (pointer != own && isOnStack(own)) {
            throw new NotNumeric("the stack is permuted");
        }
        move(own, pointer);
        return Val.reg(value.shape(), home, Val.Identity.pointer(own));
    }
}
