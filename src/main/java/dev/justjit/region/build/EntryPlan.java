package dev.justjit.region.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.record.RegionData;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.Val;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a region checks and loads when it is entered. Grows while the region is built. */
public final class EntryPlan {
    private final RegionBuilder region;
    private final Shape[] localShapes;
    private final Shape[] stackShapes;
    private final BitSet touched = new BitSet();
    private int words;

    /** Addresses of frame slots that the region reads. */
    private final Map<Integer, VReg> pointers = new LinkedHashMap<>();

    private final Map<String, GlobalInput> outers = new LinkedHashMap<>();

    private final Map<Integer, CellInput> cells = new LinkedHashMap<>();

    EntryPlan(RegionBuilder region) {
        this.region = region;
        int depth = region.flow.depth(region.flow.indexOf(region.loop.header()));
        int locals = region.slots.locals();
        BitSet live = liveLocals();
        localShapes = new Shape[locals];
        for (int i = 0; i < locals; i++) {
            Shape seen =
                    region.slots.isName(i)
                            ? region.inputs.global(region.slots.name(i))
                            : region.inputs.local(i);
            boolean missing = region.slots.isName(i) && seen.is(Shape.Kind.UNBOUND);
            boolean quiet = seen.diesQuietly() && !seen.is(Shape.Kind.STR) && !missing;
            localShapes[i] = quiet && !live.get(i) ? Shape.STALE : seen;
        }
        stackShapes = new Shape[depth];
        for (int i = 0; i < depth; i++) {
            stackShapes[i] = region.inputs.stack(i);
        }
    }

    /**
     * @throws NotNumeric if names are not globals in this frame
     */
    void requireNames() {
        if (region.slots.areMapped() && !region.inputs.namesAreGlobals()) {
            throw new NotNumeric("names that are not globals");
        }
    }

    /** Locals that the loop may read before it writes them: by a backward flow over the bytecode. */
    private BitSet liveLocals() {
        List<Insn> insns = region.flow.insns();
        int first = region.flow.indexOf(region.loop.header());
        int last = region.flow.indexOf(region.loop.lastUnit());
        BitSet[] live = new BitSet[last - first + 2];
        for (int i = 0; i < live.length; i++) {
            live[i] = new BitSet();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = last; i >= first; i--) {
                BitSet now = liveBefore(insns.get(i), first, last, live);
                if (!now.equals(live[i - first])) {
                    live[i - first] = now;
                    changed = true;
                }
            }
        }
        return live[0];
    }

    private BitSet liveBefore(Insn insn, int first, int last, BitSet[] live) {
        BitSet now = new BitSet();
        if (!insn.endsBlock()) {
            addLive(now, insn.next(), first, last, live);
        }
        if (insn.isJump()) {
            addLive(now, insn.target(), first, last, live);
            if (insn.opcode() == Opcode.FOR_ITER) {
                addLive(now, insn.target() + 2, first, last, live);
            }
        }
        int high = insn.oparg() >> 4;
        int low = insn.oparg() & 15;
        switch (insn.opcode()) {
            case LOAD_FAST, LOAD_FAST_CHECK, LOAD_FAST_AND_CLEAR, DELETE_FAST ->
                    now.set(insn.oparg());
            case LOAD_NAME -> setName(now, insn.oparg(), true);
            case LOAD_GLOBAL -> setName(now, insn.oparg() >> 1, true);
            case STORE_NAME, STORE_GLOBAL -> setName(now, insn.oparg(), false);
            case LOAD_FAST_LOAD_FAST -> {
                now.set(high);
                now.set(low);
            }
            case STORE_FAST -> now.clear(insn.oparg());
            case STORE_FAST_STORE_FAST -> {
                now.clear(high);
                now.clear(low);
            }
            case STORE_FAST_LOAD_FAST -> {
                now.set(low);
                now.clear(high);
            }
            default -> {}
        }
        return now;
    }

    private void setName(BitSet live, int name, boolean read) {
        int slot = region.slots.ofName(name);
        if (slot >= 0) {
            live.set(slot, read);
        }
    }

    private void addLive(BitSet to, int unit, int first, int last, BitSet[] live) {
        int index = region.flow.indexOf(unit);
        if (index >= first && index <= last) {
            to.or(live[index - first]);
        }
    }

    /** The locals as the region finds them. */
    Val[] locals() {
        Val[] locals = new Val[localShapes.length];
        for (int i = 0; i < locals.length; i++) {
            Shape shape = localShapes[i];
            locals[i] =
                    shape.isNumber()
                            ? Val.reg(shape, region.regs.ofLocal(i, shape), Val.Identity.slot(i))
                            : Val.inFrame(shape, i);
        }
        return locals;
    }

    /** The value stack as the region finds it. */
    List<Val> stack() {
        List<Val> stack = new ArrayList<>();
        for (int i = 0; i < stackShapes.length; i++) {
            int slot = localShapes.length + i;
            Shape shape = stackShapes[i];
            boolean top = i == stackShapes.length - 1;
            if (top && isWalked(shape)) {
                Val.Iterator parts = Pairs.parts(region.regs, i, shape);
                stack.add(Val.iterator(shape, parts, Val.Identity.slot(slot)));
            } else if (top && shape.is(Shape.Kind.RANGE_ITER)) {
                Val.Iterator parts =
                        new Val.Iterator(
                                region.regs.ofIterator(i, "current"),
                                region.regs.ofIterator(i, "end"),
                                shape.detail() == Shape.ANY_STEP
                                        ? region.regs.ofIterator(i, "step")
                                        : null,
                                shape.detail());
                stack.add(Val.iterator(shape, parts, Val.Identity.slot(slot)));
            } else {
                stack.add(Val.inFrame(shape, slot));
            }
        }
        return stack;
    }

    /** Whether the loop is over a sequence with such an iterator. */
    private boolean isWalked(Shape shape) {
        Insn header = region.flow.insns().get(region.flow.indexOf(region.loop.header()));
        return Sequences.isSequenceIterator(shape) && header.opcode() == Opcode.FOR_ITER;
    }

    /** The region uses what the local is. */
    void reads(Val value) {
        if (value.identity().slot >= 0 && value.identity().slot < localShapes.length) {
            touched.set(value.identity().slot);
        }
    }

    /** The region lets go of what the local held. */
    void overwrites(int local, Val old) {
        if (region.slots.isName(local) && old.is(Shape.Kind.UNBOUND)) {
            // new names come into the dict in the order of the program
            throw new NotNumeric("a global that is not there yet");
        }
        if (region.slots.isName(local) && !old.shape().diesQuietly()) {
            throw new NotNumeric("a global changes that holds something else than a number");
        }
        if (old.isUnchanged(local)) {
            touched.set(local);
        }
    }

    /** Register with the address of the object in the frame slot. */
    VReg pointer(int slot) {
        return pointers.computeIfAbsent(
                slot, key -> region.regs.named(VReg.Bank.GENERAL, "slot" + key));
    }

    /**
     * The value of a global, or of an attribute of a module if {@code attribute} is not -1.
     *
     * @param w who uses it; the names are those of its code
     */
    Val outer(BlockBuilder w, int global, int attribute) {
        Inputs inputs = w.region.inputs;
        long name = inputs.nameObject(global);
        requireUnchanged(name);
        long attributeName = attribute < 0 ? 0 : inputs.nameObject(attribute);
        String key = name + "." + attributeName;
        GlobalInput known = outers.get(key);
        if (known == null) {
            List<String> names = w.image().names();
            String of = attribute < 0 ? "" : "." + names.get(attribute);
            String text = "global" + outers.size() + ":" + names.get(global) + of;
            known = GlobalInput.of(region.regs, inputs, global, attribute, text);
            outers.put(key, known);
        }
        return w.region.callee == null ? inRegion(known, global) : inFunction(w, known, global);
    }

    /** What the loop assigns is in its own registers: a function that it calls cannot read it. */
    private void requireUnchanged(long name) {
        for (int i = 0; i < localShapes.length; i++) {
            boolean isName = region.slots.isName(i);
            if (isName && region.inputs.nameObject(region.slots.name(i)) == name) {
                throw new NotNumeric("a function reads a global that the loop assigns");
            }
        }
    }

    private static Val inRegion(GlobalInput outer, int global) {
        Val.Identity identity = Val.Identity.pointer(outer.object);
        VReg reg = outer.number == null ? outer.object : outer.number;
        return new Val(outer.shape, reg, -1, global, identity, null, null);
    }

    /** Functions have registers of their own: what they need is in the region's data. */
    private Val inFunction(BlockBuilder w, GlobalInput outer, int global) {
        if (outer.address != 0) {
            return new Val(outer.shape, null, -1, global, Val.Identity.fresh(), null, null);
        }
        if (outer.word < 0) {
            if (words >= RegionData.MAX_GLOBALS) {
                throw new NotNumeric("too many globals");
            }
            outer.word = RegionData.GLOBALS + Long.BYTES * words++;
        }
        boolean isFloat = outer.shape.is(Shape.Kind.FLOAT);
        VReg dst = isFloat ? w.dbl() : w.general();
        Op.Kind kind = isFloat ? Op.Kind.LOAD_DATA_DOUBLE : Op.Kind.LOAD_DATA;
        w.emit(new Op(kind, dst, null, null, outer.word));
        return Val.reg(outer.shape, dst);
    }

    /** The value of the variable whose cell is in the frame slot. */
    Val cell(int slot) {
        CellInput known = cells.get(slot);
        if (known == null) {
            known = CellInput.of(region, slot);
            cells.put(slot, known);
        }
        return known.value();
    }

    // ---- for the emitter ----

    /** The closure variables that it reads. */
    public Iterable<CellInput> cells() {
        return cells.values();
    }

    /** The locals that it reads or writes. */
    public BitSet touchedLocals() {
        return touched;
    }

    /** How many locals the frame has. */
    public int localCount() {
        return localShapes.length;
    }

    /** What a local has to hold where the region is entered. */
    public Shape localShape(int number) {
        return localShapes[number];
    }

    /** What the stack has to hold there, the lowest entry first. */
    public Shape[] stackShapes() {
        return stackShapes;
    }

    /** Registers for the objects of slots, by the slot. */
    public Map<Integer, VReg> pointers() {
        return pointers;
    }

    /** The globals that it reads. */
    public Iterable<GlobalInput> outers() {
        return outers.values();
    }
}
