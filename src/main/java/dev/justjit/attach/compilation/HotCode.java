package dev.justjit.attach.compilation;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.attach.hooks.FunctionEntries;
import dev.justjit.attach.hooks.RunningLoops;
import dev.justjit.attach.live.CodeRegistry;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.CompiledCode.Purpose;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.attach.snapshot.Eligibility;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.masm.JitData;
import dev.justjit.record.CodeState;
import dev.justjit.tiering.Policy;

/**
 * Finds what is hot, and asks for its machine code: functions that were called often, code that was seen
 * running in the interpreter, and what calls hot functions: calls from the interpreter into machine code cost
 * more than they cost before. Hot are code objects. All methods need the GIL.
 */
public final class HotCode implements Upcall {
    private final RuntimeBlock block;
    private final CodeRegistry registry;
    private final FunctionEntries entries;
    private final Compilations compilations;
    private final RunningLoops running;

    public HotCode(
            RuntimeBlock block,
            CodeRegistry registry,
            FunctionEntries entries,
            Compilations compilations,
            RunningLoops running) {
        this.block = block;
        this.registry = registry;
        this.entries = entries;
        this.compilations = compilations;
        this.running = running;
    }

    /** The function's count ran out. */
    public void called(long function) {
        if (RuntimeBlock.hasForeignEvaluator()) {
            entries.interpret(function);
            return;
        }
        long code = Native.getLong(function + PyFunction.CODE);
        CompiledCode known = registry.findOrAdd(code);
        String early = Eligibility.refusal(code);
        if (early != null) {
            compilations.refuse(known, Purpose.CALLS, early);
        } else if (known.current() == null && known.refusal() == null) {
            if (known.isMarked() || block.get(JitData.THRESHOLD) == 1) {
                compilations.compileNow(known, function);
            } else {
                compilations.request(known, Purpose.CALLS, function, Heat.CALLED);
                callsHot();
            }
        }
        entries.install(function, known);
    }

    /** The function was hot before there was a compiler, and is not stored: later starts are to have its code. */
    public void storeLater(long function) {
        compilations.storeLater(function);
    }

    /** The function was hot before there was a compiler: its next call is as one that ends its count. */
    public void expect(long function) {
        CompiledCode known = registry.findOrAdd(Native.getLong(function + PyFunction.CODE));
        if (known.current() == null && known.refusal() == null) {
            Native.putLong(known.state() + CodeState.COUNT, 1);
            entries.count(function);
        }
    }

    /** The running frame calls a function that is hot now. */
    private void callsHot() {
        long thread = Native.call(Objects.function(Helper.PYTHREADSTATE_GETUNCHECKED));
        long frame = Native.getLong(thread + ThreadState.CURRENT_FRAME);
        while (frame != 0 && isOfTheInterpreter(frame)) {
            frame = Native.getLong(frame + InterpreterFrame.PREVIOUS);
        }
        if (frame == 0) {
            return;
        }
        CompiledCode caller =
                registry.findOrAdd(Native.getLong(frame + InterpreterFrame.EXECUTABLE));
        if (caller.current() == null && caller.callsHot() >= Policy.HOT_CALLEES) {
            hot(caller, frame);
        }
    }

    /** Whether no code of the program runs in the frame: its code object may be read-only. */
    private static boolean isOfTheInterpreter(long frame) {
        return Native.getByte(frame + InterpreterFrame.OWNER) == InterpreterFrame.OWNER_CSTACK
                || Eligibility.refusal(Native.getLong(frame + InterpreterFrame.EXECUTABLE)) != null;
    }

    /** Where all loops are entered: a function was made, or the one of a module's body. Always answers 0. */
    public long made(long function) {
        long code = Native.getLong(function + PyFunction.CODE);
        CompiledCode known = registry.find(code);
        boolean first = known == null || known.running() == null;
        if (first && !running.isGiven() && Eligibility.refusal(code) == null) {
            if (RunningLoops.loops(code)) {
                compilations.request(
                        registry.findOrAdd(code), Purpose.RUNNING, function, Heat.SEEN);
            }
        }
        return 0;
    }

    /**
     * Code that was seen running often enough, in its machine code if there is no {@code sample}. Only marked code in the
     * mode in which no other is compiled.
     *
     * @param counters of the machine code, or 0: it called what runs
     */
    @Override
    public long invoke(long code, long frame, long sample, long counters) {
        if (sample == 0) {
            compiledIsHot(code, frame, counters);
            return 0;
        }
        Native.putLong(sample + Long.BYTES, Policy.SAMPLES_AGAIN);
        if (Eligibility.refusal(code) != null) {
            return 0;
        }
        CompiledCode known = registry.find(code);
        boolean wanted = known != null && known.isMarked() || block.get(JitData.ENABLED) != 0;
        if (wanted && !RuntimeBlock.hasForeignEvaluator()) {
            known = registry.findOrAdd(code);
            int more = known.isMarked() ? 0 : known.samplesMissing(compilations.samples(code));
            if (more > 0) {
                Native.putLong(sample + Long.BYTES, more);
                return 0;
            }
            hot(known, frame);
            Native.putLong(sample, 0); // another code object may get its address
        }
        return 0;
    }

    /** What templates made is hot. */
    private void compiledIsHot(long code, long frame, long counters) {
        CompiledCode known = registry.find(code);
        if (known != null && RunningLoops.isOf(RunningLoops.function(frame), code)) {
            compilations.optimize(known, frame, counters);
        }
    }

    /** The code, in which the frame is, gets machine code for what it does. */
    private void hot(CompiledCode known, long frame) {
        long code = Native.getLong(known.state() + CodeState.CODE);
        long function = RunningLoops.function(frame);
        if (!RunningLoops.isOf(function, code)) {
            return;
        }
        long calls = block.get(JitData.THRESHOLD) - Native.getLong(known.state() + CodeState.COUNT);
        Purpose purpose = RunningLoops.purpose(known, code, calls);
        if (purpose == Purpose.RUNNING) {
            boolean may = !running.isGiven() && known.running() == null && RunningLoops.loops(code);
            if (may) {
                compilations.request(known, purpose, function, Heat.SEEN);
            }
        } else {
            compilations.request(known, purpose, function, Heat.SEEN);
            entries.count(function);
        }
    }
}
