package dev.justjit.compile;

import dev.justjit.masm.FReg;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Where unboxed temporaries live: two registers that survive calls (ints only), then words of the
 * native frame. A home is written once and free again when no stack entry names it.
 */
final class Homes {
    private static final int REGISTERS = 2;
    private static final int COUNT = REGISTERS + NativeFrame.WORDS - NativeFrame.FIRST_HOME;

    /** No home is free: the value must be boxed. */
    static final int NONE = -1;

    private Homes() {}

    static int allocateInt(VirtualStack stack) {
        return allocate(stack, 0);
    }

    static int allocateDouble(VirtualStack stack) {
        return allocate(stack, REGISTERS);
    }

    private static int allocate(VirtualStack stack, int first) {
        for (int home = first; home < COUNT - stack.reserved(); home++) {
            if (!stack.usesHome(home)) {
                return home;
            }
        }
        return NONE;
    }

    private static Mem word(int home) {
        return Mem.nativeWord(NativeFrame.FIRST_HOME + home - REGISTERS);
    }

    private static Reg register(int home) {
        return home == 0 ? Reg.SAVED0 : Reg.SAVED1;
    }

    static void put(MacroAssembler m, int home, Reg value) {
        if (home < REGISTERS) {
            m.move(register(home), value);
        } else {
            m.store(Width.W64, word(home), value);
        }
    }

    static void get(MacroAssembler m, Reg dst, int home) {
        if (home < REGISTERS) {
            m.move(dst, register(home));
        } else {
            m.load(Width.W64, dst, word(home));
        }
    }

    static void put(MacroAssembler m, int home, FReg value) {
        m.store(word(home), value);
    }

    static void get(MacroAssembler m, FReg dst, int home) {
        m.load(dst, word(home));
    }
}
