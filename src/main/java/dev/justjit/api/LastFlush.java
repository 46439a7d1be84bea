package dev.justjit.api;

import dev.justjit.host.PythonHost;

/**
 * Writes out what Python has printed when the JVM ends before {@link Python#close}. A thread of its own asks for
 * Python's lock, because a call that never gives it up must not keep the process.
 */
final class LastFlush implements Runnable {
    private static final long PATIENCE_MILLIS = 1000;

    private final Gil gil;

    LastFlush(Gil gil) {
        this.gil = gil;
    }

    /** Has it done at the end of the JVM. */
    void register() {
        Runtime.getRuntime().addShutdownHook(new Thread(this, "python-last-flush"));
    }

    @Override
    public void run() {
        if (gil.isClosed()) {
            return;
        }
        Thread writer = new Thread(this::flush, "python-flush");
        writer.setDaemon(true);
        writer.start();
        try {
            writer.join(PATIENCE_MILLIS);
        } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
        }
    }

    private void flush() {
        Caller caller;
        try {
            caller = gil.enter();
        } catch (IllegalStateException closedMeanwhile) {
            return;
        }
        try {
            PythonHost.flushStreams();
        } finally {
            caller.leave();
        }
    }
}
