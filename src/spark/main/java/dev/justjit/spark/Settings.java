package dev.justjit.spark;

import java.io.File;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.spark.SparkFiles;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/** Settings of a session, {@code spark.justjit.*}; {@code src/docs/spark.md} has the list. */
final class Settings {
    static final String FUNCTION = "spark.justjit.function.";
    static final String FILES = "spark.justjit.pyFiles";

    private static final String PREFIX = "spark.justjit.";
    private static final String PYTHON = "python";
    private static final String BUDGET = "codeBudget";
    private static final String MODE = "mode";
    private static final String ROWS = PREFIX + "batchRows";
    private static final int DEFAULT_ROWS = 4096;

    private static final Map<String, String> SHIPPED = new ConcurrentHashMap<>();

    private Settings() {}

    /** A setting of the session that plans or runs something on this thread, or null. */
    static @Nullable String get(String key) {
        String value = SQLConf.get().getConfString(key, "");
        return value.isEmpty() ? null : value;
    }

    /** Rows of a batch. */
    static int rows() {
        String value = get(ROWS);
        return value == null ? DEFAULT_ROWS : Math.max(1, Integer.parseInt(value));
    }

    /** What the engine is started with. */
    static Map<String, String> engine(Function<String, @Nullable String> session) {
        Map<String, String> settings = new HashMap<>();
        for (String name : List.of(PYTHON, BUDGET, MODE)) {
            String value = session.apply(PREFIX + name);
            if (value != null) {
                settings.put(
                        name,
                        name.equals(BUDGET)
                                ? String.valueOf(JavaUtils.byteStringAsBytes(value))
                                : value);
            }
        }
        return settings;
    }

    /** Keeps a file for functions that are made from now on in sessions that name it. */
    static void ship(String name, byte[] content) {
        SHIPPED.put(name, Base64.getEncoder().encodeToString(content));
    }

    /** The files of a session that modules come from: contents in Base64, by names. */
    static Map<String, String> files(Function<String, @Nullable String> session) {
        Map<String, String> files = new TreeMap<>();
        String names = session.apply(FILES);
        for (String name : names == null ? new String[0] : names.split(",")) {
            String content = SHIPPED.get(name);
            if (content != null) {
                files.put(name, content);
            }
        }
        return files;
    }

    /** The same settings, where paths are this JVM's: relative ones also lie where Spark puts files and archives. */
    static Map<String, String> here(Map<String, String> settings) {
        Map<String, String> here = new HashMap<>(settings);
        here.computeIfPresent(PYTHON, (name, path) -> existing(path));
        return here;
    }

    private static String existing(String path) {
        File file = new File(path);
        if (!file.isAbsolute() && !file.exists()) {
            File shipped = new File(SparkFiles.getRootDirectory(), path);
            return shipped.exists() ? shipped.getPath() : path;
        }
        return path;
    }

    /** The folder of the files that Spark ships, which Python imports from. */
    static String root() {
        return new File(SparkFiles.getRootDirectory()).getAbsolutePath();
    }
}
