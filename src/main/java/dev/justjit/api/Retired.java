package dev.justjit.api;

import dev.justjit.host.process.CallCode;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Machine code that is not entered any more, and that threads may still be inside of: without the GIL, so that
 * having it does not tell. It goes when no other thread is inside of any call. All methods need the GIL.
 */
final class Retired {
    private final Gil gil;
    private final List<CallCode.Entry> waiting = new ArrayList<>();

    Retired(Gil gil) {
        this.gil = gil;
    }

    /** No target names the entry any more. */
    void add(CallCode.Entry entry) {
        waiting.add(entry);
        // Who enters says so before it reads a target: either it is seen here, or it sees the
        // target without code.
        VarHandle.fullFence();
        Caller self = gil.caller();
        if (gil.inside().stream().allMatch(caller -> caller == self)) {
            waiting.forEach(CallCode.Entry::free);
            waiting.clear();
        }
    }
}
