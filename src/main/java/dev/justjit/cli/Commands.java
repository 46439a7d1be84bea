package dev.justjit.cli;

import java.io.File;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line but for {@code run}, which is listed here for the help text. */
@Command(
        name = "justjit",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        description = "A template JIT for CPython 3.13, in Java.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Commands.Run.class,
            Commands.Report.class,
            CompileCommand.class,
            OpcodesCommand.class,
            ExplainCommand.class,
            ListingCommand.class,
            GraphCommand.class,
            DoctorCommand.class,
            BenchCommand.class
        })
final class Commands implements Runnable {
    private final JitCommands jit;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    private Commands(JitCommands jit) {
        this.jit = jit;
    }

    /** Runs the command of the arguments and returns its exit status. */
    static int execute(String[] arguments, JitCommands jit) {
        CommandLine line = new CommandLine(new Commands(jit));
        String unknown = arguments.length == 0 ? null : unknown(line, arguments[0]);
        if (unknown != null) {
            System.err.println("justjit: " + unknown);
            return Main.USAGE_ERROR;
        }
        line.setParameterExceptionHandler(
                (wrong, rejected) -> {
                    wrong.getCommandLine().getErr().println("justjit: " + message(wrong));
                    return Main.USAGE_ERROR;
                });
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    if (!(failure instanceof RuntimeException)) {
                        throw failure;
                    }
                    command.getErr().println("justjit: " + failure.getMessage());
                    return Main.USAGE_ERROR;
                });
        int status = line.execute(arguments);
        if (System.out.checkError()) { // of help texts
            System.err.println("justjit: the output cannot be written");
            return Main.USAGE_ERROR;
        }
        return status;
    }

    /** What is wrong with the first word of a command line, or null. */
    private static @Nullable String unknown(CommandLine line, String word) {
        if (line.getSubcommands().containsKey(word)
                || line.getCommandSpec().optionsMap().containsKey(word)) {
            return null;
        }
        if (word.startsWith("-")) {
            return "unknown option " + word + "; options of a command follow its name";
        }
        String commands = String.join(", ", line.getSubcommands().keySet());
        boolean program = word.endsWith(".py") || new File(word).exists();
        return "there is no command "
                + word
                + "; one of "
                + commands
                + (program ? ". To run a program: run " + word : "");
    }

    private static String message(CommandLine.ParameterException wrong) {
        return wrong instanceof CommandLine.UnmatchedArgumentException unmatched
                ? "unknown argument " + unmatched.getUnmatched().get(0)
                : String.valueOf(wrong.getMessage());
    }

    JitCommands jit() {
        return jit;
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    /** Version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"justjit " + text()};
        }

        static String text() {
            String version = Version.class.getPackage().getImplementationVersion();
            return version == null ? "(not from a jar)" : version;
        }
    }

    /** Stands for {@code run} with a report. */
    @Command(
            name = "report",
            description = "Run a Python program and write where its time went.",
            customSynopsis = RunCommand.REPORT_USAGE)
    static final class Report implements Runnable {
        @Override
        public void run() {
            System.out.println(RunCommand.REPORT_USAGE);
        }
    }

    /** Stands for the real {@link RunCommand}, which is never reached through here. */
    @Command(name = "run", description = "Run a Python program.", customSynopsis = RunCommand.USAGE)
    static final class Run implements Runnable {
        @Override
        public void run() {
            System.out.println(RunCommand.USAGE);
        }
    }
}
