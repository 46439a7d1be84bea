package dev.justjit.spark;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A function of primitive values. Its class, made by {@link Primitives}, has a method {@code invoke} of its types, which
 * Spark's generated code calls; that calls machine code. Of no use to others.
 */
public abstract class PrimitiveScalar extends PythonScalar {
    private static final long serialVersionUID = 1L;

    /** The bound function, or null: not yet. */
    protected transient @Nullable MethodHandle call;

    /** Of a function with a primitive signature. */
    protected PrimitiveScalar(Serializable spec) {
        super((FunctionSpec) spec);
    }

    /** Binds the function. */
    protected final MethodHandle open() {
        MethodHandle bound = spec.bind();
        call = bound;
        return bound;
    }

    /**
     * What is thrown for a failure.
     *
     * @param arguments of the call, boxed
     */
    protected final RuntimeException failed(Throwable failure, Object[] arguments) {
        return spec.failed(failure, arguments);
    }

    @Override
    public final boolean isResultNullable() {
        return false;
    }

    /** Where Spark interprets. */
    @Override
    public final @Nullable Object produceResult(InternalRow input) {
        List<DataType> types = spec.signature().parameters();
        @Nullable Object[] arguments = new Object[types.size()];
        for (int i = 0; i < arguments.length; i++) {
            if (input.isNullAt(i)) {
                return null;
            }
            arguments[i] = input.get(i, types.get(i));
        }
        MethodHandle bound = call != null ? call : open();
        try {
            return bound.invokeWithArguments(arguments);
        } catch (Throwable failure) {
            throw spec.failed(failure, arguments);
        }
    }

    /** Its class is made where it arrives. */
    protected final Object writeReplace() {
        return new Shipped(spec);
    }

    private record Shipped(FunctionSpec spec) implements Serializable {
        private Object readResolve() {
            return Primitives.function(spec);
        }
    }
}
