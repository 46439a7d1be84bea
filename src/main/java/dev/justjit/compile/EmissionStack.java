package dev.justjit.compile;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.Constant;
import dev.justjit.masm.FReg;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Values on the virtual stack: pushing and popping them, and bringing them to where they are needed. */
abstract class EmissionStack extends EmissionState {
    EmissionStack(MacroAssembler m, Flow flow, Prologue.Entries entries, CompileOptions options) {
        super(m, flow, entries, options);
    }

    EmissionStack(EmissionState own, Flow flow, int number) {
        super(own, flow, number);
    }

    /** {@code RET} = a new int object of the value in {@code ARG0}. */
    public abstract void boxInt();

    /** {@code RET} = a new float object of the value in {@code F0}. */
    public abstract void boxDouble();

    // ---- the virtual stack ----

    public Value pop() {
        if (stack.depth() - 1 == ownNamePosition) {
            ownNamePosition = -1;
        }
        return stack.pop();
    }

    public void push(Value value) {
        stack.push(value);
    }

    public void pushLocal(int number) {
        stack.push(new Value(Value.Kind.LOCAL, number, localTypes[number]));
    }

    public void pushConst(int number) {
        KnownType type = KnownType.of(flow.image().constants().get(number));
        stack.push(new Value(Value.Kind.CONST, number, type));
    }

    /** The top is the global with the function's own name; cleared by {@link #pop}. */
    public void markOwnName() {
        ownNamePosition = stack.depth() - 1;
    }

    /** Whether the callable {@code count} arguments and a self slot below the top is the function. */
    public boolean calleeIsSelf(int count) {
        return !isRunning() && ownNamePosition == stack.depth() - count - 2;
    }

    /** The entries of the code under construction. */
    public Prologue.Entries entries() {
        return entries;
    }

    public void pushNull() {
        stack.push(new Value(Value.Kind.NULL, 0, KnownType.UNKNOWN));
    }

    /** The owned object in {@code RET} becomes the new top. Changes nothing else. */
    public void pushResult(KnownType type) {
        pushOwned(Reg.RET, type);
    }

    /** The owned object in {@code object} becomes the new top. */
    public void pushOwned(Reg object, KnownType type) {
        m.store(Width.W64, slot(stack.depth()), object);
        pushSlot(type);
    }

    /** The owned object that is already in the memory of the new top's slot. */
    public void pushSlot(KnownType type) {
        stack.push(Value.slot(stack.depth(), type));
    }

    /** The entry at {@code position} is an owned object that is already in its slot. */
    public void setSlot(int position, KnownType type) {
        stack.set(position, Value.slot(position, type));
    }

    /** The entry at {@code position} is a value that no slot holds. */
    public void setValue(int position, Value value) {
        stack.set(position, value);
    }

    /** The unboxed int in {@code value} becomes the new top. */
    public void pushInt(Reg value) {
        int home = Homes.allocateInt(stack);
        if (home == Homes.NONE) {
            m.move(Reg.ARG0, value);
            boxInt();
            pushResult(KnownType.INT);
        } else {
            Homes.put(m, home, value);
            stack.push(new Value(Value.Kind.INT, home, KnownType.INT));
        }
    }

    /** The unboxed double in {@code value} becomes the new top. */
    public void pushDouble(FReg value) {
        int home = Homes.allocateDouble(stack);
        if (home == Homes.NONE) {
            m.move(FReg.F0, value);
            boxDouble();
            pushResult(KnownType.FLOAT);
        } else {
            Homes.put(m, home, value);
            stack.push(new Value(Value.Kind.DOUBLE, home, KnownType.FLOAT));
        }
    }

    /** {@code dst} = the unboxed int. Changes nothing else. */
    public void getInt(Reg dst, Value value) {
        Homes.get(m, dst, value.index());
    }

    /** {@code dst} = the unboxed double. Changes nothing else. */
    public void getDouble(FReg dst, Value value) {
        Homes.get(m, dst, value.index());
    }

    void putInt(Value value, Reg src) {
        Homes.put(m, value.index(), src);
    }

    void putDouble(Value value, FReg src) {
        Homes.put(m, value.index(), src);
    }

    /** {@code dst} = the object, without a new reference. Changes nothing else. */
    public void loadObject(Reg dst, Value value) {
        switch (value.kind()) {
            case SLOT -> m.load(Width.W64, dst, slot(value.index()));
            case LOCAL -> m.load(Width.W64, dst, local(value.index()));
            case CONST -> m.load(dst, Symbol.constant(value.index()));
            case NULL -> m.moveImm(dst, 0);
            case INT, DOUBLE -> throw new NotCompiled("a number stands where only an object can");
        }
    }

    /** {@code dst} = the object with a reference of its own; a slot gives up its reference. */
    public void takeObject(Reg dst, Value value) {
        loadObject(dst, value);
        boolean borrowed = value.is(Value.Kind.LOCAL) || value.is(Value.Kind.CONST);
        if (borrowed && !isImmortal(value)) {
            m.incref(dst, Reg.TMP0);
        }
    }

    private boolean isImmortal(Value value) {
        if (value.type().isImmortal()) {
            return true;
        }
        if (!value.is(Value.Kind.CONST)) {
            return false;
        }
        Constant constant = constant(value);
        return constant.kind() == Constant.Kind.INT
                && constant.intValue() >= -5
                && constant.intValue() <= 256;
    }

    /** Makes the entry at {@code position} an owned object in its slot. */
    public void materialize(int position) {
        Value value = stack.at(position);
        switch (value.kind()) {
            case SLOT -> {
                return;
            }
            case NULL -> m.storeImm(Width.W64, slot(position), 0);
            case INT -> {
                getInt(Reg.ARG0, value);
                boxInt();
                m.store(Width.W64, slot(position), Reg.RET);
            }
            case DOUBLE -> {
                getDouble(FReg.F0, value);
                boxDouble();
                m.store(Width.W64, slot(position), Reg.RET);
            }
            case LOCAL, CONST -> {
                takeObject(Reg.RET, value);
                m.store(Width.W64, slot(position), Reg.RET);
            }
        }
        stack.set(position, Value.slot(position, value.type()));
    }

    /** Makes the whole stack canonical: every entry an owned object (or NULL) in its slot. */
    public void flush() {
        flushBelow(0);
    }

    /** Makes all but the {@code top} uppermost entries canonical. */
    public void flushBelow(int top) {
        for (int i = 0; i < stack.depth() - top; i++) {
            materialize(i);
        }
    }

    /** Gives every entry that is borrowed from a local a reference of its own. */
    public void ownBorrowed() {
        for (int i = 0; i < stack.depth(); i++) {
            if (stack.at(i).is(Value.Kind.LOCAL)) {
                materialize(i);
            }
        }
    }

    /** The local is about to change: entries that are borrowed from it become owned. */
    public void ownBorrowed(int local) {
        for (int i = 0; i < stack.depth(); i++) {
            if (stack.at(i).is(Value.Kind.LOCAL) && stack.at(i).index() == local) {
                materialize(i);
            }
        }
    }
}
