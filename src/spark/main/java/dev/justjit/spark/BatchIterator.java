package dev.justjit.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;

/** Rows with the results of functions behind their own columns; each is good until the next one is asked for. */
final class BatchIterator implements Iterator<InternalRow> {
    private final Iterator<InternalRow> rows;
    private final UnsafeProjection arguments;
    private final List<BatchCall> calls;
    private final int most;

    private final List<InternalRow> batch = new ArrayList<>();
    private final JoinedRow joined = new JoinedRow();
    private final GenericInternalRow results;
    private int next;

    /**
     * @param arguments of all calls, one after another
     */
    BatchIterator(
            Iterator<InternalRow> rows,
            UnsafeProjection arguments,
            List<BatchCall> calls,
            int most) {
        this.rows = rows;
        this.arguments = arguments;
        this.calls = calls;
        this.most = most;
        results = new GenericInternalRow(calls.size());
    }

    @Override
    public boolean hasNext() {
        return next < batch.size() || rows.hasNext();
    }

    @Override
    public InternalRow next() {
        if (next == batch.size()) {
            fill();
        }
        int row = next++;
        for (int i = 0; i < calls.size(); i++) {
            results.update(i, calls.get(i).result(row));
        }
        return joined.apply(batch.get(row), results);
    }

    private void fill() {
        if (!rows.hasNext()) {
            throw new NoSuchElementException();
        }
        TaskContext task = TaskContext.get();
        if (task != null) {
            task.killTaskIfInterrupted();
        }
        batch.clear();
        next = 0;
        calls.forEach(BatchCall::clear);
        while (batch.size() < most && rows.hasNext()) {
            InternalRow row = rows.next();
            UnsafeRow values = arguments.apply(row);
            for (BatchCall call : calls) {
                call.add(values);
            }
            batch.add(row.copy());
        }
        calls.forEach(BatchCall::run);
    }
}
