package dev.justjit.spark;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state of one group: a Python object, and rows that it has not seen yet. It travels as its pickle, which is read where
 * the aggregate is used next.
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

    /** A handle on the object, or null: it is in the pickle. */
    private transient @Nullable Object group;

    private transient byte @Nullable [] pickle;
    private transient Function<Object[], @Nullable Object> @Nullable [] functions;
    private transient List<List<@Nullable Object>> columns = new ArrayList<>();
    private transient int rows;

    /** A new one. */
    PythonState(FunctionSpec spec, Function<Object[], @Nullable Object>[] functions) {
        this.spec = spec;
        this.functions = functions;
        group = call(functions, MAKE);
    }

    private @Nullable Object call(
            Function<Object[], @Nullable Object>[] all, int which, Object... arguments) {
        try {
            return all[which].apply(arguments);
        } catch (RuntimeException failure) {
            throw spec.failed(failure, null);
        }
    }

    void add(Function<Object[], @Nullable Object>[] all, @Nullable Object[] row) {
        functions = all;
        while (columns.size() < row.length) {
            columns.add(new ArrayList<>());
        }
        for (int i = 0; i < row.length; i++) {
            columns.get(i).add(row[i]);
        }
        if (++rows == MOST) {
            group(all);
        }
    }

    /** The object, when it has seen all rows. */
    private Object group(Function<Object[], @Nullable Object>[] all) {
        functions = all;
        Object ready = group;
        byte[] saved = pickle;
        if (ready == null) {
            ready = Objects.requireNonNull(call(all, RESTORE, Objects.requireNonNull(saved)));
            group = ready;
            pickle = null;
        }
        if (rows > 0) {
            List<List<@Nullable Object>> seen = columns;
            int count = rows;
            columns = new ArrayList<>();
            rows = 0;
            call(all, UPDATE, ready, count, seen);
        }
        return ready;
    }

    void merge(Function<Object[], @Nullable Object>[] all, PythonState other) {
        call(all, MERGE, group(all), other.group(all));
    }

    @Nullable Object finish(Function<Object[], @Nullable Object>[] all) {
        try {
            return Values.fromPython(call(all, FINISH, group(all)), spec.signature().result());
        } catch (ArithmeticException failure) {
            throw spec.failed(failure, null);
        }
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        byte[] saved = pickle;
        if (saved == null || rows > 0) {
            Function<Object[], @Nullable Object>[] all = Objects.requireNonNull(functions);
            saved = (byte[]) Objects.requireNonNull(call(all, SAVE, group(all)));
        }
        out.writeInt(saved.length);
        out.write(saved);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        byte[] saved = new byte[in.readInt()];
        in.readFully(saved);
        pickle = saved;
        columns = new ArrayList<>();
    }
}
