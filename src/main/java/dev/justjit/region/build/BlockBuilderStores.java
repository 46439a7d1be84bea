package dev.justjit.region.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.Liveness;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.ArrayList;
import java.util.List;

/** Stores to locals, and who keeps the objects of numbers alive. */
abstract class BlockBuilderStores extends BlockBuilderState {
    BlockBuilderStores(
            RegionBuilder region, Block block, int index, Val[] locals, List<Val> stack) {
        super(region, block, index, locals, stack);
    }

    // ---- objects of numbers while elements and slots change ----

    /** Register with the address of the object that the frame slot has now. */
    VReg slotPointer(int slot) {
        VReg pointer = general();
        emit(
                region.slots.isName(slot)
                        ? new Op(Op.Kind.LOAD_NAMED, pointer, null, null, region.slots.name(slot))
                        : new Op(Op.Kind.LOAD_SLOT, pointer, null, null, region.slots.word(slot)));
        return pointer;
    }

    /** A store may free what stack entries are borrowed from: they get references of their own. */
    List<VReg> holdBorrowed() {
        List<VReg> held = new ArrayList<>();
        for (int i = 0; i < stack.size(); i++) {
            Val value = stack.get(i);
            VReg pointer = value.identity().pointer;
            if (pointer != null && !value.identity().owned && value.shape().isNumber()) {
                emit(new Op(Op.Kind.HOLD, null, pointer, null, 0));
                stack.set(i, value.with(Val.Identity.owned(pointer)));
                held.add(pointer);
            }
        }
        return held;
    }

    private void holdSlot(int slot) {
        for (int i = 0; i < stack.size(); i++) {
            Val value = stack.get(i);
            if (value.identity().slot == slot && value.shape().isNumber()) {
                VReg pointer = slotPointer(slot);
                emit(new Op(Op.Kind.HOLD, null, pointer, null, 0));
                stack.set(i, value.with(Val.Identity.owned(pointer)));
            }
        }
    }

    /** Whether the number is an object that exists already. */
    private static boolean isObject(Val value) {
        return value.shape().isNumber()
                && !value.is(Shape.Kind.BOOL)
                && (value.identity().slot >= 0 || value.identity().pointer != null);
    }

    /**
     * Where elements are stored nobody keeps a loaded number's object alive: the frame slot does, as in
     * the interpreter. The number is in a register besides.
     */
    private void storeThrough(int local, Val value, VReg reg) {
        Shape before = region.entry.localShape(local);
        if (before.isContainer()) {
            throw new NotNumeric("a list dies while its elements may be in use");
        }
        Val.Identity identity = value.identity();
        VReg pointer = identity.pointer != null ? identity.pointer : slotPointer(identity.slot);
        for (int i = 0; i < locals.length; i++) {
            if (i != local && locals[i].identity().slot == local) {
                throw new NotNumeric("a local changes that another one is the same object as");
            }
        }
        holdSlot(local);
        boolean isName = region.slots.isName(local);
        Op op =
                isName
                        ? new Op(Op.Kind.SET_NAMED, null, pointer, null, region.slots.name(local))
                        : new Op(Op.Kind.SET_SLOT, null, pointer, null, local);
        op.owned = identity.owned;
        emit(op);
        keepCopies(reg);
        move(reg, some(value.reg()));
        locals[local] = Val.reg(value.shape(), reg, Val.Identity.slot(local));
    }

    void store(int local) {
        storeValue(local, settled(popOwned()));
        checkpoint(insn.next());
    }

    /** Two stores of one instruction may be done in either order. */
    void storeTwo(int first, int second) {
        Val top = settled(popOwned());
        Val below = settled(popOwned());
        boolean belowFirst =
                !region.loop.storesItems()
                        && first != second
                        && below.reg() != null
                        && below.reg() == region.regs.ofLocal(first, below.shape())
                        && top.reg() != region.regs.ofLocal(second, top.shape());
        if (belowFirst) {
            storeValue(second, below);
            storeValue(first, top);
        } else {
            push(below);
            storeValue(first, top);
            storeValue(second, popOwned());
        }
        checkpoint(insn.next());
    }

    /** The local becomes the value. What it held is released when the region leaves. */
    void storeValue(int local, Val value) {
        Val old = locals[local];
        if (region.callee == null) {
            region.entry.overwrites(local, old);
        }
        if (!old.shape().diesQuietly() && !old.shape().holdsNumbers()) {
            throw new NotNumeric("a local changes that holds something else than a number");
        }
        VReg reg = region.regs.ofLocal(local, value.shape());
        if (value.isUnchanged(local) && (value.reg() == null || value.reg() == reg)) {
            locals[local] = value;
            return;
        }
        boolean known = value.isKnown();
        if (region.loop.storesItems() && isObject(value)) {
            storeThrough(local, value, reg);
            return;
        }
        if (value.reg() == null && !known) {
            locals[local] = storeObject(value);
            return;
        }
        if (known && value.shape().isNumber()) {
            keepCopies(reg);
            emit(new Op(Op.Kind.SET, reg, null, null, value.bits()));
            locals[local] = Val.reg(value.shape(), reg, value.identity());
            return;
        }
        if (!retarget(value, reg)) {
            keepCopies(reg);
            move(reg, some(value.reg()));
        }
        boolean isPointer = value.identity().pointer == value.reg();
        locals[local] =
                isPointer
                        ? Val.reg(value.shape(), reg, Val.Identity.pointer(reg))
                        : Val.reg(value.shape(), reg, pointerOf(local, value));
    }

    /** A number with a known object keeps its address in a register of the local. */
    private Val.Identity pointerOf(int local, Val value) {
        VReg pointer = value.identity().pointer;
        if (pointer == null) {
            return value.identity();
        }
        VReg own = region.regs.named(VReg.Bank.GENERAL, "local" + local + ".box");
        keepPointers(own);
        move(own, pointer);
        return Val.Identity.pointer(own);
    }

    /** Before an address in a register is overwritten: stack entries that have it take a copy. */
    private void keepPointers(VReg pointer) {
        for (int i = 0; i < stack.size(); i++) {
            Val value = stack.get(i);
            if (value.identity().pointer == pointer && value.reg() != pointer) {
                VReg copy = general();
                move(copy, pointer);
                stack.set(i, value.with(Val.Identity.pointer(copy)));
            }
        }
    }

    /** None, or an object that stays in the frame. */
    private static Val storeObject(Val value) {
        if (value.is(Shape.Kind.NONE) || value.identity().slot >= 0 && value.iterator() == null) {
            return value;
        }
        throw new NotNumeric("a local becomes something else than a number");
    }

    /** Lets the last operation write the local's register directly, if nobody needs the old value. */
    private boolean retarget(Val value, VReg reg) {
        Op last = block.ops.isEmpty() ? null : block.ops.get(block.ops.size() - 1);
        if (last == null
                || last.dst == null
                || last.dst != value.reg()
                || block.ops.size() <= opsAtCheckpoint
                || !last.dst.temporary
                || isOnStack(last.dst)
                || isOnStack(reg)
                || last.writesEarly() && Liveness.uses(last).contains(reg)) {
            return false;
        }
        if (last.exit != null && needs(last.exit.checkpoint, reg)) {
            boolean sum = last.kind == Op.Kind.ADD || last.kind == Op.Kind.SUB;
            boolean inPlace =
                    sum && last.a == reg && last.b != reg
                            || last.kind == Op.Kind.ADD && last.b == reg && last.a != reg;
            if (!inPlace) {
                return false;
            }
            Op swapped = last.a == reg ? last : new Op(last.kind, null, reg, last.a, 0);
            swapped.unit = last.unit;
            swapped.exit = new Exit(last.exit.checkpoint, last.exit.reason, last.exit.unit, false);
            swapped.exit.undo = swapped;
            block.ops.set(block.ops.size() - 1, swapped);
            last = swapped;
        }
        last.dst = reg;
        return true;
    }

    /** The local becomes the iterator's value, and the iterator goes on. */
    void storeIterated(int local, VReg value, Val.Iterator parts) {
        Val old = locals[local];
        if (!old.shape().diesQuietly()) {
            throw new NotNumeric("a local changes that holds something else than a number");
        }
        if (region.callee == null) {
            region.entry.overwrites(local, old);
        }
        keepCopies(value);
        move(value, parts.current());
        emit(Ranges.advance(parts));
        locals[local] = Val.reg(Shape.INT, value);
    }

    /** The rest of an instruction that has stored. Going back to its middle is not possible. */
    void finishStore(Insn store) {
        if (store.opcode() == Opcode.STORE_FAST_LOAD_FAST) {
            push(load(store.oparg() & FAST_MASK));
        }
        checkpoint(store.next());
    }

    /** What the local holds. */
    Val load(int local) {
        Val value = locals[local];
        if (value.is(Shape.Kind.UNBOUND) || value.is(Shape.Kind.STALE)) {
            throw new NotNumeric("a local may be unassigned");
        }
        if (region.callee == null) {
            region.entry.reads(value);
        }
        return value;
    }
}
