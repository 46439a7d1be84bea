package consumer;

import dev.justjit.api.PyFunction;
import dev.justjit.api.Python;

/** Compiles a Python function, runs it, and says as what the library was loaded. */
public final class Main {
    private Main() {}

    /** Prints three lines. */
    public static void main(String[] arguments) {
        System.out.println("module: " + Python.class.getModule().getName());
        try (Python python = Python.open()) {
            python.exec("def area(width, height):\n    return width * height\n");
            try (PyFunction area = python.compile("area")) {
                System.out.println("area: " + area.call(6, 7));
            }
            System.out.println("compiled: " + python.isCompiled("area"));
        }
    }
}
