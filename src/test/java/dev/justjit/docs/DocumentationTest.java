package dev.justjit.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the pages say of the tree. */
class DocumentationTest {
    private static final int README_BYTES = 8192;
    private static final Path README = Path.of("README.md");
    private static final List<Page> PAGES = Page.all();

    /** A file or folder of the checkout, as commands and texts name it. */
    private static final Pattern FILE =
            Pattern.compile(
                    "(?<![\\w/.])(?:\\./)?((?:fixtures|bench|src|runtime-abi|asm-x64|asm-a64)/[\\w./-]*\\w)");

    private static final Pattern MADE = Pattern.compile("(src|bench|src/spark)/target(/.*)?");
    private static final Pattern COMMAND = Pattern.compile("\\./justjit ([a-z]+)");
    private static final Pattern SETTING =
            Pattern.compile("`(JUSTJIT_[A-Z_]+|justjit(?:\\.[a-z]+)+)`");

    /** A row of a test class: its name, and whether it is one of the long profile. */
    private static final Pattern TEST_ROW = Pattern.compile("\\| `(\\w+IT)` \\| (`-Plong`)?.*");

    private static final Pattern LONG_TESTS =
            Pattern.compile("<justjit.long.tests>([\\w|]+)</justjit.long.tests>");
    private static final Pattern VERSION =
            Pattern.compile(
                    "<groupId>dev.justjit</groupId>\\s*<artifactId>[\\w-]+</artifactId>\\s*<version>([^<$]+)<");

    @Test
    void theReadmeIsShort() throws Exception {
        long size = Files.size(Page.root().resolve(README));
        assertTrue(size <= README_BYTES, size + " bytes");
    }

    @Test
    void linksLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Page page : PAGES) {
            for (String link : page.links()) {
                if (!leads(page, link)) {
                    broken.add(page.path() + ": " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leads(Page page, String link) {
        Path target = target(page, link);
        if (!Files.exists(Page.root().resolve(target))) {
            return false;
        }
        int mark = link.indexOf('#');
        return mark < 0 || Page.read(target).anchors().contains(link.substring(mark + 1));
    }

    /** From the root of the checkout. */
    private static Path target(Page page, String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        Set<Path> reached = new TreeSet<>(Set.of(README));
        Deque<Path> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            Page page = Page.read(next.remove());
            for (String link : page.links()) {
                Path target = target(page, link);
                if (target.toString().endsWith(".md") && reached.add(target)) {
                    next.add(target);
                }
            }
        }
        for (Page page : PAGES) {
            assertTrue(reached.contains(page.path()), page.path()::toString);
        }
    }

    @Test
    void namedFilesExist() {
        List<String> missing = new ArrayList<>();
        for (Page page : PAGES) {
            for (String line : page.lines()) {
                Matcher file = FILE.matcher(line);
                while (file.find()) {
                    String name = file.group(1);
                    if (!MADE.matcher(name).matches()
                            && !Files.exists(Page.root().resolve(name))
                            && !Files.exists(inPage(page, name))) {
                        missing.add(page.path() + ": " + name);
                    }
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    /** Pages of a module also name its files without it. */
    private static Path inPage(Page page, String name) {
        return Page.root().resolve(page.path()).resolveSibling(name);
    }

    @Test
    void namedCommandsExist() throws Exception {
        Set<String> used = new TreeSet<>();
        for (Page page : PAGES) {
            page.lines().forEach(line -> Names.add(used, COMMAND, line));
        }
        used.removeAll(Names.commands());
        assertEquals(Set.of(), used);
    }

    /** The page names every setting that the sources read, and no other. */
    @Test
    void settingsAreThoseOfTheSources() throws Exception {
        Set<String> documented = new TreeSet<>();
        for (String line : Page.read(Path.of("src/docs/settings.md")).lines()) {
            if (line.startsWith("| `")) {
                Names.add(documented, SETTING, line.substring(0, line.indexOf(" | ")));
            }
        }
        Set<String> read = new TreeSet<>(Names.variables());
        read.addAll(Names.properties());
        assertEquals(String.join("\n", read), String.join("\n", documented));
    }

    /** Each integration test has a row, which says which command runs it. */
    @Test
    void testsHaveRows() throws Exception {
        Set<String> rows = new TreeSet<>();
        Set<String> longRows = new TreeSet<>();
        for (String line : Page.read(Path.of("src/docs/tests.md")).lines()) {
            Matcher row = TEST_ROW.matcher(line);
            if (row.matches()) {
                (row.group(2) == null ? rows : longRows).add(row.group(1));
            }
        }
        Matcher listed = LONG_TESTS.matcher(Page.text(Path.of("pom.xml")));
        assertTrue(listed.find());
        assertEquals(new TreeSet<>(List.of(listed.group(1).split("\\|"))), longRows);
        rows.addAll(longRows);
        assertEquals(Names.integrationTests(), rows);
    }

    @Test
    void coordinatesHaveTheProjectsVersion() {
        Set<String> versions = new TreeSet<>();
        PAGES.forEach(page -> Names.add(versions, VERSION, String.join("\n", page.lines())));
        for (String consumer : List.of("pom.xml", "classpath/pom.xml")) {
            Names.add(versions, VERSION, Page.text(Path.of("src/test/consumer", consumer)));
        }
        Names.add(versions, VERSION, Page.text(Path.of("pom.xml")));
        assertEquals(1, versions.size(), versions::toString);
    }
}
