package dev.justjit.host;

import dev.justjit.ffi.Native;
import dev.justjit.host.python.HostException;
import dev.justjit.host.start.InitConfig;
import dev.justjit.host.start.InitStatus;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Body of the Python thread of an embedding: initialise, park without the GIL, finalize. */
final class EmbeddedMain implements Runnable {
    private final PythonHost host;
    private final CountDownLatch closing;
    private final CountDownLatch started = new CountDownLatch(1);
    private volatile @Nullable String failure;

    EmbeddedMain(PythonHost host, CountDownLatch closing) {
        this.host = host;
        this.closing = closing;
    }

    /** Waits until Python is ready. */
    void awaitStart() {
        awaitUninterruptibly(started);
        String message = failure;
        if (message != null) {
            throw new HostException(message);
        }
    }

    @Override
    public void run() {
        try {
            InitStatus status = initialize();
            if (!status.ok()) {
                failure = "Python cannot start: " + status.message();
                return;
            }
            host.attached();
        } catch (RuntimeException | LinkageError problem) {
            failure = "Python cannot start: " + problem;
            return;
        } finally {
            started.countDown();
        }
        long threadState = Native.call(Native.requireSymbol("PyEval_SaveThread"));
        awaitUninterruptibly(closing);
        Native.call(Native.requireSymbol("PyEval_RestoreThread"), threadState);
        host.detaching();
        Native.call(Native.requireSymbol("Py_FinalizeEx"));
    }

    private InitStatus initialize() {
        InitConfig config = InitConfig.fresh();
        config.flag(InitConfig.PARSE_ARGV, 0);
        config.flag(InitConfig.INSTALL_SIGNAL_HANDLERS, 0);
        config.flag(InitConfig.FAULT_HANDLER, 0);
        byte[] program = host.installation().executable().getBytes(StandardCharsets.UTF_8);
        InitStatus status = config.string(InitConfig.PROGRAM_NAME, program);
        if (status.ok()) {
            status = config.initialize();
        }
        config.dispose();
        return status;
    }

    /** Interrupts do not concern this thread: Python must stay whole. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException again) {
                waiting = true;
            }
        }
    }
}
