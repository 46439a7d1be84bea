package dev.justjit.spark;

import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.UnboundFunction;
import org.apache.spark.sql.types.StructType;

/** A function of the catalog. */
final class PythonFunction implements UnboundFunction {
    private static final long serialVersionUID = 1L;

    private final FunctionSpec spec;

    PythonFunction(FunctionSpec spec) {
        this.spec = spec;
    }

    /** Its types are its own: Spark casts arguments to them, or refuses the query. */
    @Override
    public BoundFunction bind(StructType input) {
        int wanted = spec.signature().parameters().size();
        if (input.length() != wanted) {
            throw new UnsupportedOperationException(
                    name() + " takes " + wanted + " arguments, not " + input.length());
        }
        return spec.signature().isAggregate() ? new PythonAggregate(spec) : PythonScalar.of(spec);
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public String description() {
        return name() + spec.signature() + ": a Python function";
    }
}
