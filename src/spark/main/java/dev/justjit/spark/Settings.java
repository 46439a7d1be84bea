package dev.justjit.spark;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** Names of the files that modules come from. */
    static List<String> files(Function<String, @Nullable String> session) {
        String value = session.apply(FILES);
        return value == null ? List.of() : List.of(value.split(","));
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

    /** What {@code sys.path} is to have in this JVM: the folder of shipped files, and the archives among them. */
    static List<String> paths(List<String> files) {
        List<String> paths = new ArrayList<>();
        String root = SparkFiles.getRootDirectory();
        paths.add(root);
        for (String name : files) {
            if (!name.endsWith(".py")) {
                paths.add(new File(root, name).getPath());
            }
        }
        return paths;
    }
}
