package dev.justjit.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.UDFRegistration;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF10;
import org.apache.spark.sql.api.java.UDF11;
import org.apache.spark.sql.api.java.UDF12;
import org.apache.spark.sql.api.java.UDF13;
import org.apache.spark.sql.api.java.UDF14;
import org.apache.spark.sql.api.java.UDF15;
import org.apache.spark.sql.api.java.UDF16;
import org.apache.spark.sql.api.java.UDF17;
import org.apache.spark.sql.api.java.UDF18;
import org.apache.spark.sql.api.java.UDF19;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF20;
import org.apache.spark.sql.api.java.UDF21;
import org.apache.spark.sql.api.java.UDF22;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.api.java.UDF5;
import org.apache.spark.sql.api.java.UDF6;
import org.apache.spark.sql.api.java.UDF7;
import org.apache.spark.sql.api.java.UDF8;
import org.apache.spark.sql.api.java.UDF9;
import org.apache.spark.sql.types.DataType;

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
    private static final int MOST = 22;

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
        if (!spec.signature().isAggregate() && spec.signature().parameters().size() <= MOST) {
            udf(spark.udf(), spec);
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

    private static void udf(UDFRegistration to, FunctionSpec spec) {
        PythonUdf function = new PythonUdf(spec);
        DataType type = spec.signature().result();
        String name = spec.name();
        switch (spec.signature().parameters().size()) {
            case 0 -> to.register(name, (UDF0<?>) function, type);
            case 1 -> to.register(name, (UDF1<?, ?>) function, type);
            case 2 -> to.register(name, (UDF2<?, ?, ?>) function, type);
            case 3 -> to.register(name, (UDF3<?, ?, ?, ?>) function, type);
            case 4 -> to.register(name, (UDF4<?, ?, ?, ?, ?>) function, type);
            case 5 -> to.register(name, (UDF5<?, ?, ?, ?, ?, ?>) function, type);
            case 6 -> to.register(name, (UDF6<?, ?, ?, ?, ?, ?, ?>) function, type);
            case 7 -> to.register(name, (UDF7<?, ?, ?, ?, ?, ?, ?, ?>) function, type);
            case 8 -> to.register(name, (UDF8<?, ?, ?, ?, ?, ?, ?, ?, ?>) function, type);
            case 9 -> to.register(name, (UDF9<?, ?, ?, ?, ?, ?, ?, ?, ?, ?>) function, type);
            case 10 -> to.register(name, (UDF10<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>) function, type);
            case 11 ->
                    to.register(name, (UDF11<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>) function, type);
            case 12 ->
                    to.register(
                            name, (UDF12<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>) function, type);
            case 13 ->
                    to.register(
                            name, (UDF13<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>) function, type);
            case 14 ->
                    to.register(
                            name,
                            (UDF14<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>) function,
                            type);
            case 15 ->
                    to.register(
                            name,
                            (UDF15<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>) function,
                            type);
            case 16 ->
                    to.register(
                            name,
                            (UDF16<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>) function,
                            type);
            case 17 ->
                    to.register(
                            name,
                            (UDF17<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>) function,
                            type);
            case 18 ->
                    to.register(
                            name,
                            (UDF18<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>)
                                    function,
                            type);
            case 19 ->
                    to.register(
                            name,
                            (UDF19<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>)
                                    function,
                            type);
            case 20 ->
                    to.register(
                            name,
                            (UDF20<?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?>)
                                    function,
                            type);
            case 21 ->
                    to.register(
                            name,
                            (UDF21<
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?>)
                                    function,
                            type);
            default ->
                    to.register(
                            name,
                            (UDF22<
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?,
                                            ?>)
                                    function,
                            type);
        }
    }
}
