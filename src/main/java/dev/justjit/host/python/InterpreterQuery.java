package dev.justjit.host.python;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks an interpreter program where its shared library is.
 *
 * @param library path of libpython, empty when there is a problem
 * @param executable what it says is its program, empty when there is a problem
 * @param problem why it cannot be used, or null
 */
record InterpreterQuery(String library, String executable, @Nullable String problem) {
    private static final String QUESTION =
            "import sys, sysconfig as s, os\n"
                    + "print(sys.version_info[0], sys.version_info[1])\n"
                    + "v = s.get_config_var\n"
                    + "print(v('Py_GIL_DISABLED') or 0)\n"
                    + "print(sys.executable)\n"
                    + "n = v('INSTSONAME') or v('LDLIBRARY') or ''\n"
                    + "c = [v('LIBDIR'), sys.base_prefix, os.path.join(sys.base_prefix, 'lib'),\n"
                    + "     os.path.join(v('LIBDIR') or '', v('MULTIARCH') or '')]\n"
                    + "c = [os.path.join(d, n) for d in c if d and '.so' in n]\n"
                    + "print(next((p for p in c if os.path.isfile(p)), ''))\n"
                    + "print(n if '.so' in n else '')\n";

    static InterpreterQuery ask(String program) {
        try {
            ProcessBuilder builder = new ProcessBuilder(program, "-I", "-c", QUESTION);
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.redirectInput(new File("/dev/null"));
            Process process = builder.start();
            try (BufferedReader reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8))) {
                return judge(
                        reader.readLine(),
                        reader.readLine(),
                        reader.readLine(),
                        reader.readLine(),
                        reader.readLine());
            }
        } catch (IOException failure) {
            return refuse("cannot be run: " + failure.getMessage());
        }
    }

    private static InterpreterQuery judge(
            @Nullable String version,
            @Nullable String freeThreaded,
            @Nullable String executable,
            @Nullable String library,
            @Nullable String name) {
        if (version == null || freeThreaded == null || executable == null || library == null) {
            return refuse("is not a working Python");
        }
        if (!version.equals("3 13")) {
            return refuse("is Python " + version.replace(' ', '.') + ", not 3.13");
        }
        if (!freeThreaded.equals("0")) {
            return refuse("is a free-threaded build, which is not supported");
        }
        if (library.isEmpty()) {
            return refuse(
                    name == null || name.isEmpty()
                            ? "was built without a shared library"
                            : "its "
                                    + name
                                    + " is not installed: on Debian and Ubuntu it is in the"
                                    + " package libpython3.13, on Fedora in python3-libs");
        }
        return new InterpreterQuery(library, executable, null);
    }

    private static InterpreterQuery refuse(String problem) {
        return new InterpreterQuery("", "", problem);
    }
}
