package dev.justjit.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recursion far beyond the usual limit, and on threads with small stacks. */
class DeepRecursionIT {
    private static final String DEEP =
            """
            import sys
            sys.setrecursionlimit(10**6)

            def down(n):
                return 0 if n == 0 else 1 + down(n - 1)

            def even(n):
                return True if n == 0 else odd(n - 1)

            def odd(n):
                return False if n == 0 else even(n - 1)

            class Node:
                def __init__(self, next):
                    self.next = next

                def depth(self):
                    return 1 if self.next is None else 1 + self.next.depth()

            node = None
            for i in range(50000):
                node = Node(node)
            print(down(200000), even(100001), node.depth())
            while node:
                node = node.next

            def through(n):
                return n if n == 0 else max(map(through, (n - 1,))) + 1

            def forever(n):
                return forever(n + 1)

            for runaway in (lambda: through(100000), lambda: forever(0)):
                try:
                    print(runaway())
                except RecursionError as e:
                    print(e)
            """;

    private static final String SMALL_STACKS =
            """
            import threading

            def down(n):
                return 0 if n == 0 else 1 + down(n - 1)

            def keys(n):
                return sorted([3, 1, 2], key=lambda v: down(n) * 0 + v)

            def forever(n):
                return forever(n + 1)

            def work(results):
                results.append((down(900), keys(100)))
                try:
                    forever(0)
                except RecursionError as e:
                    results.append(str(e))

            for size in (256 << 10, 512 << 10, 1 << 20):
                threading.stack_size(size)
                results = []
                threads = [threading.Thread(target=work, args=(results,)) for _ in range(4)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                results.sort(key=str)
                print(size, results)
            """;

    @TempDir private Path folder;

    private void same(String program, String mode) throws Exception {
        Files.writeString(folder.resolve("p.py"), program);
        Outcome expected = Launch.run(folder, List.of(), "--jit=off", "p.py");
        assertEquals(0, expected.status(), expected::err);
        assertEquals(expected, Launch.run(folder, List.of(), "--jit=" + mode, "p.py"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hot", "eager"})
    void deepRecursion(String mode) throws Exception {
        same(DEEP, mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hot", "eager"})
    void smallStacks(String mode) throws Exception {
        same(SMALL_STACKS, mode);
    }
}
