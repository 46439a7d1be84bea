package dev.justjit.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Copies of this package in Spark's class loaders share one CPython, in a JVM that has none on its class path. */
final class LoadersIT {
    @Test
    void loadersShareOnePython() throws Exception {
        Sessions.home();
        Path classes =
                Path.of(
                        LoadersMain.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        String path =
                Path.of(System.getenv("SPARK_HOME"), "jars", "*") + File.pathSeparator + classes;
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djustjit.cpython.jar="
                                        + System.getProperty("justjit.cpython.jar"),
                                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                                "-cp",
                                path,
                                LoadersMain.class.getName(),
                                System.getProperty("justjit.spark.jar"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(1, TimeUnit.MINUTES);
        assertEquals(List.of("true true"), output.lines().toList());
    }
}
