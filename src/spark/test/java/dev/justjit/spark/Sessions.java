package dev.justjit.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Sessions of Spark for tests, one at a time. */
final class Sessions {
    private Sessions() {}

    /** In this JVM, which has the module on its class path. */
    static SparkSession local() {
        return builder("local[2]").getOrCreate();
    }

    /** Two processes of one core each, which get the module as a jar. */
    static SparkSession.Builder cluster() throws IOException {
        home();
        return builder("local-cluster[2,1,1024]")
                .config("spark.jars", System.getProperty("justjit.spark.jar"))
                .config("spark.executor.extraJavaOptions", executorOptions())
                .config("spark.executor.memory", "1g")
                .config("spark.network.timeout", "600s");
    }

    private static String executorOptions() {
        return System.getProperty("justjit.spark.jvm").strip().replaceAll("\\s+", " ")
                + " -Djustjit.cpython.jar="
                + System.getProperty("justjit.cpython.jar");
    }

    private static SparkSession.Builder builder(String master) {
        return SparkSession.builder()
                .master(master)
                .appName("test")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "4")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1");
    }

    /** Executors of a local cluster are started from an installation: one of links to the jars of this class path. */
    static void home() throws IOException {
        Path jars = Path.of(System.getenv("SPARK_HOME"), "jars");
        Files.createDirectories(jars);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            Path link = jars.resolve(jar.getFileName());
            boolean ours = jar.getFileName().toString().startsWith("justjit");
            if (entry.endsWith(".jar") && !ours && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, jar);
            }
        }
    }

    /** Another session of the same context, whose functions are called in batches. */
    static SparkSession withBatches(SparkSession session) {
        SparkSession.clearActiveSession();
        SparkSession.clearDefaultSession();
        try {
            return SparkSession.builder()
                    .withExtensions(extensions -> new PythonExtensions().apply(extensions))
                    .getOrCreate();
        } finally {
            SparkSession.setActiveSession(session);
            SparkSession.setDefaultSession(session);
        }
    }
}
