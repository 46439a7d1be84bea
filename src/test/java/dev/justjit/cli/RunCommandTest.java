package dev.justjit.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunCommandTest {
    private static RunCommand parse(String line) {
        return RunCommand.parse(("run " + line).split(" ", -1));
    }

    @Test
    void ownOptionsComeFirst() {
        RunCommand command =
                parse("--jit=eager --python /p --stats --threshold=5 -B -Wignore app.py --jit=off");
        assertEquals(new RunOptions(JitMode.EAGER, "/p", true, 5), command.options());
        assertArrayEquals(
                new String[] {"-B", "-Wignore", "app.py", "--jit=off"}, command.pythonArguments());
    }

    @Test
    void defaults() {
        assertEquals(new RunOptions(JitMode.HOT, null, false, 0), parse("-").options());
    }

    @Test
    void aFileMayBeRecorded() {
        assertEquals("app.jjb", parse("--record app.jjb app.py --record x").record());
        assertEquals("a.jjb", parse("--record=a.jjb -c pass").record());
        assertNull(parse("app.py").record());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-m mod --x", "-c code --x", "-Bc code --x", "- --x", "-X utf8 a --x"})
    void programArgumentsAreNotOptions(String line) {
        assertEquals(line, String.join(" ", parse(line).pythonArguments()));
    }

    @ParameterizedTest
    @CsvSource({
        "--frob, unknown option --frob",
        "-k, unknown option -k",
        "-Bk, unknown option -k",
        "-B --stats, before Python's options",
        "--jit=fast, decorated",
        "--threshold 0 x, between 1 and 2147483647",
        "--threshold many x, between 1 and 2147483647",
        "--threshold 99999999999 x, between 1 and 2147483647",
        "--python, needs a value",
        "--record, needs a value",
        "-c, needs a value",
        "-m, needs a value"
    })
    void mistakesAreOneLine(String line, String expected) {
        UsageException wrong = assertThrows(UsageException.class, () -> parse(line));
        String message = String.valueOf(wrong.getMessage());
        assertTrue(message.contains(expected), message);
        assertEquals(-1, message.indexOf('\n'));
    }
}
