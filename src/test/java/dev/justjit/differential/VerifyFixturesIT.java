package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.differential.Programs.Outcome;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fixture programs whose calls run twice print the same, and no call differs. */
final class VerifyFixturesIT {
    private static final long LIMIT_SECONDS = 120;

    private static final Pattern SUMMARY =
            Pattern.compile(
                    "^justjit: verify: (\\d+) calls of \\d+ functions were run twice, 0 differences$",
                    Pattern.MULTILINE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arithmetic/bool_arithmetic.py",
                "calls/changing_callee.py",
                "calls/recursion_error.py",
                "names/globals_with_odd_keys.py",
                "numbers/float_values.py",
                "numbers/list_aliases.py",
                "runtime/globals_and_types_under_load.py",
                "strings/format_specs.py",
            })
    void areTheSame(String name) {
        String program = Programs.fixtures().resolve(name).toString();
        Outcome off = Programs.run(List.of("--jit=off", program), LIMIT_SECONDS);
        Outcome verified =
                Programs.run(
                        List.of("-Djustjit.loops=30", "-Djustjit.wait=true"),
                        List.of("--jit=verify", "--threshold", "3", program),
                        LIMIT_SECONDS);
        assertEquals(off.out(), verified.out(), verified::err);
        assertEquals(off.status(), verified.status(), verified::err);
        assertEquals(off.programErr(), verified.programErr());
        Matcher summary = SUMMARY.matcher(verified.err());
        assertTrue(summary.find(), verified::err);
        // looking up names would run code of the program there
        assertEquals(name.contains("odd_keys"), summary.group(1).equals("0"), verified::err);
    }
}
