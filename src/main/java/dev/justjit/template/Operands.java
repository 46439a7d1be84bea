package dev.justjit.template;

import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Value;
import dev.justjit.masm.FReg;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Releasing the operands of a fast path whose result is still in a register. */
final class Operands {
    private static final Mem STASH = Mem.nativeWord(0);
    private static final Mem STASH2 = Mem.nativeWord(1);

    private Operands() {}

    static boolean owned(Value left, Value right) {
        return left.isOwned() || right.isOwned();
    }

    /** Releases both (popped) operands, known to be of {@code type}; {@code keep} survives. */
    static void release(Emission e, Value left, Value right, KnownType type, Reg keep) {
        if (owned(left, right)) {
            MacroAssembler m = e.masm();
            m.store(Width.W64, STASH, keep);
            releaseBoth(e, left, right, type);
            m.load(Width.W64, keep, STASH);
        }
    }

    static void release(Emission e, Value left, Value right, KnownType type, FReg keep) {
        if (owned(left, right)) {
            MacroAssembler m = e.masm();
            m.store(STASH, keep);
            releaseBoth(e, left, right, type);
            m.load(keep, STASH);
        }
    }

    /** The same, keeping both argument registers. */
    static void releaseKeeping(
            Emission e, Value left, Value right, KnownType type, Reg first, Reg second) {
        if (owned(left, right)) {
            MacroAssembler m = e.masm();
            m.store(Width.W64, STASH, first);
            m.store(Width.W64, STASH2, second);
            releaseBoth(e, left, right, type);
            m.load(Width.W64, first, STASH);
            m.load(Width.W64, second, STASH2);
        }
    }

    static void releaseKeeping(
            Emission e, Value left, Value right, KnownType type, FReg first, FReg second) {
        if (owned(left, right)) {
            MacroAssembler m = e.masm();
            m.store(STASH, first);
            m.store(STASH2, second);
            releaseBoth(e, left, right, type);
            m.load(first, STASH);
            m.load(second, STASH2);
        }
    }

    private static void releaseBoth(Emission e, Value left, Value right, KnownType type) {
        releaseAs(e, left, type);
        releaseAs(e, right, type);
    }

    private static void releaseAs(Emission e, Value value, KnownType type) {
        if (value.isOwned()) {
            e.loadObject(Reg.ARG0, value);
            e.release(value.type() == KnownType.UNKNOWN ? type : value.type());
        }
    }
}
