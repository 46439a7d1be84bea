package dev.justjit.host.python;

import dev.justjit.host.process.PythonPath;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A python3.13 that is to run code which is compiled beforehand: the program, and the package {@code justjit} for it. It
 * may be one of another machine, by an emulator.
 */
public final class TargetPython {
    private static final String QUESTION = "import sys; print(*sys.version_info[:2], sys.abiflags)";

    private final String program;

    private TargetPython(String program) {
        this.program = program;
    }

    /**
     * Finds it.
     *
     * @param option value of {@code --python}; if it is null, JUSTJIT_PYTHON, then a python3.13 on PATH, then the
     *     embedded one
     * @throws HostException if there is none
     */
    public static TargetPython find(@Nullable String option) {
        String environment = System.getenv("JUSTJIT_PYTHON");
        String wanted = option != null ? option : environment;
        if (wanted != null && !wanted.isEmpty()) {
            File file = new File(wanted);
            String found = file.isDirectory() ? wanted + "/bin/python3.13" : wanted;
            String problem = problem(found);
            if (problem != null) {
                throw new HostException(found + " " + problem);
            }
            return new TargetPython(found);
        }
        for (String folder : String.valueOf(System.getenv("PATH")).split(File.pathSeparator)) {
            String found = folder + "/python3.13";
            if (new File(found).canExecute() && problem(found) == null) {
                return new TargetPython(found);
            }
        }
        return new TargetPython(PythonLocator.locate(null).executable());
    }

    private static @Nullable String problem(String program) {
        try {
            ProcessBuilder builder = new ProcessBuilder(program, "-I", "-S", "-c", QUESTION);
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.redirectInput(new File("/dev/null"));
            Process process = builder.start();
            String answer;
            try (InputStream out = process.getInputStream()) {
                answer = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
            boolean suitable = answer.strip().equals("3 13");
            return process.waitFor() == 0 && suitable ? null : "is not a plain CPython 3.13";
        } catch (IOException failure) {
            return "cannot be run: " + failure.getMessage();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return "was not asked";
        }
    }

    /** The program. */
    public String program() {
        return program;
    }

    /**
     * Prepares {@code python3.13 -m justjit._codes PATH arguments…}, which imports nothing from the current folder nor from
     * those of PYTHONPATH: the sources there are only read.
     */
    public ProcessBuilder codes(List<String> arguments) {
        String path = System.getenv("PYTHONPATH");
        List<String> all = new ArrayList<>(List.of(path == null ? "" : path));
        all.addAll(arguments);
        ProcessBuilder builder = module("justjit._codes", all);
        builder.environment().put("PYTHONPATH", place());
        return builder;
    }

    private static String place() {
        return new File(PythonPath.place()).getAbsolutePath();
    }

    /**
     * Prepares {@code python3.13 -m module arguments…}, with the package on its path and without a compiler of its own.
     */
    public ProcessBuilder module(String module, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(program, "-P", "-W", "ignore", "-m", module));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        String place = place();
        String path = environment.get("PYTHONPATH");
        environment.put(
                "PYTHONPATH",
                path == null || path.isEmpty() ? place : place + File.pathSeparator + path);
        environment.put("JUSTJIT", "0");
        List.of("BLOB", "RECORD", "REPORT", "TOP")
                .forEach(each -> environment.remove("JUSTJIT_" + each));
        if (place.endsWith(".jar")) {
            environment.put("JUSTJIT_JAR", place);
        }
        environment.putIfAbsent("JUSTJIT_JAVA", System.getProperty("java.home"));
        return builder;
    }
}
