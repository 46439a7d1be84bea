package dev.justjit.session;

import dev.justjit.abi.Helper;
import dev.justjit.attach.Jit;
import dev.justjit.attach.bridge.Catalog;
import dev.justjit.attach.bridge.JavaCalls;
import dev.justjit.attach.bridge.PythonBridge;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.debuginfo.DebugInfo;
import dev.justjit.ffi.Native;
import dev.justjit.flight.Flight;
import dev.justjit.host.HostHooks;
import dev.justjit.host.MainRunner;
import dev.justjit.host.PythonHost;
import dev.justjit.host.Shutdown;
import dev.justjit.host.Startup;
import dev.justjit.host.StockHost;
import dev.justjit.host.process.CallCode;
import org.jspecify.annotations.Nullable;

/** The compiler in one program run: attached before user code, and asked again at the end. */
public final class JitSession implements Startup, MainRunner, Shutdown {
    private static final String REPORT = "justjit._report";

    private final Tiering tiering;
    private final Catalog catalog;
    private final @Nullable Farewell farewell;
    private final @Nullable String observation;
    private @Nullable Jit jit;
    private @Nullable String problem;

    /** Told when the program ends. */
    public interface Farewell {
        /** Called once with the GIL; the program's output is flushed later. */
        void ended(Jit jit);
    }

    /**
     * @param catalog answers {@code justjit.opcodes()}
     * @param farewell told at the end, if the compiler could attach; or null
     * @param observation what {@code justjit._report} is asked for before user code, or null
     */
    public JitSession(
            Tiering tiering,
            Catalog catalog,
            @Nullable Farewell farewell,
            @Nullable String observation) {
        this.tiering = tiering;
        this.catalog = catalog;
        this.farewell = farewell;
        this.observation = observation;
    }

    /** The host's hooks for this session. */
    public HostHooks hooks() {
        return new HostHooks(this, this, this);
    }

    /** The attached compiler, or null before that and when it could not attach. */
    public @Nullable Jit jit() {
        return jit;
    }

    /** Why the compiler could not attach, or null. */
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public void attached(PythonHost host) {
        try {
            Jit attached = Jit.attach(new StoreHome());
            PythonBridge.install(attached, catalog, stats -> attached.detach());
            DebugInfo.observe(attached);
            if (Flight.isOn()) {
                attached.observe(new FlightObserver());
            }
            if (observation != null) {
                StockHost.tell(REPORT, "begin_by_java", observation);
            }
            tiering.apply(attached);
            jit = attached;
        } catch (Incompatible | OutOfCodeMemory reason) {
            problem = reason.getMessage();
            System.err.println("justjit: running interpreted: " + reason.getMessage());
        }
    }

    @Override
    public @Nullable CallCode callCode() {
        Jit attached = jit;
        return attached == null ? null : new JavaCalls(attached);
    }

    @Override
    public long run(PythonHost host, long codeObject, long globalsDict) {
        long function =
                Native.call(
                        Native.requireSymbol(Helper.PYFUNCTION_NEW.symbol()),
                        codeObject,
                        globalsDict);
        if (function == 0) {
            return 0;
        }
        Jit attached = jit;
        if (attached != null && tiering.compilesMain()) {
            attached.compile(function);
        }
        long result =
                host.callMain(
                        Native.requireSymbol(Helper.PYOBJECT_VECTORCALL.symbol()),
                        function,
                        0,
                        0,
                        0);
        Native.call(Native.requireSymbol(Helper.PY_DECREF.symbol()), function);
        return result;
    }

    @Override
    public void detaching(PythonHost host) {
        Jit attached = jit;
        Farewell told = farewell;
        if (attached == null) {
            return;
        }
        if (observation != null) {
            StockHost.tell(REPORT, "leave");
        }
        attached.detach();
        if (told != null) {
            told.ended(attached);
        }
    }
}
