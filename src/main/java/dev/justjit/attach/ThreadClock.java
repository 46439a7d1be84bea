package dev.justjit.attach;

import dev.justjit.ffi.Native;
import java.util.function.LongSupplier;

/** Processor time of the thread that asks; for one thread at a time. */
final class ThreadClock implements LongSupplier {
    private static final int CLOCK_THREAD_CPUTIME_ID = 3;
    private static final long NANOS = 1_000_000_000;

    private final long clockGettime = Native.requireSymbol("clock_gettime");
    private final long time = Native.allocate(2 * Long.BYTES);

    @Override
    public long getAsLong() {
        Native.call(clockGettime, CLOCK_THREAD_CPUTIME_ID, time);
        return NANOS * Native.getLong(time) + Native.getLong(time + Long.BYTES);
    }
}
