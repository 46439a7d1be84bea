package dev.justjit.host.signal;

import dev.justjit.host.process.Libc;
import java.util.concurrent.locks.LockSupport;

/**
 * HUP, INT, QUIT and TERM before Python has handlers of its own: they end the process at once, as they
 * end any other. QUIT stays the JVM's, which prints its threads then, for those who set {@code
 * JUSTJIT_JVM_TOOLS}.
 *
 * <p>The JVM's handlers, which are there from its start unless it was started with {@code -Xrs}, run
 * its shutdown, which takes a while and ends in C's exit handlers: not while another thread starts
 * Python. One that has taken a signal just before it was replaced has begun a shutdown all the same; a
 * shutdown hook then ends the process.
 */
public final class EarlySignals {
    private static boolean taken;
    private static boolean quitWasOfTheJvm;

    private EarlySignals() {}

    /** Whether the JVM uses signals: it was not started with {@code -Xrs}. */
    static synchronized boolean areUsedByTheJvm() {
        return quitWasOfTheJvm || Libc.isHandled(Libc.SIGQUIT);
    }

    /** Takes the signals from the JVM; later calls do nothing. */
    public static synchronized void take() {
        if (taken) {
            return;
        }
        taken = true;
        quitWasOfTheJvm = Libc.isHandled(Libc.SIGQUIT);
        if (Libc.environment("JUSTJIT_JVM_TOOLS").isEmpty()) {
            Libc.defaultSignal(Libc.SIGQUIT);
        }
        if (!Libc.isHandled(Libc.SIGINT)
                && !Libc.isHandled(Libc.SIGTERM)
                && !Libc.isHandled(Libc.SIGHUP)) {
            return;
        }
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(new EndBySignal()));
        } catch (IllegalStateException shutdownHasBegun) {
            while (true) { // it ends this thread, too
                LockSupport.park();
            }
        }
        Libc.defaultSignal(Libc.SIGINT);
        Libc.defaultSignal(Libc.SIGTERM);
        Libc.defaultSignal(Libc.SIGHUP);
    }

    /** Ends a process whose shutdown was begun by a signal; does nothing in other shutdowns. */
    private static final class EndBySignal implements Runnable {
        private static final int[] SIGNALS = {Libc.SIGINT, Libc.SIGTERM, Libc.SIGHUP};
        private static final String[] HANDLERS = {
            "SIGINT handler", "SIGTERM handler", "SIGHUP handler"
        };

        @Override
        public void run() {
            ThreadGroup all = Thread.currentThread().getThreadGroup();
            while (all.getParent() != null) {
                all = all.getParent();
            }
            Thread[] threads = new Thread[2 * all.activeCount()];
            int count = all.enumerate(threads);
            for (int i = 0; i < count; i++) {
                for (int k = 0; k < HANDLERS.length; k++) {
                    if (threads[i].getName().equals(HANDLERS[k])) {
                        SignalMask.unblock(1 << SIGNALS[k] - 1);
                        Libc.killWith(SIGNALS[k]);
                    }
                }
            }
        }
    }
}
