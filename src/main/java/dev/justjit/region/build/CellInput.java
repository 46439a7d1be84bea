package dev.justjit.region.build;

import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.VRegs;
import dev.justjit.region.ir.Val;
import org.jspecify.annotations.Nullable;

/**
 * A variable shared with other functions, which the region only reads: nobody assigns to it meanwhile.
 *
 * @param slot of the frame, which has the cell
 * @param shape of its value
 * @param object where the value's address is kept
 * @param number where its number is, or null
 */
public record CellInput(int slot, Shape shape, VReg object, @Nullable VReg number) {
    static CellInput of(RegionBuilder region, int slot) {
        Shape shape = region.inputs.cell(slot);
        if (region.callee != null || !shape.isNumber() && !shape.isContainer()) {
            throw new NotNumeric("a variable of an outer function that is no number or list");
        }
        String name = "cell" + slot;
        return new CellInput(
                slot,
                shape,
                region.regs.named(VReg.Bank.GENERAL, name),
                shape.isNumber() ? region.regs.named(VRegs.bank(shape), name + ".value") : null);
    }

    Val value() {
        return Val.reg(shape, number == null ? object : number, Val.Identity.pointer(object));
    }
}
