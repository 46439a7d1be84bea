package dev.justjit.cli;

import dev.justjit.host.HostHooks;
import dev.justjit.host.PythonHost;
import dev.justjit.host.Startup;
import dev.justjit.host.python.HostException;
import dev.justjit.host.python.PythonInstallation;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does something on Python's main thread, with the GIL, in a Python that is started for it. */
final class PythonTask implements Startup {
    private final HostHooks hooks;
    private final Function<PythonHost, String> work;
    private @Nullable String result;
    private @Nullable RuntimeException failure;

    private PythonTask(HostHooks hooks, Function<PythonHost, String> work) {
        this.hooks = hooks;
        this.work = work;
    }

    /**
     * Starts Python, attaches the compiler, runs the work, and ends Python.
     *
     * @throws HostException when Python cannot be started
     */
    static String run(
            PythonInstallation python, HostHooks hooks, Function<PythonHost, String> work) {
        PythonTask task = new PythonTask(hooks, work);
        HostHooks own = new HostHooks(task, hooks.mainRunner(), hooks.shutdown());
        PythonHost.open(python, own).close();
        RuntimeException failure = task.failure;
        if (failure != null) {
            throw failure;
        }
        String result = task.result;
        if (result == null) {
            throw new HostException("Python did not start");
        }
        return result;
    }

    @Override
    public void attached(PythonHost host) {
        try {
            Startup startup = hooks.startup();
            if (startup != null) {
                startup.attached(host);
            }
            result = work.apply(host);
        } catch (RuntimeException problem) {
            failure = problem;
        }
    }
}
