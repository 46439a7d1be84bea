package dev.justjit.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/**
 * Python functions of a session.
 *
 * <pre>{@code
 * PythonFunctions.register(spark, "score", "def score(a, b):\n    return a * a + b", "(bigint, bigint) -> bigint");
 * spark.sql("SELECT python.score(id, 1) FROM range(10)").show();
 * }</pre>
 *
 * <p>Nothing of Python runs on the driver, unless a query calls a function with constants.
 */
public final class PythonFunctions {
    private static final String CATALOG = "spark.sql.catalog.python";

    private PythonFunctions() {}

    /**
     * Registers a function for SQL and for {@code functions.expr}: as {@code python.NAME} in the {@link PythonCatalog}, whose
     * calls are part of the code that Spark generates, and as plain {@code NAME}, a user-defined function with boxed
     * values. An aggregate is {@code python.NAME} alone.
     *
     * @param name in SQL, as it is written in queries
     * @param function {@code module:function} of a module that executors have, or Python source: an expression, such as a
     *     lambda, or statements, of which the function {@code NAME} is taken, or else the last one. For an aggregate it is
     *     a class with {@code update(self, ...)}, {@code merge(self, other)} and {@code finish(self)}
     * @param signature types as SQL writes them, such as {@code (bigint, string?) -> double}, with {@code ?} where null is
     *     None to Python; before it {@code aggregate} for an aggregate, or {@code batch} for a function of numbers that
     *     {@link PythonExtensions} are to call a batch at a time too
     * @throws IllegalArgumentException when the signature is none, or has a type that has no form in Python
     */
    public static void register(
            SparkSession spark, String name, String function, String signature) {
        RuntimeConfig settings = spark.conf();
        FunctionSpec spec =
                FunctionSpec.of(
                        name,
                        function,
                        Signature.parse(signature),
                        key -> settings.getOption(key).getOrElse(() -> null));
        if (settings.getOption(CATALOG).isEmpty()) {
            settings.set(CATALOG, PythonCatalog.class.getName());
        }
        settings.set(Settings.FUNCTION + name, spec.definition());
        if (!spec.signature().isAggregate()
                && spec.signature().parameters().size() <= PythonUdf.MOST_ARGUMENTS) {
            PythonUdf.register(spark.udf(), spec);
        }
    }

    /**
     * Ships a file with Python modules, as it is now, with all functions that are registered in this session from now on: a
     * {@code .py} file, or an archive ({@code .zip}, {@code .egg}, {@code .whl}) that Python imports from.
     *
     * @param file a local one
     * @throws IOException when it cannot be read
     */
    public static void addPyFile(SparkSession spark, Path file) throws IOException {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        Settings.ship(name, Files.readAllBytes(file));
        RuntimeConfig settings = spark.conf();
        String before = settings.get(Settings.FILES, "");
        if (!("," + before + ",").contains("," + name + ",")) {
            settings.set(Settings.FILES, before.isEmpty() ? name : before + "," + name);
        }
    }
}
