package dev.justjit.api;

import dev.justjit.host.process.CApi;
import java.lang.ref.Cleaner;
import java.lang.ref.Cleaner.Cleanable;

/**
 * References to Python objects that go with a Java object: when they are cleaned by hand, or some time after the Java
 * object became unreachable, on a thread of our own. Once Python is closed they are nobody's.
 */
final class Handles {
    private static final Cleaner CLEANER =
            Cleaner.create(work -> new ServiceThread("python-handles", work));

    private Handles() {}

    /** Gives a reference away: it goes with its owner, which must not be reachable from it. */
    static Cleanable own(Object owner, Gil gil, long reference) {
        return own(owner, gil, () -> CApi.decRef(reference));
    }

    /** The same for anything that is undone with the GIL. */
    static Cleanable own(Object owner, Gil gil, Runnable release) {
        return CLEANER.register(owner, new Release(gil, release));
    }

    private record Release(Gil gil, Runnable release) implements Runnable {
        @Override
        public void run() {
            if (gil.isClosed() && !gil.isInsideHere()) {
                return;
            }
            Caller caller;
            try {
                caller = gil.enter();
            } catch (IllegalStateException closedMeanwhile) {
                return;
            }
            try {
                release.run();
            } finally {
                caller.leave();
            }
        }
    }
}
