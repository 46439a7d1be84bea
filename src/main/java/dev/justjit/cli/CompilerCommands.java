package dev.justjit.cli;

import dev.justjit.attach.Jit;
import dev.justjit.flight.Flight;
import dev.justjit.flight.FlightEnd;
import dev.justjit.host.HostHooks;
import dev.justjit.host.PythonHost;
import dev.justjit.observe.OpcodeLog;
import dev.justjit.observe.OpcodeTable;
import dev.justjit.observe.SelfTest;
import dev.justjit.observe.Summary;
import dev.justjit.session.JitSession;
import dev.justjit.session.Tiering;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands with the compiler. */
public final class CompilerCommands implements JitCommands {
    private @Nullable JitSession session;

    @Override
    public HostHooks configure(RunOptions options) {
        String off = OffSwitch.reason();
        if (off != null) {
            return options.stats() ? OffSwitch.tell(off) : HostHooks.NONE;
        }
        JitSession.Farewell farewell = null;
        if (options.stats() || OpcodeLog.isWanted() || Flight.isOn()) {
            farewell = new Farewell(options.stats());
        }
        JitSession made =
                new JitSession(
                        tiering(options), new OpcodeTable(), farewell, options.observation());
        session = made;
        return made.hooks();
    }

    private static Tiering tiering(RunOptions options) {
        return switch (options.mode()) {
            case EAGER -> Tiering.eager();
            case HOT -> Tiering.hot(options.threshold());
            case VERIFY -> Tiering.verify(options.threshold());
            default -> Tiering.decorated();
        };
    }

    /** What is told when a program ends. */
    private static final class Farewell implements JitSession.Farewell {
        private final boolean stats;

        Farewell(boolean stats) {
            this.stats = stats;
        }

        @Override
        public void ended(Jit jit) {
            if (stats) {
                System.err.print(Summary.text(jit));
            }
            OpcodeLog.append(jit);
            if (Flight.isOn()) {
                FlightEnd.write();
            }
        }
    }

    @Override
    public String opcodes(PythonHost host, boolean json) {
        requireCompiler();
        return PythonSide.text("opcodes", json ? "json" : "md");
    }

    @Override
    public String explain(PythonHost host, String target, boolean json) {
        requireCompiler();
        return PythonSide.text(json ? "explain_json" : "explain", target);
    }

    @Override
    public String listing(PythonHost host, String target, String isa, String expression) {
        requireCompiler();
        return PythonSide.text("listing", isa + " " + target + "\n" + expression);
    }

    @Override
    public String graph(PythonHost host, String target, String expression) {
        requireCompiler();
        return PythonSide.text("graph", target + "\n" + expression);
    }

    @Override
    public String verifyGraphs(PythonHost host, String path) {
        requireCompiler();
        return PythonSide.text("verify_graphs", path);
    }

    private void requireCompiler() {
        JitSession made = session;
        if (made == null || made.jit() == null) {
            throw new IllegalStateException(state(made));
        }
    }

    private static String state(@Nullable JitSession made) {
        if (made != null && made.jit() != null) {
            return "ok";
        }
        String problem = made == null ? OffSwitch.reason() : made.problem();
        return "the compiler is off" + (problem == null ? "" : ": " + problem);
    }

    @Override
    public Map<String, String> checks(PythonHost host) {
        LinkedHashMap<String, String> checks = new LinkedHashMap<>();
        JitSession made = session;
        checks.put("jit", state(made));
        Jit jit = made == null ? null : made.jit();
        if (jit != null) {
            checks.put("layout", "as this CPython describes itself");
            checks.put("stubs", jit.counters().codeBytes() + " bytes of machine code");
            checks.put("self-test", SelfTest.run());
            checks.put("loops in registers", String.valueOf(jit.counters().regions()));
        }
        return checks;
    }
}
