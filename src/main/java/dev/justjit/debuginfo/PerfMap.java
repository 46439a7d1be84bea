package dev.justjit.debuginfo;

import dev.justjit.attach.event.JitObserver;
import dev.justjit.attach.event.NativeCode;
import dev.justjit.ffi.Native;
import java.util.List;

/** Lines in {@code /tmp/perf-PID.map}, by CPython's own function: its trampolines ({@code -X perf}) write there, too. */
final class PerfMap implements JitObserver {
    private final long write = Native.requireSymbol("PyUnstable_WritePerfMapEntry");
    private boolean off;

    @Override
    public void loaded(List<NativeCode> code) {
        for (int i = 0; i < code.size() && !off; i++) {
            long name = Native.cString(code.get(i).label());
            long failed = Native.call(write, code.get(i).address(), code.get(i).length(), name);
            Native.free(name);
            if ((int) failed != 0) {
                off = true;
                System.err.println("justjit: no more entries for perf: its map cannot be written");
            }
        }
    }
}
