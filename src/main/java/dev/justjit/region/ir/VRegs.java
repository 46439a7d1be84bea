package dev.justjit.region.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes virtual registers. Locals and stack positions have one for each kind of value, everywhere. */
public final class VRegs {
    private final List<VReg> all = new ArrayList<>();
    private final Map<String, VReg> named = new HashMap<>();

    /** All that were made, by their numbers. */
    public List<VReg> all() {
        return all;
    }

    /** A register for one value inside a block. */
    public VReg temporary(VReg.Bank bank) {
        return add(bank, "t" + all.size(), null, true);
    }

    /** The register of the local for values of the shape. */
    public VReg ofLocal(int number, Shape shape) {
        return named(bank(shape), "local" + number + "." + kind(shape));
    }

    /** The register of the stack position for values of the shape. */
    public VReg ofStack(int position, Shape shape) {
        return named(bank(shape), "stack" + position + "." + kind(shape));
    }

    /** A part of the iterator at the stack position. */
    public VReg ofIterator(int position, String part) {
        return named(VReg.Bank.GENERAL, "iterator" + position + "." + part);
    }

    /** The address of an object that is an input of the region. */
    public VReg named(VReg.Bank bank, String name) {
        return named.computeIfAbsent(name, key -> add(bank, key, null, false));
    }

    /** The register of a constant. */
    public VReg constantInt(long value) {
        String name = "#" + value;
        return named.computeIfAbsent(name, key -> add(VReg.Bank.GENERAL, key, value, false));
    }

    /** The register of a constant; those of other bits have others. */
    public VReg constantDouble(double value) {
        long bits = Double.doubleToRawLongBits(value);
        String name = "#" + value + "/" + bits;
        return named.computeIfAbsent(name, key -> add(VReg.Bank.DOUBLE, key, bits, false));
    }

    /** Which kind of register values of a shape need. */
    public static VReg.Bank bank(Shape shape) {
        return shape.is(Shape.Kind.FLOAT) ? VReg.Bank.DOUBLE : VReg.Bank.GENERAL;
    }

    private static String kind(Shape shape) {
        return shape.isNumber() ? shape.kind().name() : "object";
    }

    private VReg add(VReg.Bank bank, String name, @Nullable Long constant, boolean temporary) {
        VReg reg = new VReg(all.size(), bank, name, constant, temporary);
        all.add(reg);
        return reg;
    }
}
