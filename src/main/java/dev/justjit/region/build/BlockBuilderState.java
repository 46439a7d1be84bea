package dev.justjit.region.build;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.region.ir.Block;
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
import org.jspecify.annotations.Nullable;

/** Where a walk is: what locals and stack hold, and the operations so far. */
abstract class BlockBuilderState {
    static final int FAST_MASK = 15;
    static final int FAST_SHIFT = 4;

    final RegionBuilder region;
    final Val[] locals;
    final List<Val> stack;
    Block block;
    int index;
    Checkpoint checkpoint;
    int opsAtCheckpoint;
    Insn insn;
    boolean ended;

    BlockBuilderState(RegionBuilder region, Block block, int index, Val[] locals, List<Val> stack) {
        this.region = region;
        this.block = block;
        this.index = index;
        this.locals = locals;
        this.stack = new ArrayList<>(stack);
        insn = region.flow.insns().get(index);
        checkpoint = stateAt(insn.start());
    }

    Insn insn() {
        return insn;
    }

    CodeImage image() {
        return region.flow.image();
    }

    /** The top, which must be a value that the region has pushed itself. */
    Val pop() {
        int top = stack.size() - 1;
        if (top < 0 || stack.get(top).isUnchanged(locals.length + top)) {
            throw new NotNumeric("the loop's own iterator is dropped", true);
        }
        if (stack.get(top).identity().owned) {
            throw new NotNumeric("a value is used after a store that may have replaced it");
        }
        return stack.remove(top);
    }

    /** The same for what takes the region's reference over. */
    Val popOwned() {
        int top = stack.size() - 1;
        return top >= 0 && stack.get(top).identity().owned ? stack.remove(top) : pop();
    }

    Val peek(int fromTop) {
        return stack.get(stack.size() - 1 - fromTop);
    }

    void push(Val value) {
        stack.add(value);
    }

    int depth() {
        return stack.size();
    }

    Checkpoint stateAt(int unit) {
        return region.callee != null
                ? Checkpoint.none(unit)
                : new Checkpoint(unit, locals.clone(), stack.toArray(new Val[0]));
    }

    /** Nothing before the unit is done again. */
    void checkpoint(int unit) {
        checkpoint = stateAt(unit);
        opsAtCheckpoint = block.ops.size();
    }

    /** The instruction's guard: back to the checkpoint. */
    Exit exit(String reason) {
        return new Exit(checkpoint, reason, insn.offset(), false);
    }

    // ---- operations ----

    Op emit(Op op) {
        op.unit = insn.offset();
        block.ops.add(op);
        return op;
    }

    VReg general() {
        return region.regs.temporary(VReg.Bank.GENERAL);
    }

    VReg dbl() {
        return region.regs.temporary(VReg.Bank.DOUBLE);
    }

    /** Where the int is, or a register that will hold the known one. */
    VReg intReg(Val value) {
        if (value.condition() != null) {
            VReg dst = general();
            emit(new Op(Op.Kind.CONDITION, dst, null, null, 0).with(value.condition()));
            return dst;
        }
        return value.reg() != null ? value.reg() : region.regs.constantInt(value.bits());
    }

    /** The condition as a bool that can be kept. */
    Val settled(Val value) {
        return value.condition() == null ? value : Val.reg(Shape.BOOL, intReg(value));
    }

    /** Before a register is written: stack entries that are in it move away. */
    void keepCopies(VReg reg) {
        for (int i = 0; i < stack.size(); i++) {
            Val value = stack.get(i);
            if (value.reg() == reg) {
                VReg copy = region.regs.temporary(reg.bank);
                move(copy, reg);
                stack.set(
                        i,
                        value.identity().pointer == reg
                                ? Val.reg(value.shape(), copy, Val.Identity.pointer(copy))
                                : Val.reg(value.shape(), copy, value.identity()));
            }
        }
    }

    void move(VReg dst, VReg src) {
        if (src.constant != null && !dst.isDouble()) {
            emit(new Op(Op.Kind.SET, dst, null, null, src.constant));
        } else if (dst != src) {
            emit(new Op(dst.isDouble() ? Op.Kind.DMOVE : Op.Kind.MOVE, dst, src, null, 0));
            dst.hint = src;
        }
    }

    /** The stack entry as a value that can be kept. */
    Val settleAt(int position) {
        Val value = settled(stack.get(position));
        stack.set(position, value);
        return value;
    }

    /** The next instruction in the code. */
    Insn following() {
        Insn next = region.flow.insns().get(region.flow.indexOf(insn.next()));
        if (region.flow.isEntered(region.flow.indexOf(insn.next()))) {
            throw new NotNumeric("a jump into the middle of an operation");
        }
        return next;
    }

    boolean isOnStack(VReg reg) {
        for (Val entry : stack) {
            if (entry.reg() == reg || entry.identity().pointer == reg) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody could tell the number's object from another one with the same value. */
    boolean isHeld(Val value) {
        if (region.callee != null) {
            return false;
        }
        boolean isHeld = value.isObject();
        for (Val local : locals) {
            isHeld |= local.identity() == value.identity();
        }
        for (Val entry : stack) {
            isHeld |= entry.identity() == value.identity();
        }
        return isHeld;
    }

    static boolean needs(Checkpoint checkpoint, VReg reg) {
        List<VReg> uses = new ArrayList<>();
        checkpoint.addUses(uses);
        return uses.contains(reg);
    }

    Checkpoint currentCheckpoint() {
        return checkpoint;
    }

    static VReg some(@Nullable VReg reg) {
        return Objects.requireNonNull(reg);
    }
}
