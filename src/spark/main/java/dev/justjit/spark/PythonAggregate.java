package dev.justjit.spark;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** An aggregate whose state is an object of a Python class. */
final class PythonAggregate implements AggregateFunction<PythonState, Object> {
    private static final long serialVersionUID = 1L;

    private final FunctionSpec spec;

    /** Of this JVM, in the order of {@link PythonState}. */
    private transient Function<Object[], @Nullable Object> @Nullable [] functions;

    PythonAggregate(FunctionSpec spec) {
        this.spec = spec;
    }

    private Function<Object[], @Nullable Object>[] functions() {
        Function<Object[], @Nullable Object>[] ready = functions;
        if (ready == null) {
            ready = spec.aggregate();
            functions = ready;
        }
        return ready;
    }

    @Override
    public PythonState newAggregationState() {
        return new PythonState(spec, functions());
    }

    /** A row with a null that the function is not to see is left out, as SQL's own aggregates leave it out. */
    @Override
    public PythonState update(PythonState state, InternalRow input) {
        Signature signature = spec.signature();
        List<DataType> types = signature.parameters();
        for (int i = 0; i < types.size(); i++) {
            if (input.isNullAt(i) && !signature.nullables().get(i)) {
                return state;
            }
        }
        state.add(functions(), Values.arguments(input, types));
        return state;
    }

    @Override
    public PythonState merge(PythonState left, PythonState right) {
        left.merge(functions(), right);
        return left;
    }

    @Override
    public @Nullable Object produceResult(PythonState state) {
        return state.finish(functions());
    }

    @Override
    public DataType[] inputTypes() {
        return spec.signature().parameters().toArray(new DataType[0]);
    }

    @Override
    public DataType resultType() {
        return spec.signature().result();
    }

    @Override
    public boolean isResultNullable() {
        return spec.signature().nullable();
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public String canonicalName() {
        return "justjit." + spec.name() + "." + Integer.toHexString(spec.hashCode());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PythonAggregate same && same.spec.equals(spec);
    }

    @Override
    public int hashCode() {
        return spec.hashCode();
    }
}
