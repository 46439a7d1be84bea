package dev.justjit.robust;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.PackagedProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs {@code java options -jar justjit.jar run arguments} for tests. */
final class Launch {
    private Launch() {}

    /** With Java options. */
    static Outcome run(Path folder, List<String> options, String... arguments) throws Exception {
        return run(folder, options, Map.of(), arguments);
    }

    /** With Java options and more in the environment. */
    static Outcome run(
            Path folder, List<String> options, Map<String, String> environment, String... arguments)
            throws Exception {
        return ChildProcess.run(command(options, arguments), folder, environment, "");
    }

    /** The command line, with Java options. */
    static List<String> command(List<String> options, String... arguments) {
        List<String> command = PackagedProgram.command(options);
        command.add("run");
        command.addAll(List.of(arguments));
        return command;
    }
}
