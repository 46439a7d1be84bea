import dev.justjit.spark.PythonExtensions;
import dev.justjit.spark.PythonFunctions;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.razorvine.pickle.Pickler;
import net.razorvine.pickle.Unpickler;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Python functions inside of Spark against a worker process that does what PySpark's does: see the README of this folder.
 * Prints CPU nanoseconds for one row, of the threads of tasks and the worker together, least of all rounds.
 */
public final class SparkCompare {
    private static final int PICKLED_ROWS = 100;
    private static final int COLUMN_ROWS = 10_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Case(String name, String type, String column, int rows) {}

    private static final List<Case> CASES =
            List.of(
                    new Case("int_light", "bigint", "id", 20),
                    new Case("int_medium", "bigint", "id", 8),
                    new Case("int_heavy", "bigint", "id", 1),
                    new Case("float_light", "double", "id + 0.5D", 20),
                    new Case("float_medium", "double", "id + 0.5D", 8),
                    new Case("float_heavy", "double", "id + 0.5D", 1),
                    new Case("string_light", "string", "'row-' || id", 20),
                    new Case("string_medium", "string", "'some-words-of-row-' || id", 8),
                    new Case("string_heavy", "string", "'row-' || (id * 7919)", 1));

    private final SparkSession spark;
    private final Path folder;
    private final String python;
    private final int rounds;
    private final int scale;

    private SparkCompare(SparkSession spark, Path folder, String python, int rounds, int scale) {
        this.spark = spark;
        this.folder = folder;
        this.python = python;
        this.rounds = rounds;
        this.scale = scale;
    }

    /** Arguments: the folder of this file, a python3.13 for the worker, rounds, thousands of rows of the heaviest cases. */
    public static void main(String[] args) throws Exception {
        SparkSession spark =
                SparkSession.builder()
                        .master("local[1]")
                        .config("spark.ui.enabled", "false")
                        .config("spark.sql.extensions", PythonExtensions.class.getName())
                        .getOrCreate();
        spark.sparkContext().setLogLevel("ERROR");
        String only = args.length > 4 ? args[4] : "";
        System.out.printf(
                "%-14s %9s %9s %9s %9s %9s %7s %7s%n",
                "", "spark", "pickled", "columns", "f", "python.f", "/pick", "/col");
        SparkCompare compare =
                new SparkCompare(
                        spark,
                        Path.of(args[0]),
                        args[1],
                        Integer.parseInt(args[2]),
                        1000 * Integer.parseInt(args[3]));
        for (Case each : CASES) {
            if (each.name.contains(only)) {
                compare.compare(each);
            }
        }
        spark.stop();
    }

    private void compare(Case each) throws Exception {
        int rows = each.rows * scale;
        String code = Files.readString(folder.resolve("functions.py"));
        PythonFunctions.register(spark, each.name, code, "(" + each.type + ") -> " + each.type);
        String sum = each.type.equals("string") ? "sum(length(%s))" : "sum(%s)";
        String from = " FROM range(0, " + rows + ", 1, 1)";
        String base = "SELECT " + sum.formatted(each.column) + from;
        String udf = "SELECT " + sum.formatted(each.name + "(" + each.column + ")") + from;
        String catalog =
                "SELECT " + sum.formatted("python." + each.name + "(" + each.column + ")") + from;
        double[] least = {1e18, 1e18, 1e18, 1e18, 1e18};
        try (Worker pickled = new Worker("pickled", each);
                Worker columns = new Worker("columns", each)) {
            Object expected = spark.sql(catalog).head().get(0);
            for (int round = 0; round < rounds; round++) {
                least[0] = Math.min(least[0], sql(base, null) / rows);
                least[1] = Math.min(least[1], worker(pickled, each, rows, expected) / rows);
                least[2] = Math.min(least[2], worker(columns, each, rows, expected) / rows);
                least[3] = Math.min(least[3], sql(udf, expected) / rows);
                least[4] = Math.min(least[4], sql(catalog, expected) / rows);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-14s %9.0f %9.0f %9.0f %9.0f %9.0f %7.2f %7.2f%n",
                each.name,
                least[0],
                least[1],
                least[2],
                least[3],
                least[4],
                least[1] / least[4],
                least[2] / least[4]);
    }

    /** CPU time of the threads that run tasks; they do not end. */
    private static long cpu() {
        long sum = 0;
        for (ThreadInfo each : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (each != null && each.getThreadName().contains("task launch")) {
                sum += THREADS.getThreadCpuTime(each.getThreadId());
            }
        }
        return sum;
    }

    /** CPU time of a query. */
    private double sql(String query, Object expected) {
        long start = cpu();
        Object result = spark.sql(query).head().get(0);
        long time = cpu() - start;
        check(expected, result);
        return time;
    }

    private static void check(Object expected, Object result) {
        if (expected != null
                && Math.abs(((Number) expected).doubleValue() - ((Number) result).doubleValue())
                        > 1e-9 * Math.abs(((Number) expected).doubleValue())) {
            throw new AssertionError(expected + " " + result);
        }
    }

    /** The same, of rows that go through the worker, and of the worker. */
    private double worker(Worker worker, Case each, int rows, Object expected) throws Exception {
        long start = cpu();
        String query = "SELECT id, " + each.column + " c FROM range(0, " + rows + ", 1, 1)";
        current = worker;
        double sum =
                spark.sql(query)
                        .queryExecution()
                        .toRdd()
                        .toJavaRDD()
                        .mapPartitions(SparkCompare::throughWorker)
                        .reduce(Double::sum);
        long time = cpu() - start;
        check(expected, sum);
        return time + worker.cpu;
    }

    private static volatile Worker current;

    private static java.util.Iterator<Double> throughWorker(java.util.Iterator<InternalRow> rows)
            throws Exception {
        return List.of(current.run(rows)).iterator();
    }

    /** A process with a function, and the two ends of a socket. */
    private final class Worker implements AutoCloseable {
        private final boolean pickled;
        private final char kind;
        private final Process process;
        private final DataOutputStream out;
        private final DataInputStream in;
        private long cpu;
        private volatile long written;
        private final Queue<InternalRow> queue = new ConcurrentLinkedQueue<>();
        private final JoinedRow joined = new JoinedRow();
        private final GenericInternalRow results = new GenericInternalRow(1);
        private final UnsafeProjection output;

        Worker(String form, Case each) throws IOException {
            pickled = form.equals("pickled");
            DataType type = DataType.fromDDL(each.type);
            output = UnsafeProjection.create(new DataType[] {DataTypes.LongType, type, type});
            kind = each.type.equals("string") ? 's' : each.type.equals("double") ? 'd' : 'q';
            try (ServerSocket server = new ServerSocket(0)) {
                process =
                        new ProcessBuilder(
                                        python,
                                        folder.resolve("worker.py").toString(),
                                        String.valueOf(server.getLocalPort()),
                                        form,
                                        folder.resolve("functions.py").toString(),
                                        each.name,
                                        "" + kind + kind)
                                .inheritIO()
                                .start();
                Socket socket = server.accept();
                out =
                        new DataOutputStream(
                                new BufferedOutputStream(socket.getOutputStream(), 65536));
                in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65536));
            }
        }

        /** Another thread writes, as Spark's does; the sum of the results, or of their lengths. */
        double run(java.util.Iterator<InternalRow> rows) throws Exception {
            Thread writer =
                    new Thread(
                            () -> {
                                try {
                                    out.writeInt(1);
                                    if (pickled) {
                                        writePickled(rows);
                                    } else {
                                        writeColumns(rows);
                                    }
                                    out.writeInt(-1);
                                    out.flush();
                                    written = THREADS.getCurrentThreadCpuTime();
                                } catch (IOException failure) {
                                    throw new IllegalStateException(failure);
                                }
                            });
            writer.start();
            double sum = pickled ? readPickled() : readColumns();
            long worker = in.readLong();
            writer.join();
            cpu = worker + written;
            return sum;
        }

        /** Spark keeps each row until its result is there. */
        private InternalRow waiting(InternalRow row) {
            queue.add(row.copy());
            return row;
        }

        /** Then it makes one row of both; what is summed is in that. */
        private double answered(Object result) {
            results.update(0, result);
            InternalRow row = output.apply(joined.apply(queue.remove(), results));
            return kind == 's'
                    ? row.getUTF8String(2).numChars()
                    : kind == 'q' ? row.getLong(2) : row.getDouble(2);
        }

        private Object value(InternalRow row) {
            return kind == 's'
                    ? row.getUTF8String(1).toString()
                    : kind == 'q' ? (Object) row.getLong(1) : (Object) row.getDouble(1);
        }

        private void writePickled(java.util.Iterator<InternalRow> rows) throws IOException {
            Pickler pickler = new Pickler(true, false);
            List<Object> batch = new ArrayList<>();
            while (rows.hasNext()) {
                batch.add(value(waiting(rows.next())));
                if (batch.size() == PICKLED_ROWS || !rows.hasNext()) {
                    byte[] data = pickler.dumps(batch.toArray());
                    out.writeInt(data.length);
                    out.write(data);
                    batch.clear();
                }
            }
        }

        private double readPickled() throws Exception {
            Unpickler unpickler = new Unpickler();
            double sum = 0;
            for (int size = in.readInt(); size >= 0; size = in.readInt()) {
                for (Object each : (List<?>) unpickler.loads(in.readNBytes(size))) {
                    sum +=
                            answered(
                                    each instanceof String text
                                            ? UTF8String.fromString(text)
                                            : each);
                }
            }
            return sum;
        }

        private void writeColumns(java.util.Iterator<InternalRow> rows) throws IOException {
            ByteBuffer values = ByteBuffer.allocate(8 * COLUMN_ROWS).order(ByteOrder.nativeOrder());
            ByteBuffer bytes = ByteBuffer.allocate(64 * COLUMN_ROWS);
            while (rows.hasNext()) {
                values.clear();
                bytes.clear();
                for (int i = 0; i < COLUMN_ROWS && rows.hasNext(); i++) {
                    InternalRow row = waiting(rows.next());
                    switch (kind) {
                        case 's' -> {
                            bytes.put(row.getUTF8String(1).getBytes());
                            values.putInt(bytes.position());
                        }
                        case 'q' -> values.putLong(row.getLong(1));
                        default -> values.putDouble(row.getDouble(1));
                    }
                }
                out.writeInt(0);
                if (kind == 's') {
                    part(bytes);
                }
                part(values);
            }
        }

        private void part(ByteBuffer buffer) throws IOException {
            out.writeInt(buffer.position());
            out.write(buffer.array(), 0, buffer.position());
        }

        private double readColumns() throws IOException {
            double sum = 0;
            for (int size = in.readInt(); size >= 0; size = in.readInt()) {
                ByteBuffer data =
                        ByteBuffer.wrap(in.readNBytes(size)).order(ByteOrder.nativeOrder());
                if (kind == 's') {
                    ByteBuffer ends =
                            ByteBuffer.wrap(in.readNBytes(in.readInt()))
                                    .order(ByteOrder.nativeOrder());
                    int start = 0;
                    while (ends.hasRemaining()) {
                        int end = ends.getInt();
                        sum += answered(UTF8String.fromBytes(data.array(), start, end - start));
                        start = end;
                    }
                } else {
                    while (data.hasRemaining()) {
                        sum +=
                                answered(
                                        kind == 'q'
                                                ? (Object) data.getLong()
                                                : (Object) data.getDouble());
                    }
                }
            }
            return sum;
        }

        @Override
        public void close() throws Exception {
            out.writeInt(0);
            out.flush();
            process.waitFor();
        }
    }
}
