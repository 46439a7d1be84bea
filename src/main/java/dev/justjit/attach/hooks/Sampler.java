package dev.justjit.attach.hooks;

import dev.justjit.attach.live.Symbols;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;
import dev.justjit.tiering.Policy;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A thread that has the running Python thread look at its own frame every few milliseconds, and install what
 * the compiler has finished. It never holds the GIL: the look is a pending call, which CPython makes between
 * two instructions.
 */
public final class Sampler implements Runnable {
    private final RuntimeBlock block;
    private final long sample;
    private final long addPendingCall = Native.requireSymbol("_PyEval_AddPendingCall");
    private final Semaphore wakeUps = new Semaphore(0);
    private boolean started;
    private boolean stopped;
    private volatile boolean sampling;

    public Sampler(RuntimeBlock block, Symbols symbols) {
        this.block = block;
        sample = symbols.stub(Stub.RUNNING_SAMPLE);
    }

    /** Looks from now on. */
    public synchronized void start() {
        sampling = Policy.SAMPLE_MILLIS > 0;
        run(sampling);
        wakeUps.release();
    }

    /** One look soon, to install what is ready. */
    public synchronized void ask() {
        run(true);
        wakeUps.release();
    }

    private void run(boolean wanted) {
        if (wanted && !started && !stopped) {
            started = true;
            Thread thread = new Thread(this, "justjit sampler");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** No pending call is made after this. */
    public synchronized void stop() {
        stopped = true;
        wakeUps.release();
    }

    @Override
    public void run() {
        try {
            int looks = 0;
            while (look()) {
                pause(++looks < Policy.EARLY_SAMPLES);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(boolean early) throws InterruptedException {
        if (block.get(JitData.READY) != 0) {
            wakeUps.tryAcquire(1, TimeUnit.MILLISECONDS);
        } else if (sampling) {
            int period = early ? Policy.EARLY_SAMPLE_MILLIS : Policy.SAMPLE_MILLIS;
            wakeUps.tryAcquire(period, TimeUnit.MILLISECONDS);
        } else {
            wakeUps.acquire();
        }
        wakeUps.drainPermits();
    }

    /**
     * The flags are read without the GIL: at worst a look comes one period later. Functions called with
     * registers would give up for it, and do all again.
     */
    private synchronized boolean look() {
        boolean looking =
                block.get(JitData.SAMPLE_PENDING) == 0 && block.get(JitData.IN_CALLS) == 0;
        if (!stopped && looking) {
            block.put(JitData.SAMPLE_PENDING, 1);
            long refused =
                    Native.call(addPendingCall, block.get(JitData.INTERPRETER), sample, 0, 0);
            if ((int) refused != 0) {
                block.put(JitData.SAMPLE_PENDING, 0);
            }
        }
        return !stopped;
    }
}
