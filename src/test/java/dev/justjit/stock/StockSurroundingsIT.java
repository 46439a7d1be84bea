package dev.justjit.stock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.host.ChildProcess.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A python3.13 that is started without a stderr, a home or a folder, or where others may write to its cache. */
class StockSurroundingsIT {
    private static final Map<String, String> NO_JAVA = Map.of("JUSTJIT_JAVA", "none");

    @TempDir private Path folder;
    private StockPython python;

    @BeforeEach
    void python() {
        python = new StockPython(folder);
    }

    private Outcome shell(String commands, Map<String, String> environment, String... arguments)
            throws Exception {
        return python.under(List.of("sh", "-c", commands, "sh"), environment, arguments);
    }

    /** Most programs end before a compiler is worth it: the most of this is read later, or when they fork. */
    @Test
    void aStartReadsLittle() throws Exception {
        String show =
                """
                import os, sys, warnings
                warnings.simplefilter("error")
                names = [each.removeprefix("justjit.") for each in sys.modules if "justjit" in each]
                print(sorted(each.replace(os.uname().machine, "") for each in names))
                child = os.fork()
                child or os._exit(7)
                print(os.waitpid(child, 0)[1] >> 8, "justjit._service" in sys.modules)
                """;
        StockPython python = new StockPython(folder);
        Outcome done = python.plain(Map.of("JUSTJIT", "hot"), "-c", "import justjit\n" + show);
        assertEquals("['_begin', '_hostcode_', 'justjit']\n7 True\n", done.out(), done::err);
        assertEquals("", done.err());
    }

    @Test
    void messagesDoNotGoToStdout() throws Exception {
        Map<String, String> wrong =
                Map.of("JUSTJIT", "x", "JUSTJIT_STATS", "1", "JUSTJIT_JAVA", "none");
        String[] program = {"-c", "import justjit; print('done')"};
        assertEquals(2, python.plain(wrong, program).err().lines().count());
        Outcome done = shell("\"$@\" 2>&-", wrong, program);
        assertEquals(new Outcome(0, "done\n", ""), done);
    }

    @Test
    void aVariableThatNamesNoJavaIsTold() throws Exception {
        String show = "import justjit; print(justjit.status())";
        Outcome own =
                python.plain(Map.of("JUSTJIT", "hot", "JUSTJIT_JAVA", "/no/java"), "-c", show);
        String none = " is /no/java, which is no Java: it has no lib/server/libjvm.so\n";
        assertEquals("running interpreted: JUSTJIT_JAVA" + none, own.out(), own::err);
        Map<String, String> usual =
                Map.of("JUSTJIT", "hot", "JUSTJIT_JAVA", "", "JAVA_HOME", "/no/java");
        Outcome other = python.plain(usual, "-c", show);
        assertEquals("running interpreted: JAVA_HOME" + none, other.out(), other::err);
        Outcome doctor = python.justjit(Map.of("JUSTJIT_JAVA", "none"), "doctor");
        assertTrue(doctor.out().contains("\nclass data: none\n"), doctor::out);
    }

    @Test
    void anEmptyHomeIsNone() throws Exception {
        Map<String, String> empty =
                Map.of("HOME", "", "JUSTJIT_CACHE_DIR", "", "XDG_CACHE_HOME", "");
        String show =
                "import os, pwd; from justjit import _places;"
                        + " home = pwd.getpwuid(os.getuid()).pw_dir;"
                        + " print(_places.cache() == os.path.join(home, '.cache', 'justjit'))";
        assertEquals("True\n", python.plain(empty, "-c", show).out());
    }

    @Test
    void aFolderThatWasRemovedHasNoFiles() throws Exception {
        Map<String, String> named =
                Map.of("JUSTJIT_BLOB", "x.jjb", "JUSTJIT_JAVA", "none", "JUSTJIT_CACHE_DIR", "c");
        String show = "import justjit; justjit._service.wait(); print(justjit.status())";
        Outcome done = shell("mkdir gone; cd gone; rmdir ../gone; \"$@\"", named, "-c", show);
        String reason = "gone (deleted)/x.jjb is not used: No such file or directory\n";
        assertTrue(done.out().endsWith(reason), () -> done.out() + done.err());
        assertEquals("", done.err());
    }

    private static void mode(Path folder, String permissions) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
    }

    /** The package is read from the jar. */
    @Test
    void programsAreNotReadFromACacheThatOthersMayWriteTo() throws Exception {
        Path cache = Files.createDirectory(folder.resolve("cache"));
        String show = "import sys; print(any('/cache/python-' in each for each in sys.path))";
        for (String mode : List.of("rwxr-xr-x", "rwxrwx---", "rwx---rwx", "rwx------")) {
            mode(cache, mode);
            Outcome done = python.justjit(NO_JAVA, "run", "-c", show);
            boolean used = !mode.substring(3).contains("w");
            assertEquals(new Outcome(0, used ? "True\n" : "False\n", ""), done);
        }
    }

    @Test
    void anArchiveOfClassDataIsOfTheUser() throws Exception {
        Path own = Files.createDirectory(folder.resolve("archive"));
        Map<String, String> there = Map.of("JUSTJIT_ARCHIVE", own.toString());
        String show =
                "from justjit import _host, _places; open(_places.archive_file(), 'a').close();"
                        + " print(any('SharedArchive' in each for each in _host.jvm_options()))";
        mode(own, "rwxr-xr-x");
        assertEquals("True\n", python.plain(there, "-c", show).out());
        mode(own, "rwxrwxr-x");
        assertEquals("False\n", python.plain(there, "-c", show).out());
    }

    /** A jar that was replaced beside an installed package, or the other way round. */
    @Test
    void jarsOfAnotherBuildAreRefused() throws Exception {
        Outcome done = python.plain(Map.of(), python.program("other_build.py").toString());
        String expected =
                "running interpreted: the package justjit and justjit.jar are of different builds: unpack or install"
                        + " it anew\nFalse\n";
        assertEquals(expected, done.out(), done::err);
        assertEquals(0, done.status());
    }
}
