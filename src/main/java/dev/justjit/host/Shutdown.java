package dev.justjit.host;

/** Told when Python is about to end. */
public interface Shutdown {
    /**
     * Called once, on the thread "python-main", holding the GIL, just before {@code Py_FinalizeEx}.
     * Python code may still run afterwards: thread shutdown, {@code atexit} functions, finalizers. Not
     * called in a forked child, where the threads of the JVM do not exist.
     */
    void detaching(PythonHost host);
}
