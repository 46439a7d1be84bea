package dev.justjit.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    private static final String EXPECTED =
            """
            visits: 1 2 3
            same thread: true
            same name: true
            one more: 1
            other thread: 0
            after its end: as before
            marks released: 1 dummies 0
            short-lived threads: few states
            that saw another's data: 0
            after their end: as before
            marks released: 2000
            pool: 125750, states 500
            after the pool: as before
            nested without the GIL: 23
            nested with the GIL: 24
            nested twice: 26 27
            afterwards: 6 1
            on a thread of Python: 22
            after nesting: as before
            one native thread: [1, 2 3] false
            after its end: as before
            visits of a virtual thread: 1 1 as before
            fails: PythonException KeyError: 'no' then 3
            argument: IllegalArgumentException java.lang.Thread has no Python form; see the class Python then 3
            deep: true
            deep again: true
            then: 3.5 a\u20ac
            many arguments: PythonException TypeError: add() takes 2 positional arguments but 100 were given
            child: 2 parent 2
            traced: true
            traced elsewhere: false
            released
            released
            released
            inside while closing: 42
            living threads: IllegalStateException Python was closed
            the busy one: IllegalStateException Python was closed
            end: IllegalStateException Python was closed
            """;

    @Test
    void threadStatesLiveAsLongAsTheirThreads() throws Exception {
        Outcome outcome =
                ChildProcess.run(
                        ChildProcess.java(ThreadsProgram.class.getName()),
                        Path.of("."),
                        Map.of("LC_ALL", "C.UTF-8"),
                        "");
        assertEquals(EXPECTED, outcome.out(), outcome.err());
        assertEquals("", outcome.err());
        assertEquals(0, outcome.status());
    }
}
