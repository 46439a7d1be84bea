package dev.justjit.tiering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.attach.JarProgram;
import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A program that has nothing hot does not pay for the compiler. */
class LightStartIT {
    @Test
    void noClassOfTheCompilerIsLoadedBeforeSomethingIsHot() throws Exception {
        try (JarProgram jar = new JarProgram().option("-Xlog:class+load:file=classes.txt")) {
            Outcome done = jar.run("run", "--jit=hot", "-c", "print(sum(range(10)))");
            assertEquals("45\n", done.out(), done.err());
            assertEquals(List.of(), loaded(jar.folder()));
        }
    }

    /** Classes of what every compilation needs first. */
    private static List<String> loaded(Path folder) throws Exception {
        List<String> lines = Files.readAllLines(folder.resolve("classes.txt"));
        assertTrue(lines.size() > 100, "the JVM tells what it loads");
        return lines.stream()
                .filter(
                        line ->
                                line.matches(
                                        ".* dev\\.justjit\\.(asm|snippet|analysis)\\..*"
                                                + "|.* dev\\.justjit\\.debuginfo\\.(?!DebugInfo ).*"
                                                + "|.* (jdk\\.jfr|dev\\.justjit\\.flight)\\.(?!Flight ).*"
                                                + "|.* dev\\.justjit\\.session\\.FlightObserver .*"
                                                + "|.* dev\\.justjit\\.store\\.(CodeKey|BlobFile|BlobFolder|BuildId) .*"))
                .toList();
    }
}
