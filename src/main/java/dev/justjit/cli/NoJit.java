package dev.justjit.cli;

import dev.justjit.host.HostHooks;
import dev.justjit.host.PythonHost;
import java.util.LinkedHashMap;
import java.util.Map;

/** The commands without a compiler: programs run in the interpreter. */
final class NoJit implements JitCommands {
    private static final String ABSENT = "the compiler is not part of this build";

    @Override
    public HostHooks configure(RunOptions options) {
        return options.stats() ? OffSwitch.tell("--jit is off") : HostHooks.NONE;
    }

    @Override
    public String opcodes(PythonHost host, boolean json) {
        return json ? "[]" : ABSENT;
    }

    @Override
    public String explain(PythonHost host, String target, boolean json) {
        return json ? "{}" : ABSENT;
    }

    @Override
    public String listing(PythonHost host, String target, String isa, String expression) {
        return ABSENT;
    }

    @Override
    public String graph(PythonHost host, String target, String expression) {
        return ABSENT;
    }

    @Override
    public String verifyGraphs(PythonHost host, String path) {
        return ABSENT;
    }

    @Override
    public Map<String, String> checks(PythonHost host) {
        LinkedHashMap<String, String> checks = new LinkedHashMap<>();
        checks.put("jit", ABSENT);
        return checks;
    }
}
