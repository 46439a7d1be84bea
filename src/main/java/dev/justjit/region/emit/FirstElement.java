package dev.justjit.region.emit;

import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.build.Items;
import dev.justjit.region.ir.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The look at an element of a list when a region is entered. Elements are checked where they are used; this
 * only tells lists of ints from lists of floats before that, so that each gets the region made for it.
 */
final class FirstElement {
    private FirstElement() {}

    /** Goes to {@code fail} if the sequence in {@code TMP0} begins otherwise. {@code RET} is lost. */
    static void guard(MacroAssembler m, Shape shape, Label fail) {
        Label fits = m.newLabel();
        m.move(Reg.RET, Reg.TMP0);
        into(m, shape, fits, fail);
        m.bind(fits);
    }

    /** The same for the next element of the list or tuple iterator in {@code TMP0}, which is lost. */
    static void guardNext(MacroAssembler m, Shape shape, Label fail) {
        Label fits = m.newLabel();
        boolean list = shape.is(Shape.Kind.LIST_ITER);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, ListIter.SEQ));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, ListIter.INDEX));
        m.branch(Cond.LE, Width.W64, Mem.at(Reg.RET, PyVarObject.OB_SIZE), Reg.TMP0, fits);
        if (list) {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyList.ITEMS));
        }
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, Reg.TMP0, 8, list ? 0 : PyTuple.ITEMS));
        element(m, shape.item(), fits, fail);
        m.bind(fits);
    }

    /** {@code RET} is a sequence of the shape. */
    private static void into(MacroAssembler m, Shape shape, Label fits, Label fail) {
        boolean list = shape.is(Shape.Kind.LIST);
        if (shape.item() == null || !list && !shape.is(Shape.Kind.TUPLE)) {
            return;
        }
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.RET, PyVarObject.OB_SIZE), 0, fits);
        if (list) {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyList.ITEMS));
        }
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, list ? 0 : PyTuple.ITEMS));
        element(m, shape.item(), fits, fail);
    }

    private static void element(MacroAssembler m, @Nullable Shape item, Label fits, Label fail) {
        if (item == null || !Items.isElement(item)) {
            return;
        }
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Items.type(item), fail);
        into(m, item, fits, fail);
    }
}
