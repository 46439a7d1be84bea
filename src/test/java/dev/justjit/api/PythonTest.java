package dev.justjit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
            value: list[1, 2] [1, 2]
            value: list[1.5] [1.5]
            value: list[True] [true]
            value: set{'x'} [x]
            value: set{frozenset({'x'})} [[x]]
            surrogate: true
            unsupported: IllegalArgumentException java.lang.Thread has no Python form; see the class Python
            loop to Python: IllegalArgumentException the value is nested too deeply, or in itself
            loop from Python: IllegalArgumentException the object is nested too deeply, or in itself
            set: 43
            frozen set: true
            no arguments: IllegalArgumentException the array of arguments is null; one argument None is call((Object) null)
            no arguments: IllegalArgumentException the array of arguments is null; one argument None is call((Object) null)
            module: 2
            exception: ZeroDivisionError|ZeroDivisionError: division by zero
            traceback: Traceback (most recent call last):|  File "<java-7>", line 3, in <module>|    f()|    ~^^|  File "<java-7>", line 2, in f|    1/0|    ~^~|ZeroDivisionError: division by zero|
            sources: true
            exit: PythonException SystemExit: 3
            syntax: PythonException SyntaxError: invalid syntax (<java-11>, line 1)
            missing: IllegalArgumentException __main__ has no function nope
            no function: IllegalArgumentException answer cannot be called: its type is int
            no module: PythonException ModuleNotFoundError: No module named 'nope'
            not an int: ClassCastException a Python str is not an int
            not an int: ClassCastException a Python float is not an int
            not a number: ClassCastException a Python str is not a float or an int
            not a bool: ClassCastException a Python int is not a bool
            too large: ArithmeticException BigInteger out of long range
            too large: ArithmeticException the int is too large for a double
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

    private static Outcome end(String how) throws Exception {
        return ChildProcess.run(
                ChildProcess.java(EndProgram.class.getName(), how),
                Path.of("."),
                Map.of("PYTHONUNBUFFERED", ""),
                "");
    }

    @Test
    void whatWasPrintedIsThereWithoutClose() throws Exception {
        Outcome returned = end("return");
        assertEquals("printed\n", returned.out(), returned.err());
        Outcome exited = end("exit");
        assertEquals("printed\n", exited.out(), exited.err());
        assertEquals(3, exited.status());
    }

    @Test
    void closingInterruptsCallsThatDoNotEnd() throws Exception {
        Outcome closed = end("close");
        String interrupted = "KeyboardInterrupt\n";
        assertEquals(
                "printed\n" + interrupted + interrupted + "closed\n", closed.out(), closed.err());
        Outcome stuck = end("stuck");
        assertEquals("a call of Python does not end, so Python cannot\n", stuck.out());
        assertEquals(0, stuck.status());
    }

    @Test
    void messagesNameTheSettingOfJava() throws Exception {
        Outcome wrong = end("wrong");
        assertTrue(wrong.out().contains("withPython=/no/such (does not exist)"), wrong.out());
        assertFalse(wrong.out().contains("--python"), wrong.out());
    }

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
