package dev.justjit.cli;

import dev.justjit.host.PythonHost;
import dev.justjit.host.python.PythonInstallation;
import dev.justjit.host.python.PythonLocator;
import dev.justjit.host.start.ProgramArguments;
import dev.justjit.session.StoreHome;
import dev.justjit.store.BlobStore;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code run [options] (script.py | -m module | -c code | -) arguments…}. Our own options have long
 * names and come first; one-letter options are CPython's and are handed to it.
 */
final class RunCommand {
    static final String USAGE =
            "usage: justjit run [--jit=decorated|hot|eager|verify|off] [--host=python|jvm] [--python PATH]"
                    + " [--stats] [--threshold N] [--top] [--report=FILE]"
                    + " [--record FILE] [python options] (script.py | -m module | -c code | -)"
                    + " [arguments]";

    static final String REPORT_USAGE =
            "usage: justjit report -o FILE [options of run] (script.py | -m module | -c code | -)"
                    + " [arguments]";

    /** One-letter options of CPython that take no value. */
    private static final String FLAGS = "bBdEhiIOPqRsStuvVx?";

    /** One-letter options of CPython that take one; the last two end the options. */
    private static final String WITH_VALUE = "WXcm";

    private final String[] arguments;
    private int position = 1;
    private JitMode mode = JitMode.HOT;
    private @Nullable String python;
    private boolean stats;
    private int threshold;
    private boolean top = environment("JUSTJIT_TOP") != null;
    private @Nullable String report = environment("JUSTJIT_REPORT");
    private @Nullable String record;
    private boolean help;

    private RunCommand(String[] arguments) {
        this.arguments = arguments;
    }

    /** Reads the command line, whose first word is {@code run}, or {@code report} with {@code -o FILE} next. */
    static RunCommand parse(String[] arguments) {
        RunCommand command = new RunCommand(arguments);
        if (arguments[0].equals("report")) {
            command.parseFile();
        }
        command.parseOwn();
        command.checkPythonOptions();
        return command;
    }

    /** The variable's value, or null if it is not set or empty. */
    private static @Nullable String environment(String name) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Runs the program; returns only if there is nothing to run. */
    int execute() {
        if (help) {
            System.out.println(USAGE);
            return 0;
        }
        if (record != null) {
            System.setProperty(StoreHome.RECORD, requireWritable(record));
        }
        PythonHost.takeSignals();
        PythonInstallation found = PythonLocator.locate(python);
        byte[][] bytes = ProgramArguments.bytes(arguments);
        RunOptions options = options();
        if (mode == JitMode.OFF && options.observation() != null) {
            throw new UsageException("--report and --top need the compiler, and --jit is off");
        }
        JitCommands jit = mode == JitMode.OFF ? new NoJit() : Main.jit();
        PythonHost.runProgram(
                found, Arrays.copyOfRange(bytes, position, bytes.length), jit.configure(options));
        return 0;
    }

    private String requireWritable(String file) {
        String reason = BlobStore.reasonAgainst(Path.of(file));
        if (reason == null && mode == JitMode.OFF) {
            reason = "--jit=off compiles nothing";
        }
        if (reason != null) {
            throw new UsageException(file + " cannot be written: " + reason);
        }
        return Path.of(file).toAbsolutePath().toString();
    }

    /** Value of {@code --record}, or null. */
    @Nullable String record() {
        return record;
    }

    RunOptions options() {
        return new RunOptions(mode, python, stats, threshold, top, report);
    }

    /** CPython's part of the command line. */
    String[] pythonArguments() {
        return Arrays.copyOfRange(arguments, position, arguments.length);
    }

    private void parseFile() {
        if (arguments.length < 3 || !arguments[1].equals("-o")) {
            throw new UsageException("report needs -o FILE before anything else");
        }
        report = arguments[2];
        position = 3;
    }

    private void parseOwn() {
        while (position < arguments.length && arguments[position].startsWith("--")) {
            String word = arguments[position++];
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? null : word.substring(equals + 1);
            if (name.equals("--jit")) {
                mode = mode(value(name, value));
            } else if (name.equals("--python")) {
                python = value(name, value);
            } else if (name.equals("--threshold")) {
                threshold = positive(name, value(name, value));
            } else if (name.equals("--record")) {
                record = value(name, value);
            } else if (name.equals("--host")) {
                requireJvm(value(name, value));
            } else if (name.equals("--report")) {
                report = value(name, value);
            } else if (name.equals("--top") && value == null) {
                top = true;
            } else if (name.equals("--stats") && value == null) {
                stats = true;
            } else if (name.equals("--help") && value == null) {
                help = true;
            } else {
                throw new UsageException("unknown option " + word + "; " + USAGE);
            }
        }
    }

    private String value(String name, @Nullable String inline) {
        if (inline != null) {
            return inline;
        }
        if (position >= arguments.length) {
            throw new UsageException("option " + name + " needs a value");
        }
        return arguments[position++];
    }

    /** A python3.13 as the host is started by the launcher, or by {@code python3.13 -m justjit run}. */
    private static void requireJvm(String host) {
        if (host.equals("python")) {
            throw new UsageException(
                    "no python3.13 can be the host here: none that is a plain CPython 3.13 is on PATH or"
                            + " was named, or an option -E, -I or -S keeps the compiler out");
        }
        if (!host.equals("jvm")) {
            throw new UsageException("--host is python or jvm, not " + host);
        }
    }

    private static JitMode mode(String text) {
        for (JitMode candidate : JitMode.values()) {
            if (candidate.text().equals(text)) {
                return candidate;
            }
        }
        throw new UsageException("--jit is decorated, hot, eager, verify or off, not " + text);
    }

    private static int positive(String name, String text) {
        int value = 0;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException notNumber) {
            value = 0;
        }
        if (value <= 0) {
            throw new UsageException(
                    name + " is a number between 1 and " + Integer.MAX_VALUE + ", not " + text);
        }
        return value;
    }

    /** CPython prints a page of help for an unknown option; here it is one line. */
    private void checkPythonOptions() {
        int i = position;
        while (i < arguments.length) {
            String word = arguments[i++];
            if (word.length() < 2 || word.charAt(0) != '-') {
                return;
            }
            if (word.startsWith("--")) {
                throw new UsageException(
                        "option " + word + " must come before Python's options; " + USAGE);
            }
            int end = checkBundle(word);
            if (end < 0) {
                continue;
            }
            char last = word.charAt(end);
            if (end + 1 == word.length()) {
                if (i >= arguments.length) {
                    throw new UsageException("option -" + last + " needs a value");
                }
                i++;
            }
            if (last == 'c' || last == 'm') {
                return;
            }
        }
    }

    /** Index of the letter that takes a value, or -1. */
    private static int checkBundle(String word) {
        for (int i = 1; i < word.length(); i++) {
            char letter = word.charAt(i);
            if (WITH_VALUE.indexOf(letter) >= 0) {
                return i;
            }
            if (FLAGS.indexOf(letter) < 0) {
                throw new UsageException("unknown option -" + letter + "; " + USAGE);
            }
        }
        return -1;
    }
}
