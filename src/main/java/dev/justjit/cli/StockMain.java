package dev.justjit.cli;

import dev.justjit.attach.Incompatible;
import dev.justjit.attach.Jit;
import dev.justjit.attach.PythonBridge;
import dev.justjit.attach.QuietThread;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.host.StockHost;
import dev.justjit.observe.OpcodeLog;
import dev.justjit.observe.OpcodeTable;
import dev.justjit.observe.Summary;
import dev.justjit.session.StoreHome;
import dev.justjit.stock.Block;
import dev.justjit.stock.HostBlock;
import java.lang.invoke.VarHandle;

/**
 * Where Java begins in a python3.13 that has made this JVM: {@code justjit._service} has {@link #start} called, on
 * a thread that Python does not know.
 */
public final class StockMain implements Upcall, Runnable {
    private static final long FIRST_PAUSE_MILLIS = 2;
    private static final long LATER_PAUSE_MILLIS = 50;

    /** Main thread alone this often; after that any thread that runs Python. */
    private static final int MAIN_THREAD_TRIES = 50;

    private final Block block;

    private StockMain(Block block) {
        this.block = block;
    }

    /**
     * Has the compiler attached by the next thread that passes a safepoint, and returns then.
     *
     * @param address of the {@link HostBlock}
     */
    public static void start(long address) {
        StockHost.prepare();
        Block block = new Block(address);
        StockMain main = new StockMain(block);
        try {
            if (!StockHost.guardFatalSignals(block.get(HostBlock.SIGACTION_REPLACEMENT))) {
                throw new Incompatible("the JVM cannot keep its handlers of fatal signals");
            }
            block.put(HostBlock.GUARDED, 1);
            if (block.get(HostBlock.CLOSE_RANGE) != 0) {
                StockHost.replaceCloseRange(block.get(HostBlock.CLOSE_RANGE_REPLACEMENT));
            }
            Jit.prepare(new StoreHome());
            block.put(HostBlock.ATTACH, Native.upcall(main));
            main.attachSoon();
        } catch (RuntimeException | LinkageError failure) {
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
            Jit jit = Jit.attach(new StoreHome());
            PythonBridge.install(jit, new OpcodeTable(), new Farewell(jit));
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
            if (Boolean.getBoolean("justjit.archive")) {
                System.exit(0); // the JVM writes its archive of class data then
            }
        }
    }
}
