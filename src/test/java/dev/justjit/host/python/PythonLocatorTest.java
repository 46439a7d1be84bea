package dev.justjit.host.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonLocatorTest {
    @TempDir private Path folder;

    private static String refusal(String option) {
        HostException refused =
                assertThrows(HostException.class, () -> PythonLocator.locate(option));
        String message = refused.getMessage();
        assertTrue(message.contains("JUSTJIT_PYTHON"), message);
        assertEquals(-1, message.indexOf('\n'), message);
        return message;
    }

    private String program(String... lines) throws IOException {
        Path file = folder.resolve("python-stub");
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertTrue(file.toFile().setExecutable(true));
        return file.toString();
    }

    @Test
    void defaultIsTheEmbeddedOne() {
        PythonInstallation found = PythonLocator.locate(null);
        assertEquals("embedded CPython", found.origin());
        assertTrue(new File(found.library()).isFile());
        assertTrue(new File(found.executable()).canExecute());
    }

    @Test
    void programFolderAndLibraryAreTheSame() {
        File program = ChildProcess.python();
        File root = program.getParentFile().getParentFile();
        String library = PythonLocator.locate(program.getPath()).library();
        assertTrue(library.endsWith("libpython3.13.so.1.0"), library);
        assertEquals(library, PythonLocator.locate(root.getPath()).library());
        PythonInstallation byLibrary = PythonLocator.locate(library);
        assertEquals(library, byLibrary.library());
        assertEquals(program.getPath(), byLibrary.executable());
    }

    @Test
    void refusalsNameTheReason() throws IOException {
        assertTrue(refusal("/no/such/place").contains("does not exist"));
        assertTrue(refusal(folder.toString()).contains("has no bin/python3.13"));
        Path library = Files.createFile(folder.resolve("libpython3.13.so"));
        assertTrue(refusal(library.toString()).contains("in the folders above it"));
        assertTrue(refusal(program("exit 1")).contains("is not a working Python"));
    }

    @Test
    void refusalsOfWrongPythons() throws IOException {
        assertTrue(refusal(program("echo 3 12; echo 0; echo /p; echo /l")).contains("3.12"));
        assertTrue(
                refusal(program("echo 3 13; echo 1; echo /p; echo /l")).contains("free-threaded"));
        assertTrue(refusal(program("echo 3 13; echo 0; echo /p; echo")).contains("shared library"));
        String without = program("echo 3 13; echo 0; echo /p; echo; echo libpython3.13.so.1.0");
        String missing = refusal(without);
        assertTrue(missing.contains("its libpython3.13.so.1.0 is not installed"), missing);
        assertTrue(missing.contains("the package libpython3.13,"), missing);
    }

    @Test
    void placesAreListed() {
        assertEquals(5, PythonLocator.places().size());
    }
}
