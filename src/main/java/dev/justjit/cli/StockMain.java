package dev.justjit.cli;

import dev.justjit.attach.Jit;
import dev.justjit.attach.bridge.PythonBridge;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.attach.process.QuietThread;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.debuginfo.DebugInfo;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.flight.Flight;
import dev.justjit.flight.FlightEnd;
import dev.justjit.host.StockHost;
import dev.justjit.observe.OpcodeLog;
import dev.justjit.observe.OpcodeTable;
import dev.justjit.observe.Summary;
import dev.justjit.session.FlightObserver;
import dev.justjit.session.StoreHome;
import dev.justjit.stock.Block;
import dev.justjit.stock.HostBlock;
import dev.justjit.store.BuildId;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where Java begins in a python3.13 that has made this JVM: {@code justjit._service} has {@link #start} called, on
 * a thread that Python does not know.
 */
public final class StockMain implements Upcall, Runnable {
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long LATER_PAUSE_MILLIS = 50;

    /** Main thread alone this often; after that any thread that runs Python. */
    private static final int MAIN_THREAD_TRIES = 50;

    /**
     * Other programs wait no longer with their starts: that is what compiling for a short program takes, and a long one
     * is never done.
     */
    private static final int MOST_MILLIS_ALONE = 3000;

    private static final int QUIET_PAUSE_MILLIS = 50;

    /** So often the compiler has nothing to do: what is hot at the start of a program comes in waves. */
    private static final int QUIET_LOOKS = 5;

    private final Block block;
    private volatile @Nullable Jit jit;

    private StockMain(Block block) {
        this.block = block;
    }

    /**
     * Has the compiler attached by the next thread that passes a safepoint, and returns then.
     *
     * @param address of the {@link HostBlock}
     */
    public static void start(long address) {
        Block block = new Block(address);
        StockMain main = new StockMain(block);
        try {
            if (block.get(HostBlock.BUILD) != BuildId.number()) {
                throw new Incompatible(
                        "the package justjit and justjit.jar are of different builds: unpack or install it anew");
            }
            StockHost.prepare();
            if (!StockHost.guardFatalSignals(block.get(HostBlock.SIGACTION_REPLACEMENT))) {
                throw new Incompatible("the JVM cannot keep its handlers of fatal signals");
            }
            block.put(HostBlock.GUARDED, 1);
            if (block.get(HostBlock.CLOSE_RANGE) != 0) {
                StockHost.replaceCloseRange(block.get(HostBlock.CLOSE_RANGE_REPLACEMENT));
            }
            Jit.prepare(new StoreHome());
            String build = BuildId.read();
            block.put(HostBlock.COMPILER_BUILD, build == null ? 0 : Native.cString(build));
            block.put(HostBlock.ATTACH, Native.upcall(main));
            main.attachSoon();
            main.awaitFirstCode();
        } catch (IOException | RuntimeException | LinkageError failure) {
            main.fail(failure);
        }
    }

    private void fail(Throwable reason) {
        String text =
                reason instanceof Incompatible || reason instanceof OutOfCodeMemory
                        ? String.valueOf(reason.getMessage())
                        : reason.toString();
        block.put(HostBlock.PROBLEM, Native.cString(text));
        block.put(HostBlock.STATE, HostBlock.NOT_ATTACHED);
    }

    private void attachSoon() {
        int tries = 0;
        while (block.get(HostBlock.STATE) == HostBlock.RUNNING && block.get(HostBlock.ENDED) == 0) {
            boolean main = ++tries <= MAIN_THREAD_TRIES;
            block.put(HostBlock.ADDING, 1);
            VarHandle.fullFence();
            if (block.get(HostBlock.ENDED) == 0) {
                HostBlock function = main ? HostBlock.PENDING_MAIN : HostBlock.PENDING_ANY;
                StockHost.callSoon(block.get(function), main);
            }
            block.put(HostBlock.ADDING, 0);
            pause(main ? FIRST_PAUSE_MILLIS : LATER_PAUSE_MILLIS);
        }
    }

    /** Until other programs of the user may start their JVMs: see {@code StartLock}. */
    private void awaitFirstCode() {
        int quiet = 0;
        for (int millis = 0; millis < MOST_MILLIS_ALONE; millis += QUIET_PAUSE_MILLIS) {
            Jit attached = jit;
            boolean alone = block.get(HostBlock.LOCK_DESCRIPTOR) == 0;
            if (alone || attached == null || block.get(HostBlock.ENDED) != 0) {
                return;
            }
            quiet = attached.isQuiet() ? quiet + 1 : 0;
            if (quiet == QUIET_LOOKS) {
                return;
            }
            pause(QUIET_PAUSE_MILLIS);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException nobodysBusiness) {
            Thread.currentThread().interrupt();
        }
    }

    /** By machine code, with the GIL, between two instructions of a program. Always answers 0. */
    @Override
    public long invoke(long a, long b, long c, long d) {
        if (!StockHost.runsPython() || block.get(HostBlock.STATE) != HostBlock.RUNNING) {
            return 0;
        }
        StockHost.withoutSignals(new QuietThread(this));
        return 0;
    }

    /** Attaches the compiler, and tells Python. */
    @Override
    public void run() {
        StockHost.tell("justjit._service", "attaching");
        try {
            Jit attached = Jit.attach(new StoreHome());
            PythonBridge.install(attached, new OpcodeTable(), new Farewell(attached));
            DebugInfo.observe(attached);
            if (Flight.isOn()) {
                attached.observe(new FlightObserver());
            }
            jit = attached;
            block.put(HostBlock.COMPILER_DATA, attached.data());
            block.put(HostBlock.STATE, HostBlock.ATTACHED);
        } catch (RuntimeException | LinkageError failure) {
            StockHost.forgetError(); // of an audit hook of the program, it may be
            fail(failure);
        }
        StockHost.tell("justjit._service", "attached");
        // Python that runs inside of a pending call drops the sign that others wait: it is given
        // anew
        StockHost.callSoon(block.get(HostBlock.PENDING_ANY), false);
    }

    /** What is told when the program ends. */
    private static final class Farewell implements PythonBridge.Farewell {
        private final Jit jit;

        Farewell(Jit jit) {
            this.jit = jit;
        }

        @Override
        public void ended(boolean stats) {
            jit.detach();
            if (stats) {
                System.err.print(Summary.text(jit));
            }
            OpcodeLog.append(jit);
            if (Flight.isOn()) {
                FlightEnd.write();
            }
            if (Boolean.getBoolean("justjit.archive")) {
                System.exit(0); // the JVM writes its archive of class data then
            }
        }
    }
}
