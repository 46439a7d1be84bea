package dev.justjit.region.build;

import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.Val;

/** Names from outside of the function. Nothing changes them while a region runs: they are loaded once. */
public final class Globals {
    private Globals() {}

    /** {@code LOAD_GLOBAL}: -> v [NULL]. */
    static void load(BlockBuilder w, int oparg) {
        name(w, oparg >> 1);
        if ((oparg & 1) != 0) {
            w.push(Val.known(Shape.UNBOUND, 0));
        }
    }

    /** {@code LOAD_NAME} where names are globals: -> v. One that the loop assigns is a local of the region. */
    static void name(BlockBuilder w, int name) {
        int slot = w.region.slots.ofName(name);
        w.push(slot >= 0 ? w.load(slot) : w.region.entry.outer(w, name, -1));
    }

    /** {@code LOAD_ATTR} of a module: m -> v [NULL]. */
    static void attribute(BlockBuilder w, int oparg) {
        Val module = w.pop();
        if (!module.is(Shape.Kind.MODULE) || module.identity().slot >= 0) {
            throw new NotNumeric("an attribute of something else than a module");
        }
        w.push(w.region.entry.outer(w, (int) module.bits(), oparg >> 1));
        if ((oparg & 1) != 0) {
            w.push(Val.known(Shape.UNBOUND, 0));
        }
    }
}
