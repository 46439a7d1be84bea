package dev.justjit.attach;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

/** Calls that run twice find mistakes of machine code: stored code is spoilt. */
@EnabledOnOs(architectures = {"amd64", "x86_64"})
class VerifyMistakesIT {
    private static final byte[] ADD_RAX = {0x48, 0x05};
    private static final byte[] MOV_R10D = {0x41, (byte) 0xba};
    private static final Pattern VALUES =
            Pattern.compile(
                    "arguments    \\((\\d+)\\)\n  compiled     (\\d+) \\(int\\)\n  interpreted  (\\d+) \\(int\\)");

    private static final String TAMPERED =
            """
            import justjit

            def scaled(n):
                return n * 3 + 1234577

            def mixed(n):
                s = 0
                for i in range(n):
                    s = (s + i * 7654321) & 0xFFFFFF
                return s

            def uses(n):
                return scaled(n) + 1

            out = []
            for k in range(400):
                scaled(k)
                uses(k)
                out.append(mixed(20))
            print(scaled(5), uses(5), sum(out), justjit.explain(scaled)["compiled"])
            """;

    /** Runs it, so that its code is stored, then spoils that and runs it again. */
    private static Outcome runTampered(
            JarProgram jar, byte[] opcode, int immediate, Map<String, String> more)
            throws Exception {
        Path cache = jar.folder().resolve("cache");
        Map<String, String> environment = new HashMap<>(more);
        environment.putAll(Map.of("JUSTJIT_CACHE", "1", "JUSTJIT_CACHE_DIR", cache.toString()));
        jar.option("-Djustjit.wait=true").option("-Djustjit.sample.millis=0");
        jar.option("-Djustjit.store.millis=20000").option("-Djustjit.loops=1000");
        jar.with("p.py", TAMPERED);
        Outcome first = jar.run(environment, "run", "--jit=hot", "p.py");
        assertEquals("1234592 1234593 4480640000 True\n", withSum(first.out()), first::err);
        assertTrue(TamperedStore.tamper(cache, opcode, immediate) > 0);
        return jar.run(environment, "run", "--jit=verify", "p.py");
    }

    /** The third number is of no interest where the code before it is right. */
    private static String withSum(String out) {
        return out.replaceFirst("(\\d+ \\d+) \\d+", "$1 4480640000");
    }

    @Test
    void aMistakeInMachineCodeIsFound() throws Exception {
        try (JarProgram jar = new JarProgram()) {
            Path file = jar.folder().resolve("found.json");
            Outcome done =
                    runTampered(
                            jar, ADD_RAX, 1234577, Map.of("JUSTJIT_VERIFY_FILE", file.toString()));
            // afterwards both functions are interpreted, and right
            assertEquals("1234592 1234593 4480640000 False\n", withSum(done.out()), done::err);
            assertEquals(0, done.status());
            assertContains(done.err(), "justjit: verify: scaled (");
            assertContains(done.err(), "differs from the interpreter: the result");
            Matcher values = VALUES.matcher(done.err());
            assertTrue(values.find(), done::err);
            int right = 3 * Integer.parseInt(values.group(1)) + 1234577;
            assertEquals(right + 1, Integer.parseInt(values.group(2)));
            assertEquals(right, Integer.parseInt(values.group(3)));
            assertContains(done.err(), "code         baseline, ");
            assertContains(done.err(), " 1 differences");
            String json = Files.readString(file);
            assertContains(json, "\"function\": \"scaled\"");
            assertContains(json, "\"machine_code\": ");
            assertContains(json, "RETURN_VALUE");
        }
    }

    @Test
    void aMistakeInARegionIsFound() throws Exception {
        try (JarProgram jar = new JarProgram()) {
            Outcome done = runTampered(jar, MOV_R10D, 7654321, Map.of());
            assertEquals(0, done.status(), done::err);
            assertContains(done.err(), "justjit: verify: mixed (");
            assertContains(done.err(), "code         region, ");
            assertContains(done.err(), "exit         mixed, region: entered, 1 times");
            assertContains(done.err(), " 1 differences");
        }
    }

    @Test
    void aMistakeEndsTheProgramWhereThatIsAskedFor() throws Exception {
        try (JarProgram jar = new JarProgram()) {
            Outcome done = runTampered(jar, ADD_RAX, 1234577, Map.of("JUSTJIT_VERIFY_FATAL", "1"));
            assertContains(done.err(), "differs from the interpreter");
            assertEquals(70, done.status());
            assertEquals("", done.out());
        }
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> part + " is not in:\n" + text);
    }
}
