package dev.justjit.api;

import java.util.concurrent.CompletableFuture;

/** A function that a thread of Java calls until it is compiled; in a JVM of its own. */
public final class HotProgram {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private HotProgram() {}

    /** Prints whether it was compiled in time. */
    public static void main(String[] arguments) throws Exception {
        try (Python python = Python.open()) {
            python.exec("def weigh(n, scale):\n    return n * scale + 1");
            try (PyFunction weigh = python.jit("weigh")) {
                CompletableFuture.runAsync(() -> callUntilCompiled(python, weigh)).get();
            }
            System.out.println("compiled: " + python.isCompiled("weigh"));
        }
    }

    private static void callUntilCompiled(Python python, PyFunction weigh) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!python.isCompiled("weigh") && System.nanoTime() < end) {
            weigh.call(3, 2);
        }
    }
}
