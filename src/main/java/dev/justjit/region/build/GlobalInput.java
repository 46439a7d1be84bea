package dev.justjit.region.build;

import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.VRegs;
import org.jspecify.annotations.Nullable;

/** A global or a module's attribute that a region or a function of it uses. */
public final class GlobalInput {
    /** Address of the name of the global, and of the attribute of the module that is the global, or 0. */
    public final long name;

    /** See {@link #name}. */
    public final long attribute;

    /** Its shape, guarded when the region is entered. */
    public final Shape shape;

    /** Where the region keeps its address. */
    public final VReg object;

    /** Where the region keeps its number, or null. */
    public final @Nullable VReg number;

    /** Address of the object if the region is for just this one, else 0. */
    public final long address;

    /** The function that it must be, or null. */
    public final Inputs.@Nullable Callee callee;

    /** Offset of the data word in which functions find it, or -1. */
    public int word = -1;

    private GlobalInput(
            VRegs regs,
            String text,
            long name,
            long attribute,
            Shape shape,
            long address,
            Inputs.@Nullable Callee callee) {
        this.name = name;
        this.attribute = attribute;
        this.shape = shape;
        this.address = address;
        this.callee = callee;
        object = regs.named(VReg.Bank.GENERAL, text);
        number = shape.isNumber() ? regs.named(VRegs.bank(shape), text + ".value") : null;
    }

    /**
     * @param attribute name's number, or -1
     * @param text for the names of its registers
     * @throws NotNumeric if regions cannot use it
     */
    static GlobalInput of(VRegs regs, Inputs inputs, int global, int attribute, String text) {
        boolean plain = attribute < 0;
        Shape shape = plain ? inputs.global(global) : inputs.attribute(global, attribute);
        boolean isFunction = shape.is(Shape.Kind.FUNCTION);
        boolean exact = isFunction || shape.is(Shape.Kind.BUILTIN) || shape.is(Shape.Kind.MODULE);
        if (!exact && !shape.isNumber() && !shape.isContainer()) {
            throw new NotNumeric("a global that is no number, list or known function");
        }
        long address = 0;
        if (exact) {
            address =
                    plain ? inputs.globalObject(global) : inputs.attributeObject(global, attribute);
        }
        Inputs.Callee callee = isFunction ? inputs.callee(address) : null;
        if (isFunction && callee == null) {
            throw new NotNumeric("a function that is not plain");
        }
        long attributeName = plain ? 0 : inputs.nameObject(attribute);
        return new GlobalInput(
                regs, text, inputs.nameObject(global), attributeName, shape, address, callee);
    }
}
