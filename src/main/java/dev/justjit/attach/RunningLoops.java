package dev.justjit.attach;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.masm.JitData;
import dev.justjit.template.stubs.CodeState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loops that run long in the interpreter, in functions that are called once and in bodies of modules.
 * Code that is seen running again and again gets events for its jumps, whose callback enters numeric
 * regions. All methods need the GIL.
 */
final class RunningLoops {
    /** How often code is seen running before it is looked at. */
    private static final int SAMPLES = Integer.getInteger("justjit.samples", 2);

    /** The same for code that was looked at in vain. */
    private static final int SAMPLES_AGAIN = 250;

    private static final int SAMPLE_BYTES = 16;

    private final RuntimeBlock block;
    private final CodeRegistry registry;
    private final Counters counters;
    private final Symbols symbols;
    private final Monitoring monitoring;
    private final Snapshot snapshot = new Snapshot();
    private @Nullable Sampler sampler;
    private boolean given;

    RunningLoops(RuntimeBlock block, Symbols symbols, CodeRegistry registry, Counters counters) {
        this.block = block;
        this.symbols = symbols;
        this.registry = registry;
        this.counters = counters;
        monitoring = new Monitoring(block, symbols);
    }

    void install() {
        block.put(JitData.SAMPLES, Native.allocate((long) SAMPLE_BYTES * JitData.SAMPLE_SLOTS));
        block.put(JitData.SAMPLES_NEEDED, SAMPLES);
        block.put(JitData.SEEN_RUNNING, Question.function(new Seen()));
        block.put(JitData.PROGRAM_MONITORS, Question.function(new ProgramMonitors()));
        monitoring.install();
    }

    /** Looks for such loops from now on. */
    void start() {
        if (sampler == null) {
            sampler = new Sampler(block, symbols);
        }
        sampler.start();
    }

    /** No more looking, and no events. */
    void stop() {
        if (sampler != null) {
            sampler.stop();
        }
        forgetAll();
    }

    /** The function has machine code: jumps of its code are no events any more. */
    void compiled(CompiledCode known, long code) {
        if (known.running() != null && Native.getLong(known.state() + CodeState.RUNNING) != 0) {
            Native.putLong(known.state() + CodeState.RUNNING, 0);
            monitoring.unwatch(code);
        }
    }

    private void forgetAll() {
        registry.freeDead();
        for (CompiledCode known : registry.all()) {
            compiled(known, Native.getLong(known.state() + CodeState.CODE));
        }
    }

    private final class Seen implements Upcall {
        @Override
        public long invoke(long code, long frame, long sample, long unused) {
            Native.putLong(sample + Long.BYTES, SAMPLES_AGAIN);
            if (!given && Eligibility.refusal(code) == null && consider(code, frame)) {
                Native.putLong(sample, 0); // another code object may get its address
            }
            return 0;
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

    /**
     * Only marked functions in the mode in which no others are compiled.
     *
     * @return whether it has events now
     */
    private boolean consider(long code, long frame) {
        CompiledCode known = registry.find(code);
        boolean unwanted = known == null && block.get(JitData.ENABLED) == 0;
        if (unwanted || known != null && (known.current() != null || known.running() != null)) {
            return false;
        }
        long start = System.nanoTime();
        try {
            CodeImage image =
                    snapshot.take(Native.getLong(frame + InterpreterFrame.FUNCOBJ), code, false);
            List<Loops.Loop> loops = new Flow(image).loops().all();
            loops.removeIf(Loops.Loop::body);
            if (!loops.isEmpty()) {
                return watch(known == null ? add(code) : known, code, loops);
            }
        } catch (NotCompiled reason) {
            // it stays as it is
        } catch (RuntimeException bug) {
            counters.failures++;
            if (Boolean.getBoolean("justjit.debug")) {
                bug.printStackTrace();
            }
        } finally {
            counters.compileNanos += System.nanoTime() - start;
        }
        return false;
    }

    private CompiledCode add(long code) {
        CompiledCode known = registry.findOrAdd(code);
        Native.putLong(known.state() + CodeState.COUNT, block.get(JitData.THRESHOLD));
        return known;
    }

    private boolean watch(CompiledCode known, long code, List<Loops.Loop> loops) {
        RunningCode running = RunningCode.of(loops);
        known.running(running);
        if (monitoring.watch(code)) {
            Native.putLong(known.state() + CodeState.RUNNING, running.loops());
            counters.runningCodes++;
            return true;
        }
        return false;
    }
}
