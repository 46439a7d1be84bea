package dev.justjit.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state of one group: a Python object, and rows that it has not seen yet. It travels as its pickle, a byte array: Spark
 * reads states with the loader of its own classes, which does not know this one.
 */
final class PythonState implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Rows that wait for one call of Python. */
    private static final int MOST = 256;

    private static final int MAKE = 0;
    private static final int UPDATE = 1;
    private static final int MERGE = 2;
    private static final int FINISH = 3;
    private static final int SAVE = 4;
    private static final int RESTORE = 5;

    private final FunctionSpec spec;

    /** Of the aggregate, in the order of {@code justjit_spark.rows.aggregate}. */
    private final transient Function<Object[], @Nullable Object>[] functions;

    /** A handle on the object. */
    private final transient Object group;

    private transient List<List<@Nullable Object>> columns = new ArrayList<>();
    private transient int rows;

    /**
     * A new one, or one that has travelled.
     *
     * @param saved its pickle, or null
     */
    PythonState(
            FunctionSpec spec,
            Function<Object[], @Nullable Object>[] functions,
            byte @Nullable [] saved) {
        this.spec = spec;
        this.functions = functions;
        group = Objects.requireNonNull(saved == null ? call(MAKE) : call(RESTORE, saved));
    }

    private @Nullable Object call(int which, Object... arguments) {
        try {
            return functions[which].apply(arguments);
        } catch (RuntimeException failure) {
            throw spec.failed(failure, null);
        }
    }

    void add(@Nullable Object[] row) {
        while (columns.size() < row.length) {
            columns.add(new ArrayList<>());
        }
        for (int i = 0; i < row.length; i++) {
            columns.get(i).add(row[i]);
        }
        if (++rows == MOST) {
            group();
        }
    }

    /** The object, when it has seen all rows. */
    private Object group() {
        if (rows > 0) {
            List<List<@Nullable Object>> seen = columns;
            int count = rows;
            columns = new ArrayList<>();
            rows = 0;
            call(UPDATE, group, count, seen);
        }
        return group;
    }

    void merge(PythonState other) {
        call(MERGE, group(), other.group());
    }

    @Nullable Object finish() {
        try {
            return Values.fromPython(call(FINISH, group()), spec.signature().result());
        } catch (ArithmeticException failure) {
            throw spec.failed(failure, null);
        }
    }

    private Object writeReplace() {
        return Objects.requireNonNull(call(SAVE, group()));
    }
}
