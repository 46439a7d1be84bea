package dev.justjit.attach.process;

import dev.justjit.ffi.Native;
import java.util.function.LongSupplier;

/** Processor time in nanoseconds, of {@code clock_gettime}. For one thread at a time. */
public final class ProcessorClock implements LongSupplier {
    /** Of all threads. */
    public static final int PROCESS = 2;

    /** Of the thread that asks. */
    public static final int THREAD = 3;

    private static final long NANOS = 1_000_000_000;

    private final long clockGettime = Native.requireSymbol("clock_gettime");
    private final long time = Native.allocate(2 * Long.BYTES);
    private final int clock;

    /** A clock by its number, {@link #PROCESS} for one. */
    public ProcessorClock(int clock) {
        this.clock = clock;
    }

    @Override
    public long getAsLong() {
        Native.call(clockGettime, clock, time);
        return NANOS * Native.getLong(time) + Native.getLong(time + Long.BYTES);
    }
}
