package dev.justjit.region.emit;

import dev.justjit.compile.CodeTally;
import dev.justjit.masm.FReg;
import dev.justjit.masm.FunctionFrame;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.region.alloc.Allocator;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.ParallelMove;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.build.RegionBuilder;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.opt.EarlyReturn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Machine code of a function that is called with registers: arguments as {@link ParallelMove} puts them,
 * {@code RET} or {@code F0} = result, {@code TMP0} = 0; or {@code TMP0} = 1: it has given up, as it does
 * where the interpreter would do something else than go on. It counts as a Python call for the
 * recursion limit, see {@link CallDepth}.
 */
final class FunctionEmitter extends Operands {
    private final RegionBuilder function;
    private final SpillSlots words;
    private final Label fail;
    private final FunctionFrame frame;
    private final @Nullable CodeTally tally;

    FunctionEmitter(
            MacroAssembler m,
            RegionBuilder function,
            SpillSlots words,
            FunctionFrame frame,
            @Nullable CodeTally tally) {
        super(m);
        this.function = function;
        this.words = words;
        this.frame = frame;
        this.tally = tally;
        fail = m.newLabel();
    }

    void emit(Label entry, List<Block> blocks, Allocator allocator) {
        Label tooDeep = m.newLabel();
        m.align(16);
        if (m.keepsListing()) {
            m.comment("function " + some(function.callee).name);
        }
        m.bind(entry);
        if (tally != null) {
            tally.at(0);
        }
        EarlyReturn early = EarlyReturn.of(blocks, function.parameters);
        if (early != null) {
            returnEarly(early);
        }
        boolean calls = blocks.stream().anyMatch(Block::callsFunction);
        if (calls) {
            mayCall(tooDeep);
        }
        m.enterFunction(frame);
        parameters();
        constants();
        new BlockEmitter(m, words, blocks, allocator, exit -> fail, this::returnFrom, tally)
                .emit(early);
        m.comment("it gives up");
        m.bind(fail);
        leave(1);
        if (calls) {
            m.bind(tooDeep);
            m.moveImm(Reg.TMP0, 1);
            m.ret();
        }
    }

    /** Recursion is where a function runs long: it looks whether something is pending. */
    private void mayCall(Label no) {
        CallDepth.check(m, no);
        branchIfPending(true, no);
    }

    /** With the arguments still where the caller has put them, and no constant in a register yet. */
    private void returnEarly(EarlyReturn early) {
        Label goesOn = m.newLabel();
        List<Reg> places = new ArrayList<>();
        List<FReg> doublePlaces = new ArrayList<>();
        List<VReg> all = function.regs.all();
        for (VReg reg : all) {
            places.add(reg.reg);
            doublePlaces.add(reg.freg);
            reg.reg = reg.argument;
            reg.freg = reg.doubleArgument;
        }
        new OpEmitter(m, words, exit -> fail).branch(early.condition().inverse(), goesOn);
        loadResult(early.block());
        m.moveImm(Reg.TMP0, 0);
        m.ret();
        m.bind(goesOn);
        for (int i = 0; i < all.size(); i++) {
            all.get(i).reg = places.get(i);
            all.get(i).freg = doublePlaces.get(i);
        }
    }

    private void leave(int status) {
        m.moveImm(Reg.TMP0, status);
        m.leaveFunction(frame);
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
        loadResult(block);
        leave(0);
    }

    private void loadResult(Block block) {
        VReg value = block.returned;
        if (value != null && value.isDouble()) {
            load(FReg.F0, value);
        } else if (value != null) {
            load(Reg.RET, value);
        }
    }
}
