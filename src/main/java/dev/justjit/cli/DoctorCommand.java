package dev.justjit.cli;

import dev.justjit.host.HostCheck;
import dev.justjit.host.PythonHost;
import dev.justjit.host.python.HostException;
import dev.justjit.host.python.PythonInstallation;
import dev.justjit.host.python.PythonLocator;
import dev.justjit.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code doctor}: what was found on this machine and whether it works. */
@Command(
        name = "doctor",
        description = "Tell what was found on this machine and whether it works.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init")
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand private Commands parent;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--python", paramLabel = "PATH", description = "The Python to look at.")
    private @Nullable String python;

    private final Map<String, String> facts = new LinkedHashMap<>();

    @Override
    public Integer call() {
        System.setProperty(
                "justjit.wait", "true"); // the self-test looks at once at what it asked for
        facts.put("justjit", Commands.Version.text());
        facts.put("java", Runtime.version() + " (" + System.getProperty("java.vm.name") + ")");
        facts.put("java home", System.getProperty("java.home"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        facts.put("code memory", HostCheck.codeMemory());
        boolean usable = lookAtPython();
        Output.println(json ? json() : lines());
        return usable ? 0 : Main.USAGE_ERROR;
    }

    private String json() {
        JsonText text = new JsonText().object();
        facts.forEach((name, value) -> text.name(name).value(value));
        return text.endObject().toString();
    }

    private boolean lookAtPython() {
        try {
            PythonInstallation found = PythonLocator.locate(python);
            facts.put("python from", found.origin());
            facts.put("libpython", found.library());
            facts.put("sys.executable", found.executable());
            RunOptions options = new RunOptions(JitMode.DECORATED, python, false, 0);
            PythonTask.run(found, parent.jit().configure(options), this::lookInside);
            return true;
        } catch (HostException unusable) {
            facts.put("python", "not usable: " + unusable.getMessage());
            int number = 0;
            for (String place : PythonLocator.places()) {
                facts.put("searched " + ++number, place);
            }
            return false;
        }
    }

    private String lookInside(PythonHost host) {
        facts.put("python version", HostCheck.pythonVersion());
        facts.put("fatal signals", HostCheck.fatalSignals(host));
        facts.putAll(parent.jit().checks(host));
        return "";
    }

    private String lines() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            text.append(fact.getKey()).append(": ").append(fact.getValue()).append('\n');
        }
        return text.toString().stripTrailing();
    }
}
