package dev.justjit.region.ir;

import dev.justjit.abi.layout.PyLong;
import org.jspecify.annotations.Nullable;

/**
 * A value at build time: what a local or a stack entry holds.
 *
 * @param shape what is known of the object
 * @param reg where the number is, or the address of an object; null for constants and for objects
 *     that stay in the frame
 * @param constant number in {@code co_consts}, or -1
 * @param bits an int's value or a double's bits, if the number is known
 * @param identity which object the interpreter would hold
 * @param iterator the parts of an iterator, or null
 * @param condition a comparison not yet turned into a bool, or null
 */
public record Val(
        Shape shape,
        @Nullable VReg reg,
        int constant,
        long bits,
        Identity identity,
        @Nullable Iterator iterator,
        @Nullable Condition condition) {

    /**
     * Which object a value is. Values with the same identity are the same object.
     *
     * <p>Not a record: two new objects are never the same.
     */
    public static final class Identity {
        /** Slot of the frame that held the object when the region was entered, or -1. */
        public final int slot;

        /** Register with its address, if somebody keeps it alive while the region runs. */
        public final @Nullable VReg pointer;

        /** Number in {@code co_consts} of the object that it is, or -1. */
        public final int constant;

        /** Whether the region holds a reference of its own to what {@link #pointer} points to. */
        public final boolean owned;

        private Identity(int slot, @Nullable VReg pointer, boolean owned, int constant) {
            this.slot = slot;
            this.pointer = pointer;
            this.owned = owned;
            this.constant = constant;
        }

        /** An object that will be made when the region leaves. */
        public static Identity fresh() {
            return new Identity(-1, null, false, -1);
        }

        /** An element of {@code co_consts}. */
        static Identity constant(int number) {
            return new Identity(-1, null, false, number);
        }

        /** The object that a slot of the frame has, and keeps. */
        public static Identity slot(int slot) {
            return new Identity(slot, null, false, -1);
        }

        /** An object that somebody else keeps alive. */
        public static Identity pointer(VReg pointer) {
            return new Identity(-1, pointer, false, -1);
        }

        /** An object that the region keeps alive. */
        public static Identity owned(VReg pointer) {
            return new Identity(-1, pointer, true, -1);
        }
    }

    /**
     * The parts of an iterator.
     *
     * @param current the next value of a range; the next index of a sequence
     * @param end the value at which a range is exhausted; the address of a sequence
     * @param step register with the step, or null if it is {@code stepValue}
     */
    public record Iterator(VReg current, VReg end, @Nullable VReg step, long stepValue) {}

    /** A number in a register, whose object is not made. */
    public static Val reg(Shape shape, VReg reg) {
        return new Val(shape, reg, -1, 0, Identity.fresh(), null, null);
    }

    /** A number or an object in a register. */
    public static Val reg(Shape shape, VReg reg, Identity identity) {
        return new Val(shape, reg, -1, 0, identity, null, null);
    }

    /** Something that stays where it was in the frame. */
    public static Val inFrame(Shape shape, int slot) {
        return new Val(shape, null, -1, 0, Identity.slot(slot), null, null);
    }

    /** A number that is an element of {@code co_consts}. */
    public static Val constant(Shape shape, int number, long bits) {
        boolean isSmall =
                shape.isIntegral() && PyLong.SMALL_MIN <= bits && bits <= PyLong.SMALL_MAX;
        Identity identity = isSmall ? Identity.fresh() : Identity.constant(number);
        return new Val(shape, null, number, bits, identity, null, null);
    }

    /** A known number that is no element of {@code co_consts}. */
    public static Val known(Shape shape, long bits) {
        return new Val(shape, null, -1, bits, Identity.fresh(), null, null);
    }

    /** A bool that is the outcome of a comparison. */
    public static Val condition(Condition condition) {
        return new Val(Shape.BOOL, null, -1, 0, Identity.fresh(), null, condition);
    }

    /** An iterator whose parts are in registers. */
    public static Val iterator(Shape shape, Iterator parts, Identity identity) {
        return new Val(shape, null, -1, 0, identity, parts, null);
    }

    /** Whether the object exists outside of the region: it is not made when the region leaves. */
    public boolean isObject() {
        return identity.slot >= 0 || identity.pointer != null || identity.constant >= 0;
    }

    /** The same value as another object. */
    public Val with(Identity newIdentity) {
        return new Val(shape, reg, constant, bits, newIdentity, iterator, condition);
    }

    /** Whether its shape is of this kind. */
    public boolean is(Shape.Kind kind) {
        return shape.is(kind);
    }

    /** Whether the number is known at compile time. */
    public boolean isKnown() {
        return reg == null && shape.isNumber() && condition == null && identity.slot < 0;
    }

    /** Whether it is the object that its frame slot still has. */
    public boolean isUnchanged(int slot) {
        return identity.slot == slot;
    }
}
