package dev.justjit.api;

import dev.justjit.host.CompilerChoice;
import dev.justjit.host.HostHooks;
import dev.justjit.host.PythonHost;
import dev.justjit.host.process.CacheFolder;
import dev.justjit.host.python.HostException;
import dev.justjit.host.python.PythonLocator;
import java.nio.file.Path;

/** Starts CPython as options say. */
final class PythonStart {
    private static final String COMPILER = "dev.justjit.cli.EmbeddedHooks";

    private PythonStart() {}

    /** The compiler's part in it. */
    static HostHooks hooks(PythonOptions options) {
        HostHooks hooks = options.hooks();
        if (hooks != null) {
            return hooks;
        }
        return options.jit() ? compiler(options.choice()) : HostHooks.NONE;
    }

    /** CPython, ready, with its main thread parked. */
    static PythonHost host(PythonOptions options, HostHooks hooks) {
        Path folder = options.cacheFolder();
        if (folder != null) {
            CacheFolder.use(folder);
        }
        return PythonHost.open(
                PythonLocator.locate(options.python(), PythonOptions.SETTING), hooks);
    }

    private static HostHooks compiler(CompilerChoice choice) {
        try {
            Object found = Class.forName(COMPILER).getDeclaredConstructor().newInstance();
            return ((CompilerChoice.Compiler) found).hooks(choice);
        } catch (ClassNotFoundException absent) {
            return HostHooks.NONE;
        } catch (ReflectiveOperationException broken) {
            throw new HostException("the compiler cannot be started: " + broken, broken);
        }
    }
}
