package dev.justjit.spark;

import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** A function called with objects: of strings, dates and so on, or one that sees nulls. */
final class ObjectScalar extends PythonScalar {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Function<Object[], @Nullable Object> function;

    ObjectScalar(FunctionSpec spec) {
        super(spec);
    }

    @Override
    public boolean isResultNullable() {
        return true;
    }

    @Override
    public @Nullable Object produceResult(InternalRow input) {
        Signature signature = spec.signature();
        @Nullable Object[] arguments = Values.arguments(input, signature.parameters());
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] == null && !signature.nullables().get(i)) {
                return null;
            }
        }
        Function<Object[], @Nullable Object> ready = function;
        if (ready == null) {
            ready = spec.scalar();
            function = ready;
        }
        try {
            return Values.fromPython(ready.apply(arguments), signature.result());
        } catch (RuntimeException failure) {
            throw spec.failed(failure, arguments);
        }
    }
}
