package dev.justjit.cli;

import dev.justjit.abi.Helper;
import dev.justjit.attach.Incompatible;
import dev.justjit.attach.Jit;
import dev.justjit.ffi.Native;
import dev.justjit.host.HostHooks;
import dev.justjit.host.MainRunner;
import dev.justjit.host.PythonHost;
import dev.justjit.host.Shutdown;
import dev.justjit.host.Startup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands with the compiler. */
public final class CompilerCommands implements JitCommands {
    @Override
    public HostHooks configure(RunOptions options) {
        Session session = new Session(options);
        return new HostHooks(session, session, session);
    }

    /** The compiler in one program run. */
    private static final class Session implements Startup, MainRunner, Shutdown {
        private static final int HOT = 40;

        private final RunOptions options;
        private @Nullable Jit jit;

        Session(RunOptions options) {
            this.options = options;
        }

        @Override
        public void attached(PythonHost host) {
            try {
                Jit attached = Jit.attach();
                attached.enable(threshold());
                jit = attached;
            } catch (Incompatible reason) {
                System.err.println("justjit: running interpreted: " + reason.getMessage());
            }
        }

        private int threshold() {
            return switch (options.mode()) {
                case EAGER -> 1;
                case HOT -> options.threshold() > 0 ? options.threshold() : HOT;
                default -> 0;
            };
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
            if (attached != null && threshold() > 0) {
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
            if (attached != null && options.stats()) {
                for (Object[] row : attached.counters().table()) {
                    System.err.println("justjit: " + row[0] + " " + row[1]);
                }
            }
        }
    }

    @Override
    public String opcodes(boolean json) {
        return "";
    }

    @Override
    public String explain(PythonHost host, String target, boolean json) {
        return "";
    }

    @Override
    public String listing(PythonHost host, String target, String isa) {
        return "";
    }

    @Override
    public Map<String, String> checks(PythonHost host) {
        return new LinkedHashMap<>();
    }

    @Override
    public int bench(List<String> arguments) {
        return 0;
    }
}
