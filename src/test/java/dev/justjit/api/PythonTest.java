package dev.justjit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonTest {
    private static final String EXPECTED =
            """
            value: NoneTypeNone null
            value: boolTrue true
            value: int1 1
            value: int-2 -2
            value: int-9223372036854775808 -9223372036854775808
            value: int-1000000000000000000000000000000 -1000000000000000000000000000000
            value: float0.5 0.5
            value: float-0.0 -0.0
            value: str'c' c
            value: str'h\u00e9\ud83d\ude00' h\u00e9\ud83d\ude00
            value: list[1, ['x']] [1, [x]]
            value: dict{'k': 2.5} {k=2.5}
            value: list[1, None] [1, null]
            value: bytesb'\\x00\\xff' [0, -1]
            surrogate: true
            unsupported: IllegalArgumentException int[] has no Python form; see the class Python IllegalArgumentException java.lang.Thread has no Python form; see the class Python
            loop to Python: IllegalArgumentException the value is nested too deeply, or in itself
            loop from Python: IllegalArgumentException the object is nested too deeply, or in itself
            set: 43
            module: 2
            exception: ZeroDivisionError|ZeroDivisionError: division by zero
            traceback: Traceback (most recent call last):|  File "<java>", line 3, in <module>|  File "<java>", line 2, in f|ZeroDivisionError: division by zero|
            exit: PythonException SystemExit: 3
            syntax: PythonException SyntaxError: invalid syntax (<java>, line 1)
            missing: IllegalArgumentException __main__ has no function nope
            no function: IllegalArgumentException answer cannot be called: its type is int
            no module: PythonException ModuleNotFoundError: No module named 'nope'
            not an int: ClassCastException a Python str is not a Number
            too large: ArithmeticException BigInteger out of long range
            handle: C 7
            nested: true
            freed
            closed handle: IllegalStateException the handle was closed (closed)
            thread: 124750
            thread: 124750
            thread: 124750
            thread: 124750
            null checks: 100000
            open twice: IllegalStateException Python is open already: share the one instance
            at exit
            exec after close: IllegalStateException Python was closed
            open after close: IllegalStateException Python was closed, and CPython can be started only once in a process
            """;

    @Test
    void everything() throws Exception {
        Outcome outcome =
                ChildProcess.run(
                        ChildProcess.java(ApiProgram.class.getName()),
                        Path.of("."),
                        Map.of("JAVA_TOOL_OPTIONS", "-Dfile.encoding=UTF-8"),
                        "");
        assertEquals(EXPECTED, outcome.out(), outcome.err());
        assertEquals(0, outcome.status());
    }
}
