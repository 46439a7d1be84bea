package dev.justjit.lower;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Ranges, and iterators over them, made of numbers. */
final class RangeObjects {
    /** Words that nothing has a place in. */
    private static final Mem RANGE = Mem.nativeWord(0);

    private static final Mem ITERATOR = Mem.nativeWord(1);

    private RangeObjects() {}

    /** {@code RET = range(ARG0, ARG1, RET)}, or NULL. */
    static void range(MacroAssembler m) {
        m.move(Reg.ARG2, Reg.ARG0);
        m.move(Reg.ARG3, Reg.ARG1);
        m.move(Reg.ARG4, Reg.RET);
        m.load(Reg.ARG0, Global.PYRANGE_TYPE);
        m.load(Reg.ARG1, Symbol.text("LLL"));
        m.callVariadic(Symbol.export("PyObject_CallFunction"));
    }

    /** {@code RET = iter(range(ARG0, ARG1, RET))}, or NULL: its type depends on how large the bounds are. */
    static void iterator(MacroAssembler m) {
        Label none = m.newLabel();
        range(m);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        m.store(Width.W64, RANGE, Reg.RET);
        m.move(Reg.ARG0, Reg.RET);
        m.call(Helper.PYOBJECT_GETITER);
        m.store(Width.W64, ITERATOR, Reg.RET);
        m.load(Width.W64, Reg.ARG0, RANGE);
        m.call(Stub.RELEASE.symbol());
        m.load(Width.W64, Reg.RET, ITERATOR);
        m.bind(none);
    }
}
