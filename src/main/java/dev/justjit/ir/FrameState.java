package dev.justjit.ir;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A frame as the interpreter must find it to go on: what is in its locals and on its stack, and at which instruction. The
 * values may have any representation; an exit makes objects of them, and makes the virtual ones of their inputs. Two
 * mentions of one value are one object.
 *
 * <p>Nodes may share a state, when nothing that others can see has been done in between.
 */
public final class FrameState implements User {
    /** Where in the instruction the frame is. */
    public enum When {
        /** Nothing of it has been done. */
        BEFORE,
        /** It is finished, and its results are on the stack. */
        AFTER,
        /**
         * The first half of {@code STORE_FAST_LOAD_FAST} or {@code STORE_FAST_STORE_FAST} is done: an exit does the second,
         * with what is in the slots by then.
         */
        HALF,
        /**
         * It is a call: operands are gone, the result is what an inlined callee returns. The {@link #rest} is the function
         * that was called.
         */
        CALLING,
        /** The same of a class: the new object is on top of the stack, and the callee, its {@code __init__}, returns None. */
        CONSTRUCTING,
        /**
         * It is an operator, the operands of which are on the stack until the callee, its special method, has returned: what
         * that means is the instruction's business.
         */
        OPERATING,
        /** The same; the method is that of the right operand. */
        REFLECTING,
        /** The same; the method is {@code __len__}, the result of which stands for a length, or for a truth value. */
        MEASURING;

        /** Whether the frame is in the middle of its instruction, and that of a callee follows. */
        public boolean isCall() {
            return ordinal() >= CALLING.ordinal();
        }
    }

    private final int id;
    private final Code code;
    private final Instruction instruction;
    private final When when;
    private final Inputs values = new Inputs(this);
    private final BitSet held = new BitSet();
    private int rest;
    private final @Nullable FrameState parent;
    private int users;

    FrameState(int id, Code code, Instruction instruction, When when, @Nullable FrameState parent) {
        this.id = id;
        this.code = code;
        this.instruction = instruction;
        this.when = when;
        this.parent = parent;
        if (parent != null) {
            parent.users++;
        }
    }

    /** Number in the graph, for listings. */
    public int id() {
        return id;
    }

    /** The code whose frame it is: the graph's own, or what is inlined. */
    public Code code() {
        return code;
    }

    /** The instruction that {@link #when} is about. */
    public Instruction instruction() {
        return instruction;
    }

    /** Where the frame is, as against its instruction. */
    public When when() {
        return when;
    }

    /** The caller's frame when the code is inlined, else null. */
    public @Nullable FrameState parent() {
        return parent;
    }

    /** The frame of the graph's own code: this one, or the one in the middle of whose call it is. */
    public FrameState outermost() {
        FrameState state = this;
        while (state.parent != null) {
            state = state.parent;
        }
        return state;
    }

    /** The locals, then the stack from its bottom, then the {@link #rest}. */
    public Inputs values() {
        return values;
    }

    /** How many locals the frame has. */
    public int locals() {
        return code.locals().size();
    }

    /** What is in a local. */
    public Node local(int index) {
        return values.get(index);
    }

    /** How many entries the stack has. */
    public int depth() {
        return values.size() - locals() - rest;
    }

    /**
     * Whether the slot of the interpreter's frame has the object of a local already, and owns it. Otherwise an exit makes
     * the object, puts it there, and lets go of what is there: nobody notices its end. Only of the outermost frame:
     * those of inlined callees have no slots, and their locals are as entries of the stack.
     */
    public boolean isInSlot(int local) {
        return parent == null && held.get(local);
    }

    /**
     * Whether a local of an inlined callee, an entry of the stack or one of the {@link #rest} comes with a reference,
     * which an exit hands on. Otherwise the exit makes the object, or adds a reference to the one that is there.
     *
     * @param index in {@link #values}
     */
    public boolean isOwned(int index) {
        return (parent != null || index >= locals()) && held.get(index);
    }

    /** Says of a value that the slot has it, or that it comes with a reference. */
    public void setHeld(int index) {
        held.set(index);
    }

    /**
     * How many of the values, the last ones, are neither in locals nor on the stack: what the instruction still has to let
     * go of. An exit does so when the frame is complete; a function that is being called goes with the callee's frame.
     */
    public int rest() {
        return rest;
    }

    /** Whether a slot has the value, or it comes with a reference. */
    public boolean isHeld(int index) {
        return held.get(index);
    }

    /** Adds a reference that the instruction still has to let go of; behind all else. */
    public void addRest(Node value) {
        addRest(value, true);
    }

    /** The same for something that may be borrowed: an exit adds a reference first. */
    public void addRest(Node value, boolean owned) {
        held.set(values.size(), owned);
        values.add(value);
        rest++;
    }

    /** An entry of the stack, 0 the lowest. */
    public Node stack(int index) {
        return values.get(locals() + index);
    }

    /** Whether anything needs it. */
    public boolean isUsed() {
        return users > 0;
    }

    /** Counts the users of two states when one takes the place of the other; an unused state uses nothing. */
    static @Nullable FrameState replace(@Nullable FrameState old, @Nullable FrameState state) {
        if (state != null) {
            state.users++;
        }
        if (old != null) {
            old.release();
        }
        return state;
    }

    private void release() {
        users--;
        if (users == 0) {
            values.clear();
            if (parent != null) {
                parent.release();
            }
        }
    }

    @Override
    public String toString() {
        return "s" + id;
    }
}
