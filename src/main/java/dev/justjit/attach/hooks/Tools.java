package dev.justjit.attach.hooks;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.CoMonitoringData;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.attach.live.Symbols;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.attach.process.ModuleMethods;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps track of tracers, profilers and monitoring tools. While one is active for all code, no
 * function has a compiled entry: the interpreter then calls and reports as if there were no compiler.
 */
public final class Tools {
    private static final int EVENTS = 15;
    private static final int STATE_BYTES = 2;

    /** Functions that switch tools, in the order of the stubs. Those after the 4th: sys.monitoring. */
    public static final List<String> SWITCHES =
            List.of(
                    "settrace",
                    "setprofile",
                    "_settraceallthreads",
                    "_setprofileallthreads",
                    "set_events",
                    "set_local_events");

    /** Index of the first of the C functions that belong to {@code sys.monitoring}. */
    public static final int FIRST_OF_MONITORING = 4;

    private final RuntimeBlock block;
    private final Symbols symbols;
    private final Listener listener;
    private final long states = Native.allocate(STATE_BYTES * EVENTS);
    private final long version = Native.allocate(8);
    private final long events = Native.allocate(EVENTS);
    private final Set<Long> watchedCodes = new HashSet<>();
    private boolean active;

    /** Wants to know of tools. */
    public interface Listener {
        /** All functions have left their machine code, because a tool is active, or have it back. */
        void toolsChanged(boolean active);
    }

    public Tools(RuntimeBlock block, Symbols symbols, Listener listener) {
        this.block = block;
        this.symbols = symbols;
        this.listener = listener;
        for (int i = 0; i < EVENTS; i++) {
            Native.putByte(events + i, (byte) i);
        }
    }

    /**
     * Enters the functions that switch tools through the stubs. They are found in the method tables
     * of their C functions, which are writable data.
     */
    public void intercept() {
        ModuleMethods sys = ModuleMethods.of("sys");
        ModuleMethods monitoring = ModuleMethods.ofMonitoring();
        for (int i = 0; i < SWITCHES.size(); i++) {
            ModuleMethods module = i < FIRST_OF_MONITORING ? sys : monitoring;
            long method = module.definition(SWITCHES.get(i));
            int field = JitData.TOOL_FUNCTIONS + 8 * i;
            block.put(field, Native.getLong(method + PyMethodDef.METH));
            Native.putLong(method + PyMethodDef.METH, symbols.stub(stub(i)));
        }
    }

    /** What stands for the function of that number. */
    public static Stub stub(int number) {
        return Stub.values()[Stub.SET_TRACE.ordinal() + number];
    }

    /** Borrowed reference to what the module holds. */
    static long attribute(long module, String name) {
        long c = Native.cString(name);
        long object = Native.call(Objects.function(Helper.PYOBJECT_GETATTRSTRING), module, c);
        Native.free(c);
        if (object == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("there is no sys.monitoring." + name);
        }
        Objects.release(object); // the module holds it
        return object;
    }

    /**
     * A tool may have been switched.
     *
     * @param code the code object whose own tools were switched, or 0
     */
    public long changed(long code) {
        if (!RuntimeBlock.isMainInterpreter()) {
            // another interpreter's tools are none of ours; the stub has already doubted the
            // version
            block.put(JitData.OK_VERSION, active ? -1 : block.get(JitData.QUIET_VERSION));
            return 0;
        }
        if (code != 0) {
            if (isWatched(code)) {
                watchedCodes.add(code);
            } else {
                watchedCodes.remove(code);
            }
        }
        check(RuntimeBlock.currentVersion());
        return 0;
    }

    private static boolean isWatched(long code) {
        if (Objects.type(code) != Native.requireSymbol("PyCode_Type")) {
            return false;
        }
        long data = Native.getLong(code + PyCode.MONITORING);
        return data != 0
                && (Native.getLong(data + CoMonitoringData.ACTIVE_MONITORS) != 0
                        || Native.getShort(data + CoMonitoringData.ACTIVE_MONITORS + 8) != 0);
    }

    /** Whether tools have left the code instrumented: the interpreter's RESUME is to clean it first. */
    boolean haveInstrumented(long code) {
        return Native.getLong(code + PyCode.MONITORING) != 0
                && Native.getLong(code + PyCode.INSTRUMENTATION_VERSION)
                        != block.get(JitData.QUIET_VERSION);
    }

    /**
     * Remembers the verdict on an instrumentation version.
     *
     * @return 1 if a tool is active for all code, else 0
     */
    public long check(long instrumentationVersion) {
        for (int i = 0; i < STATE_BYTES * EVENTS; i++) {
            Native.putByte(states + i, (byte) 0);
        }
        Native.putLong(version, 0);
        Native.call(
                Objects.function(Helper.PYMONITORING_ENTERSCOPE), states, version, events, EVENTS);
        Native.call(Objects.function(Helper.PYMONITORING_EXITSCOPE));
        boolean now = false;
        for (int i = 0; i < EVENTS; i++) {
            now |= Native.getByte(states + (long) STATE_BYTES * i) != 0;
        }
        if (now) {
            block.put(JitData.TRACED_VERSION, instrumentationVersion);
            block.put(JitData.OK_VERSION, -1);
        } else {
            block.put(JitData.QUIET_VERSION, instrumentationVersion);
            block.put(JitData.OK_VERSION, watchedCodes.isEmpty() ? instrumentationVersion : -1);
        }
        boolean any = now || !watchedCodes.isEmpty();
        if (any != active) {
            active = any;
            block.put(JitData.TOOLS_ACTIVE, any ? 1 : 0);
            visit(any ? Stub.FUNCTION_OFF : Stub.FUNCTION_ON);
            listener.toolsChanged(any);
        }
        return now ? 1 : 0;
    }

    /** Functions that exist get the counting entry, unless a tool is active. */
    public void countExisting() {
        if (!active) {
            visit(Stub.FUNCTION_ON);
        }
    }

    private void visit(Stub stub) {
        Native.call(Native.requireSymbol("PyUnstable_GC_VisitObjects"), symbols.stub(stub), 0);
    }
}
