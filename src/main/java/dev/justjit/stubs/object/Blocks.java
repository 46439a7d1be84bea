package dev.justjit.stubs.object;

import dev.justjit.abi.layout.GcGeneration;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Memory of dead objects, kept for new ones, and the collector's account of both. Only where {@link
 * JitData#YOUNG_OBJECTS} is known and nobody traces references.
 */
final class Blocks {
    /** Of the word that leads back in the collector's lists. */
    private static final int PREVIOUS_FLAGS = 3;

    private static final int FINALIZED = 1;

    private Blocks() {}

    /** {@code young} = the list of young objects; jumps where objects are CPython's. {@code scratch} is lost. */
    static void begin(MacroAssembler m, Reg young, Reg scratch, Label other) {
        m.load(Width.W64, young, Mem.at(Reg.DATA, JitData.YOUNG_OBJECTS));
        m.branch(Cond.EQ, Width.W64, young, 0, other);
        guardUntraced(m, scratch, other);
    }

    /** Jumps where somebody traces references; not where {@link JitData#YOUNG_OBJECTS} is 0. */
    private static void guardUntraced(MacroAssembler m, Reg scratch, Label other) {
        m.load(Width.W64, scratch, Mem.at(Reg.DATA, JitData.REFERENCE_TRACER));
        m.branch(Cond.NE, Width.W64, Mem.at(scratch, 0), 0, other);
    }

    /** Jumps where one more object would have the collector run. {@code scratch} is lost. */
    static void guardFew(MacroAssembler m, Reg young, Reg scratch, Label other) {
        m.load(Width.W32, scratch, Mem.at(young, GcGeneration.THRESHOLD));
        m.branch(Cond.GE, Width.W32, Mem.at(young, GcGeneration.COUNT), scratch, other);
    }

    /**
     * {@code list} = the list of blocks of at least so many bytes as it says, a multiple of 8, in the form of {@link
     * #take}; jumps where there is none.
     */
    static void listOf(MacroAssembler m, Reg list, Label other) {
        m.branch(Cond.ABOVE, Width.W64, list, JitData.LARGEST_BLOCK, other);
        m.address(list, Mem.at(Reg.DATA, list, 2, 0));
    }

    /** {@code block} = one of the {@code list}; jumps where it is empty. */
    static void find(MacroAssembler m, Reg block, Reg list, Label other) {
        m.load(Width.W64, block, Mem.at(list, JitData.BLOCKS));
        m.branch(Cond.EQ, Width.W64, block, 0, other);
    }

    /** The block that was found is taken. {@code scratch} is lost. */
    static void take(MacroAssembler m, Reg block, Reg list, Reg scratch) {
        m.load(Width.W64, scratch, Mem.at(block, 0));
        m.store(Width.W64, Mem.at(list, JitData.BLOCKS), scratch);
        m.addMem(Width.W64, Mem.at(list, JitData.BLOCKS + 8), 1);
    }

    /** Puts a block on the list, or jumps where there is no room. {@code scratch} is lost. */
    static void keep(MacroAssembler m, Reg block, Reg list, Reg scratch, Label full) {
        m.branch(Cond.EQ, Width.W64, Mem.at(list, JitData.BLOCKS + 8), 0, full);
        m.load(Width.W64, scratch, Mem.at(list, JitData.BLOCKS));
        m.store(Width.W64, Mem.at(block, 0), scratch);
        m.store(Width.W64, Mem.at(list, JitData.BLOCKS), block);
        m.addMem(Width.W64, Mem.at(list, JitData.BLOCKS + 8), -1);
    }

    /** One more new object. */
    static void count(MacroAssembler m, Reg young) {
        m.addMem(Width.W32, Mem.at(young, GcGeneration.COUNT), 1);
    }

    /** One new object less, if there are any. */
    static void uncount(MacroAssembler m, Reg young) {
        Label none = m.newLabel();
        m.branch(Cond.LE, Width.W32, Mem.at(young, GcGeneration.COUNT), 0, none);
        m.addMem(Width.W32, Mem.at(young, GcGeneration.COUNT), -1);
        m.bind(none);
    }

    /** The collector gets to know a new object, which has no flags. Both scratch registers are lost. */
    static void track(MacroAssembler m, Reg object, Reg young, Reg header, Reg last) {
        m.load(Width.W64, last, Mem.at(young, GcGeneration.LAST));
        m.add(header, object, PyObject.GC_NEXT);
        m.store(Width.W64, Mem.at(last, 0), header);
        m.store(Width.W64, Mem.at(header, 8), last);
        m.store(Width.W64, Mem.at(header, 0), young);
        m.store(Width.W64, Mem.at(young, GcGeneration.LAST), header);
    }

    /** Takes the object {@code SAVED0} out of the collector's list, if it is in one. Argument registers are lost. */
    static void untrack(MacroAssembler m) {
        Label untracked = m.newLabel();
        int previous = PyObject.GC_PREV - PyObject.GC_NEXT;
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyObject.GC_NEXT));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, untracked);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.SAVED0, PyObject.GC_PREV));
        m.and(Reg.ARG2, Reg.ARG3, ~PREVIOUS_FLAGS);
        m.store(Width.W64, Mem.at(Reg.ARG2, 0), Reg.ARG1);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, previous));
        m.and(Reg.TMP0, Reg.TMP0, PREVIOUS_FLAGS);
        m.or(Reg.TMP0, Reg.TMP0, Reg.ARG2);
        m.store(Width.W64, Mem.at(Reg.ARG1, previous), Reg.TMP0);
        m.and(Reg.ARG3, Reg.ARG3, FINALIZED);
        m.store(Width.W64, Mem.at(Reg.SAVED0, PyObject.GC_PREV), Reg.ARG3);
        m.storeImm(Width.W64, Mem.at(Reg.SAVED0, PyObject.GC_NEXT), 0);
        m.bind(untracked);
    }
}
