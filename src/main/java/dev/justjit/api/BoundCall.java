package dev.justjit.api;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.ffi.Native;
import dev.justjit.host.process.CallCode;
import dev.justjit.record.JavaCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the classes made by {@link Python#bind} call; of no use otherwise. One bound function.
 *
 * <p>Arguments of primitive types come as words: an int as a long, the bits of a double, 0 or 1 for a boolean. The
 * first two are given one by one (0 if there are none), the others in an array (null if there are none).
 */
public final class BoundCall {
    /** Calls by objects of a function that was refused, after which it is tried once more. */
    private static final int CALLS_AFTER_REFUSAL = 1000;

    /** It is compiled anew when its code gave up so often, then ten times as often, and so on. */
    private static final int FIRST_GIVEN_UP = 100;

    private static final int MOST_GIVEN_UP = 1_000_000;

    private final Python python;
    private final Gil gil;
    private final PyFunction function;
    private final String name;
    private final Signature signature;
    private final List<Integer> kinds;
    private final Retired retired;
    private final Target target;

    /** The signature as calls want it. */
    private final long shape;

    private final long kindsWord;

    /** Whether there is machine code for calls. */
    private final boolean crosses;

    private CallCode.@Nullable Entry entry;
    private @Nullable String refusal = "not all parameters are primitive, or they are too many";
    private int calls;
    private int givenUp;
    private int nextGivenUp = FIRST_GIVEN_UP;

    /**
     * Needs the GIL.
     *
     * @param function becomes this object's own
     */
    BoundCall(
            Python python, PyFunction function, String name, Signature signature, Retired retired) {
        this.python = python;
        gil = python.gil();
        this.function = function;
        this.name = name;
        this.signature = signature;
        this.retired = retired;
        boolean words = signature.isPrimitive();
        kinds = words ? signature.kinds() : List.of();
        target = new Target(function.value(), function.value().address());
        crosses = words && python.crossing().open();
        shape = shapeOf(kinds);
        kindsWord = word(kinds, kinds.size());
        if (words) {
            compile();
        }
    }

    private static long shapeOf(List<Integer> kinds) {
        int count = Math.min(kinds.size(), JavaCall.SIGNATURE_KINDS);
        long shape = kinds.size() | word(kinds, count) << JavaCall.COUNT_BITS;
        return shape << JavaCall.SIGNATURE_SHIFT;
    }

    private static long word(List<Integer> kinds, int count) {
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (long) kinds.get(i) << JavaCall.KIND_BITS * i;
        }
        return word;
    }

    // ---- called by generated classes ----

    /**
     * Calls with words; the result is an int that fits.
     *
     * @throws ArithmeticException when it does not fit
     * @throws ClassCastException when it is no int
     * @throws PythonException when Python raises
     */
    public long asLong(long a, long b, long @Nullable [] rest) {
        Caller caller = gil.caller();
        Exchange exchange = begin(caller);
        if (exchange == null) {
            return Results.asLong(slowly(a, b, rest), name);
        }
        try {
            if (rest != null) {
                exchange.put(kindsWord, rest);
            }
            long result = target.call(exchange, shape, a, b);
            return result != JavaCall.NO_INT ? result : Results.asLong(outcome(exchange), name);
        } finally {
            caller.leave();
        }
    }

    /** Like {@link #asLong}, for 32 bits. */
    public int asInt(long a, long b, long @Nullable [] rest) {
        long result = asLong(a, b, rest);
        if ((int) result != result) {
            Results.fitting(result, Integer.MIN_VALUE, Integer.MAX_VALUE, name);
        }
        return (int) result;
    }

    /** Like {@link #asLong}, for 16 bits. */
    public short asShort(long a, long b, long @Nullable [] rest) {
        long result = asLong(a, b, rest);
        return (short) Results.fitting(result, Short.MIN_VALUE, Short.MAX_VALUE, name);
    }

    /** Like {@link #asLong}, for 8 bits. */
    public byte asByte(long a, long b, long @Nullable [] rest) {
        long result = asLong(a, b, rest);
        return (byte) Results.fitting(result, Byte.MIN_VALUE, Byte.MAX_VALUE, name);
    }

    /**
     * Calls with words; the result is a float, or an int, of which the nearest double is taken.
     *
     * @throws ArithmeticException when it is an int beyond all doubles
     * @throws ClassCastException when it is neither
     * @throws PythonException when Python raises
     */
    public double asDouble(long a, long b, long @Nullable [] rest) {
        Caller caller = gil.caller();
        Exchange exchange = begin(caller);
        if (exchange == null) {
            return Results.asDouble(slowly(a, b, rest), name);
        }
        try {
            if (rest != null) {
                exchange.put(kindsWord, rest);
            }
            double result = target.callForDouble(exchange, shape, a, b);
            boolean isResult = Double.doubleToRawLongBits(result) != JavaCall.NO_DOUBLE;
            return isResult ? result : Results.asDouble(outcome(exchange), name);
        } finally {
            caller.leave();
        }
    }

    /**
     * Calls with words; the result is a bool.
     *
     * @throws ClassCastException when it is none
     * @throws PythonException when Python raises
     */
    public boolean asBoolean(long a, long b, long @Nullable [] rest) {
        return Results.asBoolean(any(a, b, rest), name);
    }

    /**
     * Calls with words, for a result that is an object in Java.
     *
     * @throws PythonException when Python raises
     */
    public @Nullable Object asObject(long a, long b, long @Nullable [] rest) {
        if (signature.result() == PyValue.class) {
            return function.value().call(boxed(a, b, rest));
        }
        return Results.as(any(a, b, rest), signature.result(), name);
    }

    /** Calls with words; what it returns is not looked at. */
    public void asNothing(long a, long b, long @Nullable [] rest) {
        Results.as(any(a, b, rest), Void.class, name);
    }

    /**
     * Calls with objects.
     *
     * @return the declared type's, or that of its box; null for void
     * @throws PythonException when Python raises
     */
    public @Nullable Object withObjects(@Nullable Object[] arguments) {
        if (signature.result() == PyValue.class) {
            return function.value().call(arguments);
        }
        return Results.as(function.call(arguments), boxOf(signature.result()), name);
    }

    /** Ends the binding: later calls throw {@link IllegalStateException}. */
    public void close() {
        Caller caller;
        try {
            caller = gil.enter();
        } catch (IllegalStateException closedBefore) {
            return;
        }
        try {
            target.close();
            retire();
            function.close();
        } finally {
            caller.leave();
        }
    }

    /** The function, the interface, and how it is called. */
    @Override
    public String toString() {
        String why = refusal;
        String how = why == null ? "with registers" : "with objects: " + why;
        return name + " bound as " + signature.type().getName() + ", " + how;
    }

    // ----

    private @Nullable Exchange begin(Caller caller) {
        if (!crosses) {
            return null;
        }
        if (refusal != null && ++calls == CALLS_AFTER_REFUSAL) {
            compileAgain();
        }
        return caller.begin();
    }

    private @Nullable Object any(long a, long b, long @Nullable [] rest) {
        Caller caller = gil.caller();
        Exchange exchange = begin(caller);
        if (exchange == null) {
            return slowly(a, b, rest);
        }
        try {
            if (rest != null) {
                exchange.put(kindsWord, rest);
            }
            long result = target.call(exchange, shape, a, b);
            return result != JavaCall.NO_INT ? (Object) result : outcome(exchange);
        } finally {
            caller.leave();
        }
    }

    /** The first time on a thread, or deep in calls of each other. */
    private @Nullable Object slowly(long a, long b, long @Nullable [] rest) {
        return function.call(boxed(a, b, rest));
    }

    private @Nullable Object[] boxed(long a, long b, long @Nullable [] rest) {
        @Nullable Object[] arguments = new Object[kinds.size()];
        for (int i = 0; i < arguments.length; i++) {
            long word = i == 0 ? a : i == 1 || rest == null ? b : rest[i - 2];
            arguments[i] =
                    switch (kinds.get(i)) {
                        case JavaCall.DOUBLE -> Double.longBitsToDouble(word);
                        case JavaCall.BOOL -> word != 0;
                        default -> word;
                    };
        }
        return arguments;
    }

    /** The result that was not what was expected. */
    private @Nullable Object outcome(Exchange exchange) {
        boolean gaveUp = (exchange.status() & JavaCall.GAVE_UP) != 0;
        try {
            return exchange.outcome(python);
        } finally {
            if (gaveUp && ++givenUp >= nextGivenUp && nextGivenUp <= MOST_GIVEN_UP) {
                nextGivenUp *= 10;
                compileAgain();
            }
        }
    }

    private static Class<?> boxOf(Class<?> type) {
        if (!type.isPrimitive()) {
            return type;
        }
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }

    // ---- compiling ----

    /** What it looks at may have changed: its code, the functions that it calls. */
    private void compileAgain() {
        Caller caller = gil.enter();
        try {
            if (target.callable() != 0) {
                compile();
            }
        } finally {
            caller.leave();
        }
    }

    private void compile() {
        CallCode code = python.crossing().code();
        long callable = target.callable();
        long functions = Native.requireSymbol(Global.PYFUNCTION_TYPE.symbol());
        if (code == null || !crosses) {
            refusal = "there is no compiler";
        } else if (Native.getLong(callable + PyObject.TYPE) != functions) {
            refusal = "it is no Python function";
        } else {
            CallCode.Entry made = code.compile(callable, kinds);
            retire();
            refusal = made.refusal();
            if (refusal == null) {
                target.enterBy(made.address(), made.freeAddress());
                entry = made;
            }
        }
    }

    /** Its code is no longer called, and goes. */
    private void retire() {
        CallCode.Entry old = entry;
        target.enterBy(0, 0);
        entry = null;
        if (old != null) {
            retired.add(old);
        }
    }
}
