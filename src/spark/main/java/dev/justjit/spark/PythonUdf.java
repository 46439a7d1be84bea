package dev.justjit.spark;

import java.io.Serializable;
import java.util.function.Function;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF10;
import org.apache.spark.sql.api.java.UDF11;
import org.apache.spark.sql.api.java.UDF12;
import org.apache.spark.sql.api.java.UDF13;
import org.apache.spark.sql.api.java.UDF14;
import org.apache.spark.sql.api.java.UDF15;
import org.apache.spark.sql.api.java.UDF16;
import org.apache.spark.sql.api.java.UDF17;
import org.apache.spark.sql.api.java.UDF18;
import org.apache.spark.sql.api.java.UDF19;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF20;
import org.apache.spark.sql.api.java.UDF21;
import org.apache.spark.sql.api.java.UDF22;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.api.java.UDF5;
import org.apache.spark.sql.api.java.UDF6;
import org.apache.spark.sql.api.java.UDF7;
import org.apache.spark.sql.api.java.UDF8;
import org.apache.spark.sql.api.java.UDF9;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** A function as the interfaces of Spark that every version has had: called with boxed values of Java, one row at a time. */
@SuppressWarnings("serial")
final class PythonUdf
        implements UDF0<Object>,
                UDF1<Object, Object>,
                UDF2<Object, Object, Object>,
                UDF3<Object, Object, Object, Object>,
                UDF4<Object, Object, Object, Object, Object>,
                UDF5<Object, Object, Object, Object, Object, Object>,
                UDF6<Object, Object, Object, Object, Object, Object, Object>,
                UDF7<Object, Object, Object, Object, Object, Object, Object, Object>,
                UDF8<Object, Object, Object, Object, Object, Object, Object, Object, Object>,
                UDF9<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF10<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF11<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF12<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF13<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF14<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF15<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF16<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF17<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF18<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF19<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF20<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF21<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                UDF22<
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object,
                        Object>,
                Serializable {
    private static final long serialVersionUID = 1L;

    private final FunctionSpec spec;

    private transient @Nullable Function<Object[], @Nullable Object> function;

    PythonUdf(FunctionSpec spec) {
        this.spec = spec;
    }

    private @Nullable Object apply(@Nullable Object... arguments) {
        Signature signature = spec.signature();
        @Nullable Object[] converted = new Object[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] != null) {
                    DataType type = signature.parameters().get(i);
                    Object inner = CatalystTypeConverters.convertToCatalyst(arguments[i]);
                    converted[i] = Values.toPython(Values.cast(inner, type), type);
                } else if (!signature.nullables().get(i)) {
                    return null;
                }
            }
            Object result = Values.fromPython(ready().apply(converted), signature.result());
            return CatalystTypeConverters.convertToScala(result, signature.result());
        } catch (RuntimeException failure) {
            throw spec.failed(failure, arguments);
        }
    }

    private Function<Object[], @Nullable Object> ready() {
        Function<Object[], @Nullable Object> ready = function;
        if (ready == null) {
            ready = spec.scalar();
            function = ready;
        }
        return ready;
    }

    @Override
    public @Nullable Object call() {
        return apply();
    }

    @Override
    public @Nullable Object call(@Nullable Object a) {
        return apply(new Object[] {a});
    }

    @Override
    public @Nullable Object call(@Nullable Object a, @Nullable Object b) {
        return apply(a, b);
    }

    @Override
    public @Nullable Object call(@Nullable Object a, @Nullable Object b, @Nullable Object c) {
        return apply(a, b, c);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a, @Nullable Object b, @Nullable Object c, @Nullable Object d) {
        return apply(a, b, c, d);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e) {
        return apply(a, b, c, d, e);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f) {
        return apply(a, b, c, d, e, f);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g) {
        return apply(a, b, c, d, e, f, g);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h) {
        return apply(a, b, c, d, e, f, g, h);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i) {
        return apply(a, b, c, d, e, f, g, h, i);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j) {
        return apply(a, b, c, d, e, f, g, h, i, j);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k) {
        return apply(a, b, c, d, e, f, g, h, i, j, k);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m,
            @Nullable Object n) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m, n);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m,
            @Nullable Object n,
            @Nullable Object o) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m,
            @Nullable Object n,
            @Nullable Object o,
            @Nullable Object p) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m,
            @Nullable Object n,
            @Nullable Object o,
            @Nullable Object p,
            @Nullable Object q) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m,
            @Nullable Object n,
            @Nullable Object o,
            @Nullable Object p,
            @Nullable Object q,
            @Nullable Object r) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m,
            @Nullable Object n,
            @Nullable Object o,
            @Nullable Object p,
            @Nullable Object q,
            @Nullable Object r,
            @Nullable Object s) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m,
            @Nullable Object n,
            @Nullable Object o,
            @Nullable Object p,
            @Nullable Object q,
            @Nullable Object r,
            @Nullable Object s,
            @Nullable Object t) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m,
            @Nullable Object n,
            @Nullable Object o,
            @Nullable Object p,
            @Nullable Object q,
            @Nullable Object r,
            @Nullable Object s,
            @Nullable Object t,
            @Nullable Object u) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u);
    }

    @Override
    public @Nullable Object call(
            @Nullable Object a,
            @Nullable Object b,
            @Nullable Object c,
            @Nullable Object d,
            @Nullable Object e,
            @Nullable Object f,
            @Nullable Object g,
            @Nullable Object h,
            @Nullable Object i,
            @Nullable Object j,
            @Nullable Object k,
            @Nullable Object l,
            @Nullable Object m,
            @Nullable Object n,
            @Nullable Object o,
            @Nullable Object p,
            @Nullable Object q,
            @Nullable Object r,
            @Nullable Object s,
            @Nullable Object t,
            @Nullable Object u,
            @Nullable Object v) {
        return apply(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v);
    }
}
