package dev.justjit.region.ir;

import dev.justjit.abi.Global;
import dev.justjit.masm.Symbol;
import dev.justjit.region.emit.SameObjects;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One operation on virtual registers. */
public final class Op {
    /** What it does. {@code g}: leaves by its exit when the result is not an int64, or not a result. */
    public enum Kind {
        /** dst = a. */
        MOVE,
        /** dst = immediate. */
        SET,
        /** dst = a + b; g. */
        ADD,
        SUB,
        MUL,
        /** dst = a + b modulo 2**64. */
        ADD_WRAP,
        SUB_WRAP,
        AND,
        OR,
        XOR,
        /** dst = -a; g. */
        NEG,
        NOT,
        /** dst = a << b; g. */
        SHL,
        /** dst = a >> b; g: a negative count. */
        SHR,
        /** dst = a // b and a % b, as Python rounds; g: a zero divisor too. */
        FLOOR_DIV,
        MOD,
        /** dst = a ** b; g: a negative exponent too. */
        POW,
        /** dst = the greatest common divisor of a and b; g: more than 60 bits. */
        GCD,
        /** dst = |a|; g. */
        ABS,
        /** dst = condition ? a : b. */
        SELECT,
        /** dst = condition as 0 or 1. */
        CONDITION,
        /** Leaves if the condition holds. */
        GUARD,
        /** Leaves if the interpreter's a % b may be the object a itself: see {@link SameObjects}. */
        GUARD_REMAINDER,
        /** The same for a >> b. */
        GUARD_SHIFT,
        // doubles
        DMOVE,
        DADD,
        DSUB,
        DMUL,
        /** dst = a / b; g: a zero divisor. */
        DDIV,
        DNEG,
        DABS,
        /** dst = root of a; g: negative. */
        DSQRT,
        /** dst = a // b and a % b of floats; g: a zero divisor. */
        DFLOOR_DIV,
        DMOD,
        /** dst = a ** b; g: all but finite results of positive finite bases. */
        DPOW,
        /** dst = function(a) or function(a, b) of the C library; g: a result that is not finite. */
        DCALL,
        /** dst (double) = a (int), rounded to nearest even. */
        TO_DOUBLE,
        /** Leaves if the int a is not a double exactly. */
        GUARD_EXACT,
        /** dst (int) = a (double) rounded towards zero, down, up; g. */
        TRUNCATE,
        FLOOR,
        CEIL,
        /** dst = condition ? a : b of doubles. */
        DSELECT,
        // objects
        /** dst = the list's or tuple's element b; g: b is out of range. b may be negative. */
        LIST_ITEM,
        TUPLE_ITEM,
        /** dst = the list's or tuple's element b, which is there. */
        LIST_ELEMENT,
        TUPLE_ELEMENT,
        /** dst = length of the list, tuple or buffer a. */
        LENGTH,
        /** dst = address of the elements of the list a. */
        LIST_ITEMS,
        /** Leaves if the object a has another type. */
        GUARD_TYPE,
        /** dst = the number in the exact int or float a; g: more than 63 bits. */
        UNBOX_INT,
        UNBOX_DOUBLE,
        /** dst = 1 if the bool a is true. */
        UNBOX_BOOL,
        /** a[b] = c, whose old element is an exact int or float; c is a number. g: nothing changed. */
        STORE_INT,
        STORE_DOUBLE,
        /** a[b] = the object whose address is c, or the object symbol; {@code owned}: with c's reference. */
        STORE_OBJECT,
        /** dst = address of the object in the frame slot of the immediate. */
        LOAD_SLOT,
        /** The frame slot of the immediate = the object at a; {@code owned}: with a's reference. */
        SET_SLOT,
        /** dst = address of True or False for the bool a. */
        BOOL_OBJECT,
        /** dst = address of the global whose name has the number of the immediate. */
        LOAD_NAMED,
        /** That global = the object at a; {@code owned}: with a's reference. */
        SET_NAMED,
        /** One more reference to the object at a. */
        HOLD,
        /** dst = the callee's result for the arguments; g: it gives up. */
        CALL,
        /** dst = the word of the region's data at the immediate. */
        LOAD_DATA,
        LOAD_DATA_DOUBLE,

        /** dst = item b of the buffer a; g: b is out of range, or the item no int64. b may be negative. */
        BUFFER_ITEM,
        /** The same for an index that is in range. */
        BUFFER_NEXT,
        /** Item b of the buffer a = c; g: nothing changed. */
        BUFFER_STORE,
        /** Leaves if the object a is no such buffer; symbol: the type of arrays. */
        GUARD_BUFFER,
        /** Leaves if something is pending or a tool is active. */
        SAFEPOINT
    }

    /** What it does: {@link Kind} says what the other fields mean. */
    public final Kind kind;

    /** Where the result goes, or null. */
    public @Nullable VReg dst;

    /** First operand, or null. */
    public final @Nullable VReg a;

    /** Second operand, or null. */
    public final @Nullable VReg b;

    /** Third operand, or null. */
    public @Nullable VReg c;

    /** Second operand where {@code b} is null. */
    public final long immediate;

    /** What it computes or tests, or null. */
    public @Nullable Condition condition;

    /** Where it leaves, or null: it always succeeds. */
    public @Nullable Exit exit;

    /** What it loads, calls or compares with, or null. */
    public @Nullable Symbol symbol;

    /** The type that it guards or makes an object of, or null. */
    public @Nullable Global type;

    /** The function that a call with registers enters, or null. */
    public @Nullable Callee callee;

    /** Arguments of such a call. */
    public List<VReg> arguments = List.of();

    /** Of an access to a list: where its elements are, then {@code a} is null. */
    public @Nullable VReg items;

    /** How many they are, if {@code items} is there and the index has to be checked. */
    public @Nullable VReg length;

    /** Which buffer it is about, or null: a list or tuple. */
    public @Nullable Shape shape;

    /** The instruction that it is of. */
    public int unit;

    /** Whether its result comes with a reference. */
    public boolean owned;

    /** Of a division: the dividend is a product, and seldom below 2**32. */
    public boolean large;

    /** Of a remainder: the dividend is a sum with a constant, as where an index goes round. */
    public boolean step;

    /** Whether the object that the symbol names is never freed. */
    public boolean immortal;

    /** An operation that does not leave. */
    public Op(Kind kind, @Nullable VReg dst, @Nullable VReg a, @Nullable VReg b, long immediate) {
        this.kind = kind;
        this.dst = dst;
        this.a = a;
        this.b = b;
        this.immediate = immediate;
    }

    /** Sets the exit; returns this operation. */
    public Op leaving(Exit newExit) {
        exit = newExit;
        return this;
    }

    /** Sets the condition; returns this operation. */
    public Op with(Condition newCondition) {
        condition = newCondition;
        return this;
    }

    /** The operand that undoes the sum in the exit, or null. */
    public @Nullable VReg undo() {
        return exit != null && exit.undo == this ? b : null;
    }

    /** Whether it reads or writes an element of the list {@code a}. */
    public boolean isListAccess() {
        return switch (kind) {
            case LIST_ITEM, LIST_ELEMENT, STORE_INT, STORE_DOUBLE, STORE_OBJECT -> a != null;
            default -> false;
        };
    }

    /** Of such an access: the same with the parts of the list in registers. */
    public Op ofParts(VReg itemsOfList, VReg lengthOfList) {
        Op op = new Op(kind, dst, null, b, immediate);
        op.c = c;
        op.exit = exit;
        op.unit = unit;
        op.symbol = symbol;
        op.owned = owned;
        op.immortal = immortal;
        op.items = itemsOfList;
        op.length = kind == Kind.LIST_ELEMENT ? null : lengthOfList;
        return op;
    }

    /** Whether the machine code calls C functions, which lose registers. */
    public boolean calls() {
        return switch (kind) {
            case DFLOOR_DIV, DMOD, DPOW, DCALL, CALL -> true;
            case STORE_INT, STORE_DOUBLE, STORE_OBJECT, SET_SLOT -> true;
            case LOAD_NAMED, SET_NAMED -> true;
            default -> false;
        };
    }

    /** Whether all that it does is to compute its result. */
    boolean onlyComputes() {
        return switch (kind) {
            case MOVE, SET, AND, OR, XOR, NOT, SELECT, CONDITION, ADD_WRAP, SUB_WRAP -> true;
            case DMOVE, DADD, DSUB, DMUL, DNEG, DABS, TO_DOUBLE, DSELECT -> true;
            case UNBOX_DOUBLE,
                    UNBOX_BOOL,
                    LENGTH,
                    LIST_ITEMS,
                    LOAD_SLOT,
                    LOAD_DATA,
                    LOAD_DATA_DOUBLE ->
                    true;
            default -> false;
        };
    }

    /** Whether the result is written before all operands are read. */
    public boolean writesEarly() {
        return switch (kind) {
            case SHL, SHR, FLOOR_DIV, MOD, POW, GCD, SELECT, DSELECT, ABS, FLOOR, CEIL, LIST_ITEM ->
                    true;
            case DFLOOR_DIV, DMOD, DPOW, DCALL, UNBOX_INT, TUPLE_ITEM, CALL -> true;
            default -> false;
        };
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.name());
        for (VReg reg : new VReg[] {dst, a, b, c}) {
            if (reg != null) {
                text.append(' ').append(reg.name);
            }
        }
        return text.append(b == null ? " #" + immediate : "").toString();
    }
}
