package dev.justjit.attach.hooks;

import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.attach.live.CodeRegistry;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.CompiledCode.Purpose;
import dev.justjit.attach.live.Counters;
import dev.justjit.attach.live.RunningCode;
import dev.justjit.attach.live.Symbols;
import dev.justjit.attach.process.Question;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.masm.JitData;
import dev.justjit.record.CodeState;
import dev.justjit.tiering.Policy;

/**
 * Loops that run long in the interpreter, in functions that are called once, in bodies of modules and classes.
 * Jumps of their code become events, whose callback goes on in machine code. All methods need the GIL.
 */
public final class RunningLoops {
    private static final int SAMPLE_BYTES = 16;

    private final RuntimeBlock block;
    private final CodeRegistry registry;
    private final Counters counters;
    private final Monitoring monitoring;
    private boolean given;

    public RunningLoops(
            RuntimeBlock block, Symbols symbols, CodeRegistry registry, Counters counters) {
        this.block = block;
        this.registry = registry;
        this.counters = counters;
        monitoring = new Monitoring(block, symbols);
    }

    /**
     * @param seen told of code that was sampled often enough: code object, frame, sample
     */
    public void install(Upcall seen) {
        block.put(
                JitData.SAMPLES,
                Native.allocate(
                        (long) SAMPLE_BYTES * JitData.SAMPLE_SLOTS * JitData.SAMPLED_FRAMES));
        block.put(JitData.SAMPLES_NEEDED, Policy.SAMPLES);
        block.put(JitData.ENTRIES_PER_EPOCH, Policy.ENTRIES_PER_EPOCH);
        block.put(JitData.SEEN_RUNNING, Question.function(seen));
        block.put(JitData.PROGRAM_MONITORS, Question.function(new ProgramMonitors()));
        monitoring.install();
    }

    /** Whether the program has taken the tool by which loops are entered. */
    public boolean isGiven() {
        return given;
    }

    /** No more events. */
    public void forgetAll() {
        registry.freeDead();
        for (CompiledCode known : registry.all()) {
            forget(known);
        }
    }

    /** No more events of this code. */
    public void forget(CompiledCode known) {
        if (Native.getLong(known.state() + CodeState.RUNNING) != 0) {
            Native.putLong(known.state() + CodeState.RUNNING, 0);
            monitoring.unwatch(Native.getLong(known.state() + CodeState.CODE));
        }
    }

    /** The program wants the tool for itself. */
    private final class ProgramMonitors implements Upcall {
        @Override
        public long invoke(long a, long b, long c, long d) {
            if (!given && RuntimeBlock.isMainInterpreter()) {
                given = true;
                forgetAll();
                monitoring.unregister();
            }
            return 0;
        }
    }

    /** Frames of the code enter the new version. */
    public void installed(CompiledCode known, long code, CompiledCode.Loaded loaded) {
        boolean watched = Native.getLong(known.state() + CodeState.RUNNING) != 0;
        RunningCode table = known.runBy(loaded);
        if (!given && (watched || monitoring.watch(code))) {
            Native.putLong(known.state() + CodeState.RUNNING, table.table());
            counters.runningCodes++;
        }
    }

    /** Whether some instruction of the code jumps back. */
    public static boolean loops(long code) {
        int units = (int) Native.getLong(code + PyVarObject.OB_SIZE);
        byte[] live = Native.bytes(code + PyCode.CODE_ADAPTIVE, 2 * units);
        for (int i = 0; i < units; i++) {
            int number = live[2 * i] & 0xff;
            if (number == Opcode.JUMP_BACKWARD.number()
                    || number == Opcode.INSTRUMENTED_JUMP_BACKWARD.number()) {
                return true;
            }
        }
        return false;
    }

    /** What to compile of code that the interpreter was seen running in the frame. */
    public static Purpose purpose(CompiledCode known, long code, long calls) {
        int flags = Native.getInt(code + PyCode.FLAGS);
        boolean function = (flags & PyCode.CO_OPTIMIZED) != 0 && (flags & PyCode.CO_NEWLOCALS) != 0;
        if (!function || known.current() != null || known.refused().contains(Purpose.CALLS)) {
            return Purpose.RUNNING;
        }
        boolean once = calls <= Policy.ONCE && (flags & PyCode.CO_ANY_GENERATOR) == 0;
        boolean running =
                once
                        && loops(code)
                        && !known.refused().contains(Purpose.RUNNING)
                        && known.running() == null;
        return running ? Purpose.RUNNING : Purpose.CALLS;
    }

    /** The function that a frame runs; borrowed. */
    public static long function(long frame) {
        return Native.getLong(frame + InterpreterFrame.FUNCOBJ);
    }

    /** Whether the function is of the code: a frame keeps its code when that is replaced. */
    public static boolean isOf(long function, long code) {
        return Native.getLong(function + PyFunction.CODE) == code;
    }
}
