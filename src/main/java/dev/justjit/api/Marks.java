package dev.justjit.api;

/** What the Python package {@code justjit} does with functions. */
final class Marks {
    private Marks() {}

    /** Finds a function and has it marked; a function of its own. */
    static PyFunction mark(Python python, String how, String name) {
        PyFunction function = python.function(name);
        try {
            ask(how, function).close();
            return function;
        } catch (RuntimeException refused) {
            function.close();
            throw refused;
        }
    }

    /** Calls a function of the package with a function. */
    static PyValue ask(String what, PyFunction about) {
        try (PyFunction asked = about.value().python().function("justjit:" + what)) {
            return asked.value().call(about.value());
        }
    }
}
