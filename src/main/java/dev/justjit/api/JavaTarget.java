package dev.justjit.api;

/** What stands behind a Python object that Java gave to Python. */
interface JavaTarget {
    /** The Java object that Python's stands for. */
    Object object();

    /**
     * Serves one operation of the object's Python class. Called with the GIL; user code runs in {@link Gil#outside}.
     *
     * @return a new reference
     * @throws Throwable which is raised in Python
     */
    long serve(String operation, Arguments arguments) throws Throwable;
}
