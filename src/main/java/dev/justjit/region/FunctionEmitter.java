package dev.justjit.region;

import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Prologue;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.List;

/**
 * Machine code of a function that is called with registers: arguments as {@link ParallelMove} puts them,
 * {@code RET} or {@code F0} = result, {@code TMP0} = 0; or {@code TMP0} = 1: it has given up. It counts as
 * a Python call for the recursion limit, and gives up where the interpreter would do something else than
 * go on.
 */
final class FunctionEmitter extends Places {
    private static final Mem REMAINING = Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING);

    private final RegionBuilder function;
    private final Words words;
    private final Label fail;
    private final int reserved;

    FunctionEmitter(MacroAssembler m, RegionBuilder function, Words words, int reserved) {
        super(m);
        this.function = function;
        this.words = words;
        this.reserved = reserved;
        fail = m.newLabel();
    }

    void emit(Label entry, List<Block> blocks, Allocator allocator) {
        Label early = m.newLabel();
        m.align(16);
        m.comment("function " + some(function.callee).name);
        m.bind(entry);
        m.branch(Cond.LE, Width.W32, REMAINING, 1, early);
        Prologue.branchIfDeep(m, early);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.THREAD, ThreadState.EVAL_BREAKER));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.OK_VERSION), Reg.TMP0, early);
        m.addMem(Width.W32, REMAINING, -1);
        m.enter();
        m.reserveWords(reserved);
        parameters();
        constants();
        new BlockEmitter(m, words, blocks, allocator, exit -> fail, this::returnFrom).emit();
        m.comment("it gives up");
        m.bind(fail);
        leave(1);
        m.bind(early);
        m.moveImm(Reg.TMP0, 1);
        m.ret();
    }

    private void leave(int status) {
        m.releaseWords(reserved);
        m.addMem(Width.W32, REMAINING, 1);
        m.moveImm(Reg.TMP0, status);
        m.leave();
    }

    /** Arguments to where they live; the allocator leaves them in place or gives them a place of their own. */
    private void parameters() {
        int ints = 0;
        int doubles = 0;
        for (VReg parameter : function.parameters) {
            if (parameter.isDouble()) {
                FReg argument = ParallelMove.dbl(doubles++);
                if (parameter.isLive()) {
                    finish(parameter, argument);
                }
            } else {
                Reg argument = ParallelMove.general(ints++);
                if (parameter.isLive()) {
                    finish(parameter, argument);
                }
            }
        }
    }

    private void constants() {
        for (VReg reg : function.regs.all()) {
            loadConstant(reg);
        }
    }

    private void returnFrom(Block block) {
        VReg value = block.returned;
        if (value != null && value.isDouble()) {
            load(FReg.F0, value);
        } else if (value != null) {
            load(Reg.RET, value);
        }
        leave(0);
    }
}
