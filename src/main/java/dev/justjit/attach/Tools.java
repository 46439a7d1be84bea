package dev.justjit.attach;

import dev.justjit.abi.Helper;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;

/** Asks CPython whether tracers, profilers or monitoring tools are active. */
final class Tools {
    private static final int EVENTS = 15;
    private static final int STATE_BYTES = 2;

    private final RuntimeBlock block;
    private final long states = Native.allocate(STATE_BYTES * EVENTS);
    private final long version = Native.allocate(8);
    private final long events = Native.allocate(EVENTS);

    Tools(RuntimeBlock block) {
        this.block = block;
        for (int i = 0; i < EVENTS; i++) {
            Native.putByte(events + i, (byte) i);
        }
    }

    /**
     * Remembers the verdict on an instrumentation version.
     *
     * @return 1 if a tool is active, else 0
     */
    long check(long instrumentationVersion) {
        for (int i = 0; i < STATE_BYTES * EVENTS; i++) {
            Native.putByte(states + i, (byte) 0);
        }
        Native.putLong(version, 0);
        Native.call(
                Objects.function(Helper.PYMONITORING_ENTERSCOPE), states, version, events, EVENTS);
        Native.call(Objects.function(Helper.PYMONITORING_EXITSCOPE));
        boolean active = false;
        for (int i = 0; i < EVENTS; i++) {
            active |= Native.getByte(states + STATE_BYTES * i) != 0;
        }
        block.put(active ? JitData.TRACED_VERSION : JitData.OK_VERSION, instrumentationVersion);
        return active ? 1 : 0;
    }
}
