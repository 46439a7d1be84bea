package dev.justjit.attach;

import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;

/**
 * A thread that has the running Python thread look at its own frame every few milliseconds. It never
 * holds the GIL: the look is a pending call, which CPython makes between two instructions.
 */
final class Sampler implements Runnable {
    private static final int PERIOD = Integer.getInteger("justjit.sample.millis", 4);

    private final RuntimeBlock block;
    private final long sample;
    private final long addPendingCall = Native.requireSymbol("_PyEval_AddPendingCall");
    private boolean started;
    private boolean stopped;

    Sampler(RuntimeBlock block, Symbols symbols) {
        this.block = block;
        sample = symbols.stub(Stub.RUNNING_SAMPLE);
    }

    /** Starts the thread unless it was started or stopped before. */
    synchronized void start() {
        if (started || stopped || PERIOD <= 0) {
            return;
        }
        started = true;
        Thread thread = new Thread(this, "justjit sampler");
        thread.setDaemon(true);
        thread.start();
    }

    /** No pending call is made after this. */
    synchronized void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            while (ask()) {
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The flags are read without the GIL: at worst a look comes one period later. Functions called with
     * registers would give up for it, and do all again.
     */
    private synchronized boolean ask() {
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
