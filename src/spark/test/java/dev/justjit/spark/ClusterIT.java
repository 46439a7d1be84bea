package dev.justjit.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executor processes, to which the jar is shipped as to any cluster. */
final class ClusterIT {
    private static final long ROWS = 10_000_000;

    private static SparkSession spark;

    @BeforeAll
    static void start() throws Exception {
        spark =
                Sessions.cluster()
                        .config("spark.sql.extensions", PythonExtensions.class.getName())
                        .config("spark.task.maxFailures", "3")
                        .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Object one(String query) {
        return spark.sql(query).head().get(0);
    }

    @Test
    void tenMillionRowsAreWhatSqlSays() {
        PythonFunctions.register(
                spark, "mix", "lambda a, b: (a * 31 + b) % 1009", "(bigint, bigint) -> bigint");
        PythonFunctions.register(spark, "tag", "lambda s: s[-2:]", "(string) -> string");
        String query = "SELECT sum(%s), count(DISTINCT %s) FROM range(0, " + ROWS + ", 1, 4)";
        assertEquals(
                spark.sql(query.formatted("(id * 31 + 7) % 1009", "right(string(id), 2)"))
                        .collectAsList(),
                spark.sql(query.formatted("python.mix(id, 7)", "python.tag(string(id))"))
                        .collectAsList());
    }

    @Test
    void eachExecutorHasOnePython() {
        PythonFunctions.register(
                spark,
                "process",
                "import os\ndef process(n):\n    return f'{os.getpid()} {id(os)}'",
                "(bigint) -> string");
        List<Row> found =
                spark.sql("SELECT DISTINCT python.process(id) FROM range(0, 4000, 1, 16)")
                        .collectAsList();
        assertTrue(!found.isEmpty() && found.size() <= 2, found::toString);
    }

    @Test
    void modulesAreShipped(@TempDir Path folder) throws Exception {
        Path module = folder.resolve("shipped_module.py");
        Files.writeString(module, "def triple(n):\n    return n * 3\n");
        PythonFunctions.addPyFile(spark, module);
        PythonFunctions.register(spark, "triple", "shipped_module:triple", "(bigint) -> bigint");
        assertEquals(3L * 4950, one("SELECT sum(python.triple(id)) FROM range(0, 100, 1, 4)"));
        assertEquals(3L * 4950, one("SELECT sum(triple(id)) FROM range(0, 100, 1, 4)"));
    }

    @Test
    void aggregatesTravel() {
        PythonFunctions.register(
                spark,
                "spread",
                "class Spread:\n"
                        + "    def __init__(self):\n        self.seen = set()\n"
                        + "    def update(self, n):\n        self.seen.add(n)\n"
                        + "    def merge(self, other):\n        self.seen |= other.seen\n"
                        + "    def finish(self):\n        return len(self.seen)\n",
                "aggregate (bigint) -> bigint");
        String query = "SELECT id %% 3 k, %s n FROM range(0, 30000, 1, 4) GROUP BY 1 ORDER BY 1";
        assertEquals(
                spark.sql(query.formatted("count(DISTINCT id % 501)")).collectAsList(),
                spark.sql(query.formatted("python.spread(id % 501)")).collectAsList());
    }

    /** The first attempt of each task raises; Spark tries again. */
    @Test
    void failedTasksAreTriedAgain(@TempDir Path folder) {
        PythonFunctions.register(
                spark,
                "flaky",
                "import os\n"
                        + "def flaky(n, folder):\n"
                        + "    try:\n"
                        + "        os.close(os.open(f'{folder}/{n // 100}', os.O_CREAT | os.O_EXCL))\n"
                        + "    except FileExistsError:\n"
                        + "        return n\n"
                        + "    raise OSError('not yet')\n",
                "(bigint, string) -> bigint");
        assertEquals(
                79800L,
                one("SELECT sum(python.flaky(id, '" + folder + "')) FROM range(0, 400, 1, 4)"));
        String always = "SELECT sum(python.bad(id)) FROM range(0, 10, 1, 2)";
        PythonFunctions.register(spark, "bad", "lambda n: n // 0", "(bigint) -> bigint");
        String message =
                String.valueOf(assertThrows(Exception.class, () -> one(always)).getMessage());
        assertTrue(message.contains("ZeroDivisionError"), message);
        assertTrue(message.contains("failed 3 times"), message);
    }

    /** An endless function ends when its job is cancelled, in machine code too, and the executor goes on. */
    @Test
    void cancelledJobsEnd() throws Exception {
        PythonFunctions.register(
                spark,
                "endless",
                "def endless(n):\n    while True:\n        n ^= 1\n",
                "(bigint) -> bigint");
        PythonFunctions.register(
                spark,
                "waiting",
                "def waiting(s):\n    while True:\n        s = s[::-1]\n",
                "(string) -> string");
        for (String call : List.of("python.endless(id)", "python.waiting(string(id))")) {
            cancel("SELECT max(" + call + ") FROM range(0, 4, 1, 2)");
            assertEquals(45L, one("SELECT sum(python.again(id)) FROM range(0, 10, 1, 2)"), call);
        }
    }

    private static void cancel(String query) throws Exception {
        PythonFunctions.register(spark, "again", "lambda n: n", "(bigint) -> bigint");
        Thread job =
                new Thread(
                        () -> {
                            spark.sparkContext().setJobGroup("endless", "endless", true);
                            assertThrows(Exception.class, () -> one(query));
                        });
        job.start();
        Thread.sleep(4000);
        assertTrue(job.isAlive(), query);
        spark.sparkContext().cancelJobGroup("endless");
        job.join(60_000);
        assertTrue(!job.isAlive(), query);
    }

    /** The JVM of an executor ends in the middle of a job: Spark starts another one, which starts Python anew. */
    @Test
    void executorsThatDieAreReplaced(@TempDir Path folder) {
        PythonFunctions.register(
                spark,
                "deadly",
                "import os\n"
                        + "def deadly(n, folder):\n"
                        + "    try:\n"
                        + "        os.close(os.open(f'{folder}/done', os.O_CREAT | os.O_EXCL))\n"
                        + "    except FileExistsError:\n"
                        + "        return n\n"
                        + "    os.kill(os.getpid(), 9)\n",
                "(bigint, string) -> bigint");
        assertEquals(
                499500L,
                one("SELECT sum(python.deadly(id, '" + folder + "')) FROM range(0, 1000, 1, 4)"));
    }
}
