package dev.justjit.region.bound;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FunctionFrame;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.build.RegionBuilder;
import dev.justjit.region.emit.CallDepth;
import dev.justjit.region.emit.EntryEmitter;
import dev.justjit.region.ir.Callee;
import java.util.BitSet;
import java.util.List;

/**
 * The way from Java into a function that is called with registers: {@code ARG0} the function object, {@code ARG1}
 * the exchange with the arguments. {@code RET} = the kind of the result, which is in the exchange; or 0: it has
 * given up, and nothing has happened.
 *
 * <p>Functions have no frame, but their globals are looked up in one: a part of the native frame stands for it, in
 * which only globals and builtins are right.
 */
final class BoundEntry extends Operands {
    /** The word where the frame would begin; its fields are in words with lower numbers. */
    private static final int FRAME_WORD = 8;

    private static final Mem GLOBALS = field(InterpreterFrame.GLOBALS);
    private static final Mem BUILTINS = field(InterpreterFrame.BUILTINS);
    private static final Mem EXCHANGE = Mem.nativeWord(3);

    private final RegionBuilder region;
    private final Callee callee;
    private final Label fail;

    /**
     * @param region what stands for the region that calls
     */
    BoundEntry(MacroAssembler m, RegionBuilder region, Callee callee) {
        super(m);
        this.region = region;
        this.callee = callee;
        fail = m.newLabel();
    }

    private static Mem field(int offset) {
        return Mem.nativeWord(FRAME_WORD - offset / Long.BYTES);
    }

    /**
     * @param callers frames of the functions that call others
     * @param namespaces to be noted where all is as compiled, for {@link FreeEntry}
     */
    void emit(Label entry, List<FunctionFrame> callers, Namespaces namespaces) {
        BoundArguments arguments = new BoundArguments(m, callee, EXCHANGE);
        m.align(16);
        m.comment("entry from Java");
        m.bind(entry);
        m.enter();
        m.store(Width.W64, EXCHANGE, Reg.ARG1);
        arguments.guardCode(fail);
        arguments.guardVersion(fail);
        frame();
        CallDepth.limit(m, callers, fail);
        SpillSlots none = new SpillSlots(SpillSlots.OF_REGION, 0);
        EntryEmitter.emit(m, none, region.entry, region, new BitSet(), fail);
        namespaces.note(m, fail);
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.IN_CALLS), 1);
        arguments.load();
        m.call(some(callee.label));
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.IN_CALLS), 0);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, fail);
        arguments.storeResult();
        m.leave();
        m.bind(fail);
        m.moveImm(Reg.RET, 0);
        m.leave();
    }

    /** What stands for a frame of the function {@code ARG0}. */
    private void frame() {
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.GLOBALS));
        m.store(Width.W64, GLOBALS, Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.BUILTINS));
        m.store(Width.W64, BUILTINS, Reg.RET);
        m.address(Reg.FRAME, Mem.nativeWord(FRAME_WORD));
    }
}
