package dev.justjit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.justjit.docs.Page.Block;
import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.TestBuild;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Runs the commands of the README and the manual in a checkout that is built: those of blocks {@code
 * sh} succeed, those of blocks {@code console} print what stands below them. A {@code python3.13} and a
 * {@code java} are on {@code PATH}.
 */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
final class DocumentationIT {
    private static final List<String> LINKS =
            List.of(
                    "asm-a64",
                    "asm-x64",
                    "bench",
                    "fixtures",
                    "pom.xml",
                    "runtime-abi",
                    "src/docs",
                    "src/main",
                    "src/pom.xml",
                    "src/test");

    private static Path folder;

    /** A launcher that finds everything built, and the files that the pages show. */
    @BeforeAll
    static void makeCheckout() throws IOException {
        folder = TestBuild.freshFolder("documentation");
        Path target = Files.createDirectories(folder.resolve("src/target"));
        for (String link : LINKS) {
            Files.createSymbolicLink(folder.resolve(link), TestBuild.checkout(link));
        }
        Files.createSymbolicLink(
                target.resolve("cpython"), TestBuild.jar().resolveSibling("cpython"));
        Files.copy(TestBuild.jar(), target.resolve("justjit.jar"));
        Files.copy(TestBuild.checkout("justjit"), folder.resolve("justjit"));
        for (Page page : Page.all()) {
            for (Block block : page.blocks()) {
                if (!block.file().isEmpty()) {
                    Files.write(folder.resolve(block.file()), block.lines());
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> commandsSucceed() {
        return blocks("sh")
                .flatMap(
                        block ->
                                block.lines().stream()
                                        .filter(line -> !line.isBlank())
                                        .map(line -> command(block, line)));
    }

    private static DynamicTest command(Block block, String line) {
        String command = line.replaceFirst("\\s+# .*", "");
        return dynamicTest(
                block + " " + command,
                () -> {
                    Outcome done = run(command);
                    assertEquals(0, done.status(), done::out);
                });
    }

    @TestFactory
    Stream<DynamicTest> commandsPrintWhatIsShown() {
        return blocks("console")
                .map(block -> dynamicTest(block.toString(), () -> assertTranscript(block)));
    }

    private static void assertTranscript(Block block) throws Exception {
        List<String> lines = block.lines();
        assertTrue(lines.get(0).startsWith("$ "), lines.get(0));
        Outcome done = run(lines.get(0).substring(2));
        List<String> printed = new ArrayList<>();
        done.out()
                .lines()
                .filter(line -> !line.startsWith("WARNING: "))
                .map(DocumentationIT::plain)
                .forEach(printed::add);
        String all = String.join("\n", printed) + "\n";
        assertTrue(pattern(lines.subList(1, lines.size())).matcher(all).matches(), done::out);
    }

    /** Three dots are any lines, an ellipsis is any text. */
    private static Pattern pattern(List<String> lines) {
        StringBuilder pattern = new StringBuilder();
        for (String line : lines) {
            if (line.strip().equals("...")) {
                pattern.append("(?:.*\n)*");
                continue;
            }
            List<String> parts = new ArrayList<>();
            for (String part : plain(line).split("…", -1)) {
                parts.add(Pattern.quote(part));
            }
            pattern.append(String.join(".*", parts)).append("\n");
        }
        return Pattern.compile(pattern.toString());
    }

    /** Numbers and the width of columns depend on the build and on the machine. */
    private static String plain(String line) {
        return line.replaceAll("0x[0-9a-f]+|\\d+", "0").replaceAll("\\s+", " ").strip();
    }

    private static Stream<Block> blocks(String language) {
        return Page.all().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals(language));
    }

    /** Both outputs are in the first. */
    private static Outcome run(String command) throws Exception {
        String java = System.getProperty("java.home");
        String python = String.valueOf(ChildProcess.python().getParent());
        String path = String.join(File.pathSeparator, java + "/bin", python, System.getenv("PATH"));
        Map<String, String> environment =
                Map.of(
                        "PATH", path,
                        "JAVA_HOME", java,
                        "JUSTJIT_CACHE_DIR", folder.resolve("cache").toString());
        return ChildProcess.run(
                List.of("bash", "-c", "exec 2>&1\n" + command), folder, environment, "");
    }
}
