package dev.justjit.spark;

import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;

/** A Python function of one row. Equal ones are the same function, so that Spark can share what they compute. */
abstract class PythonScalar implements ScalarFunction<Object> {
    private static final long serialVersionUID = 1L;

    /** What it is. */
    final FunctionSpec spec;

    PythonScalar(FunctionSpec spec) {
        this.spec = spec;
    }

    /** The form of a signature that is called the fastest. */
    static PythonScalar of(FunctionSpec spec) {
        return spec.signature().isPrimitive() ? Primitives.function(spec) : new ObjectScalar(spec);
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
    public String name() {
        return spec.name();
    }

    @Override
    public String canonicalName() {
        return "justjit." + spec.name() + "." + Integer.toHexString(spec.hashCode());
    }

    @Override
    public String toString() {
        return spec.name();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PythonScalar same && same.spec.equals(spec);
    }

    @Override
    public int hashCode() {
        return spec.hashCode();
    }
}
