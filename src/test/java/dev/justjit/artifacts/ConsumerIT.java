package dev.justjit.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import dev.justjit.host.TestBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * {@code mvn install} into an empty repository, and programs that take from there what the README
 * says, with every JDK that is found. Runs with {@code -Plong}.
 */
@EnabledIfSystemProperty(named = "os.arch", matches = "amd64")
final class ConsumerIT {
    /** From this one on native access is to be allowed by an option. */
    private static final int RESTRICTED = 24;

    private static final long LIMIT_SECONDS = 600;
    private static final List<Integer> SUPPORTED = List.of(17, 21, 25);

    private static final Path JAR = TestBuild.jar();

    private static Path folder;
    private static Checkout checkout;
    private static Map<Integer, String> javas;

    @BeforeAll
    static void install() throws Exception {
        folder = TestBuild.freshFolder("consumer");
        checkout = new Checkout(folder);
        checkout.install();
        Path debian = JAR.resolveSibling("debian");
        String script = TestBuild.checkout("bench/debian_python.sh").toString();
        List<String> command = List.of("bash", script, debian.toString(), JAR.toString());
        Outcome done = ChildProcess.run(command, folder, Map.of(), "", LIMIT_SECONDS);
        assertEquals(0, done.status(), done.err());
        javas = JavaVersions.found(debian);
    }

    @Test
    void aRepositoryGetsEveryArtifact() throws Exception {
        assertEquals(
                List.of("-all.jar", "-javadoc.jar", "-sources.jar", ".jar", ".pom"),
                kinds("justjit"));
        for (String module : List.of("justjit-runtime-abi", "justjit-asm-x64", "justjit-asm-a64")) {
            assertEquals(
                    List.of("-javadoc.jar", "-sources.jar", ".jar", ".pom"), kinds(module), module);
        }
        assertEquals(List.of(".pom"), kinds("justjit-parent"));
        assertTrue(Files.notExists(checkout.installed("justjit-bench")));
    }

    /** What a repository of the public asks of a POM. */
    @Test
    void thePomIsComplete() throws Exception {
        String parent = Files.readString(pom("justjit-parent"));
        for (String element : List.of("name", "description", "license", "scm", "developer")) {
            assertTrue(parent.contains("<" + element), element);
        }
        String own = Files.readString(pom("justjit"));
        assertTrue(own.contains("<optional>true</optional>"), own);
    }

    @Test
    void aModuleTakesTheLibrary() throws Exception {
        Path project = project(".");
        Path target = project.resolve("target");
        String modules = target.resolve("modules") + ":" + target.resolve("consumer.jar");
        runs(
                "module: dev.justjit\n",
                "--enable-native-access=org.jnrproject.jffi",
                List.of(
                        "-p",
                        modules,
                        "-cp",
                        target.resolve("classpath/*").toString(),
                        "-m",
                        "consumer/consumer.Main"));
    }

    @Test
    void theClassPathTakesEverythingInOneJar() throws Exception {
        Path project = project("classpath");
        Path target = project.resolve("target");
        runs(
                "module: null\n",
                "--enable-native-access=ALL-UNNAMED",
                List.of(
                        "-cp",
                        target.resolve("classpath/*") + ":" + target.resolve("consumer.jar"),
                        "consumer.Main"));
    }

    /** Builds the consumer by one of its POMs. */
    private static Path project(String name) throws Exception {
        Path copy = folder.resolve("consumer");
        if (Files.notExists(copy)) {
            Checkout.copy(TestBuild.checkout("src/test/consumer"), copy);
        }
        Path project = copy.resolve(name);
        checkout.maven(project, "package");
        return project;
    }

    /** Runs it with each JDK: the same output, and nothing else. */
    private static void runs(String module, String nativeAccess, List<String> arguments)
            throws Exception {
        for (Map.Entry<Integer, String> java : javas.entrySet()) {
            List<String> command = new ArrayList<>(List.of(java.getValue()));
            if (java.getKey() >= RESTRICTED) {
                command.add(nativeAccess);
            }
            command.addAll(arguments);
            Path cache = folder.resolve("cache-" + java.getKey());
            Outcome done =
                    ChildProcess.run(
                            command, folder, Map.of("JUSTJIT_CACHE_DIR", cache.toString()), "");
            assertEquals("", done.err(), command::toString);
            assertEquals(module + "area: 42\ncompiled: true\n", done.out(), command::toString);
            assertEquals(0, done.status());
        }
        TreeSet<Integer> missing = new TreeSet<>(SUPPORTED);
        missing.removeAll(javas.keySet());
        System.out.println("consumer ran with Java " + javas.keySet() + ", not found: " + missing);
    }

    private static Path pom(String artifact) {
        return checkout.installed(artifact).resolve(artifact + "-0.1.0.pom");
    }

    /** What follows the version in the names of an artifact's files. */
    private static List<String> kinds(String artifact) throws IOException {
        String start = artifact + "-0.1.0";
        try (Stream<Path> files = Files.list(checkout.installed(artifact))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(start))
                    .map(name -> name.substring(start.length()))
                    .sorted()
                    .toList();
        }
    }
}
