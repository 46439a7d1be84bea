package dev.justjit.cli;

import dev.justjit.host.python.HostException;
import dev.justjit.host.start.ProgramArguments;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entry point of the program. {@code run} and {@code report} are handled by hand, because it is on the way of every
 * start; all other commands load the command-line library.
 */
public final class Main {
    /** Exit status for a wrong command line and for a Python that cannot be used. */
    static final int USAGE_ERROR = 2;

    private static final String JIT_CLASS = "dev.justjit.cli.CompilerCommands";

    private static final List<String> RUNS = List.of("run", "report");

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && RUNS.contains(arguments[0])) {
            System.exit(run(arguments));
        }
        System.exit(Commands.execute(ProgramArguments.texts(arguments), jit()));
    }

    /** Returns only when the program was not started. */
    private static int run(String[] arguments) {
        try {
            return RunCommand.parse(arguments).execute();
        } catch (UsageException wrong) {
            return fail(wrong);
        } catch (HostException unusable) {
            return fail(unusable);
        }
    }

    private static int fail(RuntimeException problem) {
        System.err.println("justjit: " + problem.getMessage());
        return USAGE_ERROR;
    }

    /** The compiler's side of the commands, or a stand-in when it is not on the class path. */
    static JitCommands jit() {
        JitCommands found = loaded();
        return found == null ? new NoJit() : found;
    }

    private static @Nullable JitCommands loaded() {
        try {
            Class<?> type = Class.forName(JIT_CLASS);
            return (JitCommands) type.getDeclaredConstructor().newInstance();
        } catch (ClassNotFoundException absent) {
            return null;
        } catch (ReflectiveOperationException | LinkageError broken) {
            System.err.println("justjit: the compiler is off: " + broken);
            return null;
        }
    }
}
