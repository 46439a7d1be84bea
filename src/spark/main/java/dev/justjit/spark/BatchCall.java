package dev.justjit.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** One function over batches of rows, in one task. */
final class BatchCall {
    private static final int ABSENT = -1;

    private final FunctionSpec spec;
    private final int first;
    private final Function<Object[], @Nullable Object> function;
    private final List<ColumnInput> inputs = new ArrayList<>();

    /** The place of each row of the batch among those that Python sees, or {@link #ABSENT}. */
    private final int[] places;

    private int rows;
    private int seen;
    private @Nullable ColumnOutput output;

    /**
     * @param first ordinal of the first argument in the rows that are added
     * @param most rows of a batch
     */
    BatchCall(FunctionSpec spec, int first, int most) {
        this.spec = spec;
        this.first = first;
        function = spec.batch();
        Signature signature = spec.signature();
        for (int i = 0; i < signature.parameters().size(); i++) {
            boolean nullable = signature.nullables().get(i);
            inputs.add(new ColumnInput(signature.parameters().get(i), nullable, first + i, most));
        }
        places = new int[most];
    }

    void clear() {
        inputs.forEach(ColumnInput::clear);
        rows = 0;
        seen = 0;
        output = null;
    }

    /** Adds the arguments of one row. */
    void add(InternalRow arguments) {
        List<Boolean> nullables = spec.signature().nullables();
        for (int i = 0; i < nullables.size(); i++) {
            if (!nullables.get(i) && arguments.isNullAt(first + i)) {
                places[rows++] = ABSENT;
                return;
            }
        }
        for (ColumnInput input : inputs) {
            input.add(arguments);
        }
        places[rows++] = seen++;
    }

    /** Calls Python for the rows that were added. */
    void run() {
        if (seen == 0) {
            return;
        }
        List<Object> buffers = new ArrayList<>();
        inputs.forEach(input -> input.addTo(buffers));
        try {
            Object[] arguments = {seen, buffers};
            List<?> answer = (List<?>) Objects.requireNonNull(function.apply(arguments));
            output = new ColumnOutput(spec.signature().result(), answer);
        } catch (RuntimeException failure) {
            throw spec.failed(failure, null);
        }
    }

    /** The result of a row, in Spark's form. */
    @Nullable Object result(int row) {
        int place = places[row];
        try {
            return place == ABSENT ? null : Objects.requireNonNull(output).get(place);
        } catch (ArithmeticException failure) {
            throw spec.failed(failure, null);
        }
    }

    @Override
    public String toString() {
        return spec.name() + Arrays.toString(Arrays.copyOf(places, rows));
    }
}
