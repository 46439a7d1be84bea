package dev.justjit.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged program in JVMs of its own, as integration tests start it hundreds of times. */
public final class PackagedProgram {
    private static final List<String> QUICK =
            List.of(
                    "-Xshare:auto",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData");

    /** A JVM whose other options do not go with the archive goes on without, and says nothing. */
    private static final List<String> SILENT = List.of("-Xlog:cds=off", "-Xlog:cds+dynamic=off");

    private PackagedProgram() {}

    /** {@code java options -jar justjit.jar}, to which arguments are added. */
    public static List<String> command(List<String> options) {
        List<String> command = java(SILENT);
        command.add("-XX:SharedArchiveFile=" + Archive.FILE);
        command.addAll(options);
        return withJar(command);
    }

    private static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(QUICK);
        command.addAll(options);
        return command;
    }

    private static List<String> withJar(List<String> command) {
        command.add("-Djustjit.cpython.jar=" + TestBuild.property("justjit.cpython.jar"));
        command.addAll(List.of("-jar", TestBuild.jar().toString()));
        return command;
    }

    /** Class data of one run, as a launcher keeps it: a third of the time of each start. */
    private static final class Archive {
        static final Path FILE = made();

        private static Path made() {
            Path jar = TestBuild.jar();
            Path file = jar.resolveSibling("tests-" + Runtime.version().feature() + ".jsa");
            try {
                if (!Files.exists(file)
                        || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar))
                                < 0) {
                    make(file);
                }
                return file;
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }

        /** Another JVM of tests may do the same. Where Java makes none, programs start without. */
        private static void make(Path file) throws IOException, InterruptedException {
            Path mine = Path.of(file + "." + ProcessHandle.current().pid());
            List<String> command =
                    withJar(
                            java(
                                    List.of(
                                            "-Xlog:disable",
                                            "-XX:ArchiveClassesAtExit=" + mine,
                                            "-Djustjit.archive=true")));
            command.addAll(List.of("run", "--stats", "-P", "-m", "justjit._selftest"));
            ChildProcess.run(command, file.getParent(), Map.of(), "");
            if (Files.exists(mine)) {
                Files.move(mine, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
