import dev.justjit.api.Explanation;
import dev.justjit.api.PyFunction;
import dev.justjit.api.Python;
import dev.justjit.api.PythonException;
import java.util.List;

/** Runs Python functions as machine code from Java: {@code java -cp justjit.jar Primes.java}. */
public final class Primes {
    private static final String SOURCE =
            """
            def count_primes(limit):
                sieve = [True] * (limit + 1)
                count = 0
                for i in range(2, limit + 1):
                    if sieve[i]:
                        count += 1
                        for j in range(i * i, limit + 1, i):
                            sieve[j] = False
                return count

            def describe(values, *, separator=", "):
                return separator.join(f"{name}={value:.2f}" for name, value in values.items())

            def mean(numbers):
                return sum(numbers) / len(numbers)
            """;

    private Primes() {}

    /** Prints a few results. */
    public static void main(String[] arguments) {
        try (Python python = Python.open()) {
            python.exec(SOURCE);
            try (PyFunction countPrimes = python.compile("count_primes")) {
                for (int limit = 10; limit <= 100_000; limit *= 10) {
                    System.out.println(limit + ": " + countPrimes.call(limit) + " primes");
                }
            }
            Explanation explanation = python.explain("count_primes");
            System.out.println(explanation.name() + " compiled: " + explanation.compiled());

            try (PyFunction mean = python.jit("mean")) {
                System.out.println("mean: " + mean.call(List.of(1, 2.5, 4)));
                mean.call(List.of());
            } catch (PythonException failure) {
                System.out.println(failure.getMessage());
                System.out.print(failure.pythonTraceback());
            }
        }
    }
}
