package dev.justjit.robust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import dev.justjit.host.ChildProcess.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Python that cannot be used: one clear line, and exit status 2. */
class WrongPythonIT {
    @TempDir private Path folder;

    private void refused(String python, String why) throws Exception {
        Outcome done = Launch.run(folder, List.of(), "--python", python, "-c", "print(1)");
        assertEquals("", done.out(), done::err);
        assertTrue(done.err().startsWith("justjit: "), done::err);
        assertEquals(1, done.err().lines().count(), done::err);
        assertTrue(done.err().contains(python), done::err);
        assertTrue(done.err().contains(why), done::err);
        assertEquals(2, done.status(), done::err);
    }

    private Path script(String... lines) throws IOException {
        Path file = folder.resolve("python3.13");
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    @Test
    void programs() throws Exception {
        refused("/usr/bin/false", "is not a working Python");
        refused("/no/such/python3.13", "does not exist");
        refused(folder.toString(), "has no bin/python3.13");
        String text = script("echo 3 11", "echo 0", "echo /p", "echo").toString();
        refused(text, "is Python 3.11, not 3.13");
        refused(script("echo 3 13", "echo 1", "echo /p", "echo").toString(), "free-threaded");
        refused(script("echo nonsense").toString(), "is not a working Python");
    }

    @Test
    void libraries() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path program = ChildProcess.python().toPath();
        Files.createSymbolicLink(bin.resolve("python3.13"), program);
        Path library = folder.resolve("libpython3.13.so");
        Files.writeString(library, "not a library");
        refused(library.toString(), "cannot load");
        Files.write(library, older(program));
        refused(library.toString(), "Python 3.13 is needed, but");
    }

    /** The embedded library, which now says that it is 3.12. */
    private static byte[] older(Path program) throws IOException {
        Path real = program.toRealPath().getParent().resolveSibling("libpython3.13.so.1.0");
        String bytes = Files.readString(real, StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("\0" + "3.13.5\0"));
        return bytes.replace("\0" + "3.13.5\0", "\0" + "3.12.5\0")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
