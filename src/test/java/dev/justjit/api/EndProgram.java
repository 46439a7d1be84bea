package dev.justjit.api;

import dev.justjit.host.python.HostException;
import java.time.Duration;
import java.util.List;

/** Ends Python, or the process, in the way that the argument names; for {@link PythonTest}. */
final class EndProgram {
    private static final long UNTIL_IT_RUNS_MILLIS = 300;

    private EndProgram() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("wrong")) {
            openAnother();
            return;
        }
        Python python = Python.open();
        python.exec("print('printed')");
        switch (arguments[0]) {
            case "exit" -> System.exit(3);
            case "close" -> {
                // one that computes, for the first time on its thread, and one that sleeps
                python.exec("import sys; sys.stdout.flush()");
                python.exec("def spin():\n    n = 0\n    while True: n = (n + 1) & 1023\n");
                List<Thread> calls =
                        List.of(
                                call(python, "spin()"),
                                call(
                                        python,
                                        "[__import__('time').sleep(.01) for i in iter(int, 1)]"));
                Thread.sleep(UNTIL_IT_RUNS_MILLIS);
                python.close(Duration.ofMillis(1));
                for (Thread call : calls) {
                    call.join();
                }
                System.out.println("closed");
            }
            case "stuck" -> {
                call(python, "sum(range(10**15))");
                Thread.sleep(UNTIL_IT_RUNS_MILLIS);
                try {
                    python.close(Duration.ZERO);
                } catch (IllegalStateException stuck) {
                    System.out.println(stuck.getMessage());
                }
            }
            default -> {}
        }
    }

    private static void openAnother() {
        try {
            Python.open(PythonOptions.defaults().withPython("/no/such")).close();
        } catch (HostException refused) {
            System.out.println(refused.getMessage());
        }
    }

    /** A call of its own thread, which prints what it raises. */
    private static Thread call(Python python, String expression) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                python.eval(expression).close();
                            } catch (PythonException raised) {
                                System.out.println(raised.typeName());
                            }
                        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
