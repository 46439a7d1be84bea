package dev.justjit.host;

/** Runs the code of the main module. */
public interface MainRunner {
    /**
     * Runs a code object in the dictionary of {@code __main__}, as {@code PyEval_EvalCode} does.
     * Called once, on the thread "python-main", holding the GIL, with no Python frame below.
     *
     * <p>The Python code must be entered through {@link PythonHost#callMain}: if it forks, the child must
     * not come back to Java.
     *
     * @param host the host, for {@code callMain}
     * @param codeObject borrowed reference to the compiled code
     * @param globalsDict borrowed reference to the dictionary, used as globals and locals
     * @return a new reference to the result, or 0 with a Python exception set
     */
    long run(PythonHost host, long codeObject, long globalsDict);
}
