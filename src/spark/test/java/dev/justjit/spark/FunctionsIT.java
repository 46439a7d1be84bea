package dev.justjit.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Functions in all their forms: as user-defined ones, row by row and in batches, each against an expression of SQL. */
final class FunctionsIT {
    private static SparkSession rows;
    private static SparkSession batches;

    @BeforeAll
    static void start() {
        rows = Sessions.local();
        batches = Sessions.withBatches(rows);
        for (SparkSession session : List.of(rows, batches)) {
            for (FunctionCase each : FunctionCase.ALL) {
                PythonFunctions.register(session, each.name(), each.code(), each.signature());
            }
        }
    }

    @AfterAll
    static void stop() {
        rows.stop();
    }

    /** Runs columns over ids, of a table that Spark cannot fold. */
    private static List<List<String>> columns(
            SparkSession session, List<String> expressions, int count) {
        List<List<String>> columns = new ArrayList<>();
        expressions.forEach(each -> columns.add(new ArrayList<>()));
        String query = "SELECT " + String.join(", ", expressions) + " FROM range(0, " + count;
        for (Row row : session.sql(query + ", 1, 2)").collectAsList()) {
            for (int i = 0; i < columns.size(); i++) {
                Object value = row.get(i);
                columns.get(i)
                        .add(
                                value instanceof byte[] bytes
                                        ? new String(bytes, StandardCharsets.UTF_8)
                                        : String.valueOf(value));
            }
        }
        return columns;
    }

    private static List<String> column(SparkSession session, String expression, int count) {
        return columns(session, List.of(expression), count).get(0);
    }

    @Test
    void everyFormIsWhatSqlSays() {
        List<String> own = new ArrayList<>();
        List<String> udfs = new ArrayList<>();
        List<String> catalog = new ArrayList<>();
        for (FunctionCase each : FunctionCase.ALL) {
            own.add(each.expected());
            udfs.add(each.call());
            catalog.add("python." + each.call());
        }
        List<List<String>> expected = columns(rows, own, 12);
        compare(expected, udfs, rows);
        compare(expected, catalog, rows);
        compare(expected, catalog, batches);
    }

    private static void compare(
            List<List<String>> expected, List<String> calls, SparkSession session) {
        List<List<String>> found = columns(session, calls, 12);
        for (int i = 0; i < calls.size(); i++) {
            assertEquals(expected.get(i), found.get(i), calls.get(i));
        }
    }

    @Test
    void batchesAreTakenWhereTheyCan() {
        String plan = plan(batches, "SELECT python.f_text('a' || id) FROM range(10)");
        assertTrue(plan.contains("Batch"), plan);
        plan = plan(rows, "SELECT python.f_text('a' || id) FROM range(10)");
        assertTrue(!plan.contains("Batch"), plan);
        plan =
                plan(
                        batches,
                        "SELECT CASE WHEN id > 0 THEN python.f_text('a' || id) END FROM range(10)");
        assertTrue(!plan.contains("Batch"), plan);
    }

    private static String plan(SparkSession session, String query) {
        return session.sql(query).queryExecution().executedPlan().toString();
    }

    @Test
    void filtersAggregatesAndNestedCallsUseBatches() {
        String query =
                "SELECT %1$sf_text('k' || id %% 3) k, count(*) n, max(%1$sf_text(%1$sf_text('v' || id))) m"
                        + " FROM range(100) WHERE id > 10 AND %1$sf_text('z' || id) <> 'Z17ß' GROUP BY 1 ORDER BY 1";
        assertEquals(
                rows.sql(query.formatted("")).collectAsList(),
                batches.sql(query.formatted("python.")).collectAsList());
    }

    @Test
    void batchesHaveBorders() {
        String sum = "sum(length(%sf_ascii('x' || id, 1)))";
        for (int count : new int[] {1, 4095, 4096, 4097, 20_000}) {
            assertEquals(
                    column(
                            rows,
                            sum.formatted("").replace("f_ascii('x' || id, 1)", "'x' || id"),
                            count),
                    column(batches, sum.formatted("python."), count));
        }
    }

    @Test
    void whatIsNoUtf8IsReplacedAsJavaDoes() {
        String bad = "cast(X'61FF62' as string)";
        String call = "python.f_ascii(if(id >= 0, " + bad + ", ''), 1)";
        assertEquals(List.of("a\ufffdb"), column(rows, call, 1));
        assertEquals(List.of("a\ufffdb"), column(batches, call, 1));
    }

    @Test
    void failuresNameArgumentsRowAndTraceback() {
        for (SparkSession session : List.of(rows, batches)) {
            PythonFunctions.register(
                    session,
                    "inverse",
                    "def inverse(n):\n    return 100 // (n - 5)",
                    "(bigint) -> bigint");
            PythonFunctions.register(
                    session, "parse", "def parse(s):\n    return int(s)", "(string) -> bigint");
        }
        for (String call : List.of("inverse(id)", "python.inverse(id)")) {
            String message = failure(rows, "SELECT " + call + " FROM range(10)");
            assertTrue(message.contains("inverse failed for (5)"), message);
            assertTrue(message.contains("line 2, in inverse"), message);
            assertTrue(message.contains("ZeroDivisionError"), message);
        }
        String query = "SELECT python.parse(if(id = 7, 'seven', string(id))) FROM range(10)";
        String message = failure(rows, query);
        assertTrue(message.contains("parse failed for (seven)"), message);
        message = failure(batches, query);
        assertTrue(message.contains("of the batch: ('seven')"), message);
        assertTrue(message.contains("line 2, in parse"), message);
    }

    private static String failure(SparkSession session, String query) {
        Exception failure = assertThrows(Exception.class, session.sql(query)::collectAsList);
        return String.valueOf(failure.getMessage()) + failure.getCause();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        String[][] wrong = {
            {"(bigint) -> int", "lambda a: 2**31", "does not fit|is not from"},
            {"(bigint) -> bigint", "lambda a: 2**63", "does not fit|too large|out of range"},
            {"(bigint) -> bigint", "lambda a: True", "bool"},
            {"(bigint) -> bigint", "lambda a: 1.0", "float"},
            {"(bigint) -> bigint", "lambda a: None", "None"},
            {"(bigint) -> double", "lambda a: 'x'", "str"},
            {"(bigint) -> boolean", "lambda a: 1", "int|bool"},
            {"(bigint) -> string", "lambda a: a", "str"},
            {"(bigint) -> decimal(4,2)", "lambda a: 100", "does not fit"},
            {"(bigint) -> decimal(4,2)", "lambda a: 1.5", "float"},
            {"(bigint) -> date", "lambda a: 'x'", "date"},
            {
                "(bigint) -> timestamp",
                "import datetime\ndef f(a): return datetime.datetime(2024, 1, 1)",
                "time zone"
            },
            {"(bigint) -> bigint", "1 +", "SyntaxError"},
            {"(bigint) -> bigint", "nowhere_to_be_found:f", "ModuleNotFoundError"},
            {"(bigint) -> bigint", "import sys\ndef f(a): sys.exit(3)", "SystemExit"},
            {"(bigint) -> bigint", "def f(a): return f(a)", "RecursionError"},
        };
        for (String[] each : wrong) {
            refused(rows, each[0], each[1], each[2]);
            refused(batches, "batch " + each[0], each[1], each[2]);
        }
        assertEquals(1, rows.sql("SELECT python.f_long(id, 1) FROM range(1)").count());
    }

    private static void refused(
            SparkSession session, String signature, String code, String message) {
        PythonFunctions.register(session, "wrong", code, signature);
        String found = failure(session, "SELECT python.wrong(id) FROM range(3)");
        assertTrue(found.matches("(?s).*(" + message + ").*"), code + ": " + found);
    }

    @Test
    void signaturesAreChecked() {
        for (String bad :
                List.of(
                        "bigint -> bigint",
                        "(bigint) bigint",
                        "(nothing) -> int",
                        "(interval year) -> int")) {
            assertThrows(
                    Exception.class,
                    () -> PythonFunctions.register(rows, "bad", "lambda a: a", bad),
                    bad);
        }
        assertThrows(
                Exception.class,
                () -> rows.sql("SELECT python.f_long(id) FROM range(1)").collectAsList());
        assertThrows(
                Exception.class,
                () -> rows.sql("SELECT python.missing(id) FROM range(1)").collectAsList());
    }

    @Test
    void settingsDefineFunctionsWithoutAProgram() {
        rows.sql("SET spark.justjit.function.twice = (bigint) -> bigint = lambda n: n * 2");
        assertEquals(List.of("0", "2", "4"), sorted(column(rows, "python.twice(id)", 3)));
        assertEquals(
                1,
                rows.sql("SHOW FUNCTIONS IN python LIKE 'twice'").collectAsList().stream()
                        .filter(row -> row.getString(0).contains("twice"))
                        .count());
    }

    private static List<String> sorted(List<String> texts) {
        List<String> sorted = new ArrayList<>(texts);
        Collections.sort(sorted);
        return sorted;
    }

    private static final String MEAN =
            """
            class Mean:
                def __init__(self):
                    self.count = 0
                    self.sum = 0.0
                def update(self, x):
                    self.count += 1
                    self.sum += x
                def merge(self, other):
                    self.count += other.count
                    self.sum += other.sum
                def finish(self):
                    return self.sum / self.count if self.count else None
            """;

    @Test
    void aggregatesAreWhatSqlSays() {
        for (SparkSession session : List.of(rows, batches)) {
            PythonFunctions.register(session, "mean", MEAN, "aggregate (double) -> double?");
            String query =
                    "SELECT id %% 7 k, %s(if(id %% 10 = 3, null, id)) m FROM range(0, 5000, 1, 3) GROUP BY 1 ORDER BY 1";
            assertEquals(
                    session.sql(query.formatted("avg")).collectAsList(),
                    session.sql(query.formatted("python.mean")).collectAsList());
            assertNull(session.sql("SELECT python.mean(id) FROM range(0)").head().get(0));
        }
    }

    @Test
    void argumentsOfUserFunctionsAreOfTheirOwnTypes() {
        assertEquals(List.of("2.0"), column(rows, "f_double(4)", 1));
        assertEquals(List.of("1.375"), column(rows, "f_double(1.5)", 1));
        String message = failure(rows, "SELECT f_long(string(id), 1) FROM range(1)");
        assertTrue(message.contains("is no BIGINT"), message);
    }
}
