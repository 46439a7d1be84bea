package dev.justjit.spark;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.functions.AggregateFunction;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** An aggregate whose state is an object of a Python class. */
final class PythonAggregate implements AggregateFunction<Serializable, Object> {
    private static final long serialVersionUID = 1L;

    private final FunctionSpec spec;

    /** Of this JVM. */
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
    public Serializable newAggregationState() {
        return new PythonState(spec, functions(), null);
    }

    /** A state of this JVM: one that has travelled is a pickle. */
    private PythonState here(Serializable state) {
        return state instanceof byte[] saved
                ? new PythonState(spec, functions(), saved)
                : (PythonState) state;
    }

    /** A row with a null that the function is not to see is left out, as SQL's own aggregates leave it out. */
    @Override
    public Serializable update(Serializable state, InternalRow input) {
        Signature signature = spec.signature();
        List<DataType> types = signature.parameters();
        for (int i = 0; i < types.size(); i++) {
            if (input.isNullAt(i) && !signature.nullables().get(i)) {
                return state;
            }
        }
        PythonState here = here(state);
        here.add(Values.arguments(input, types));
        return here;
    }

    @Override
    public Serializable merge(Serializable left, Serializable right) {
        PythonState here = here(left);
        here.merge(here(right));
        return here;
    }

    @Override
    public @Nullable Object produceResult(Serializable state) {
        return here(state).finish();
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
