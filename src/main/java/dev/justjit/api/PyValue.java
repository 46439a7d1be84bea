package dev.justjit.api;

import dev.justjit.host.process.CApi;
import java.lang.ref.Cleaner.Cleanable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A handle on one Python object. It keeps the object alive until it is closed, or some time after
 * the handle became unreachable. Handles may be used and closed on any thread, and closing after the
 * end of Python does nothing. What is made of a handle (lists, maps, iterators, Java interfaces)
 * keeps it, and ends when it is closed.
 *
 * <p>Arguments and what is stored are converted to Python as {@link Python} says; keys too. The type
 * {@code Object} stands for the Java form of {@link #toJava}.
 *
 * <p>All methods throw {@link PythonException} for what Python raises, and
 * {@link IllegalStateException} when the handle or Python is closed.
 */
public final class PyValue implements AutoCloseable, Iterable<@Nullable Object> {
    private final Python python;

    /** 0: closed. */
    private long address;

    /** Calls that use the object; the last one lets it go if the handle was closed meanwhile. */
    private int pins;

    private final Cleanable reference;

    /** Calls the long way; after the second one there is a target. */
    private int calls;

    /** For calls by machine code, or null. */
    private @Nullable Target target;

    /** Takes over a reference. */
    PyValue(Python python, long address) {
        this.python = python;
        this.address = address;
        reference = Handles.own(this, python.gil(), address);
    }

    /** The object; needs the GIL, which also guards the fields. */
    long address() {
        if (address == 0) {
            throw new IllegalStateException("the handle was closed");
        }
        return address;
    }

    Python python() {
        return python;
    }

    /** What machine code calls, or null: not yet, or there is none. */
    @Nullable Target target() {
        return target;
    }

    /** A new reference, or 0 when it was closed; needs the GIL. */
    long referenceOrNull() {
        return CApi.incRef(address);
    }

    /** Does something with the object, which lives as long as that takes. */
    <T extends @Nullable Object> T use(LongFunction<T> step) {
        Caller caller = python.gil().enter();
        try {
            long object = address();
            pins++;
            try {
                return step.apply(object);
            } finally {
                unpin();
            }
        } finally {
            caller.leave();
        }
    }

    /** A handle on what is made of the object: a new reference. */
    private PyValue derive(LongUnaryOperator step) {
        return use(object -> new PyValue(python, step.applyAsLong(object)));
    }

    /**
     * The Java form: null, Boolean, Long or BigInteger, Double, String, {@code byte[]}, List, Set, Map
     * (all of them copies), the Java object that a Python object stands for, or a new handle for an
     * object of another type.
     */
    public @Nullable Object toJava() {
        return use(python.conversion()::convert);
    }

    /**
     * The object as a Java type: {@code boolean}, the numeric types, {@code char}, their boxes,
     * BigInteger, BigDecimal, String, arrays, records (from a mapping, or from attributes), enums (by
     * name), List, Map, Iterator (views), Set, PyValue, PyFunction, and interfaces, whose methods call
     * the object or its methods. Nothing is rounded or cut off.
     *
     * @return null if the object is None, for other types than primitive ones and PyValue
     * @throws ClassCastException when the object is of another kind
     * @throws ArithmeticException when it is a number that the type cannot hold exactly
     * @throws IllegalArgumentException when there is no such conversion
     */
    public <T> @Nullable T as(Class<T> type) {
        return use(object -> python.conversions().convert(object, type));
    }

    /**
     * An int that fits 64 bits.
     *
     * @throws ClassCastException when it is not an int
     * @throws ArithmeticException when it does not fit
     */
    public long asLong() {
        return require(long.class);
    }

    /**
     * A float or int as a double.
     *
     * @throws ClassCastException when it is neither
     * @throws ArithmeticException when it is an int that no double is equal to
     */
    public double asDouble() {
        return require(double.class);
    }

    /**
     * A bool; for the truth of any object see {@link #isTrue}.
     *
     * @throws ClassCastException when it is not a bool
     */
    public boolean asBoolean() {
        return require(boolean.class);
    }

    /**
     * A str; use {@link #toString} for the text of other objects.
     *
     * @throws ClassCastException when it is not a str
     */
    public String asString() {
        return use(object -> python.conversions().text(object));
    }

    /** As a primitive type, which is never null. */
    private <T> T require(Class<T> type) {
        return Objects.requireNonNull(as(type));
    }

    /** A sequence as a list: a view. Elements that are read are in their Java form. */
    public List<@Nullable Object> asList() {
        return new PyListView<>(this, Object.class);
    }

    /** A sequence as a list, whose elements are read by {@link #as}: a view. */
    public <E> List<E> asList(Class<E> type) {
        return new PyListView<>(this, type);
    }

    /** A mapping as a map: a view. Keys and values that are read are in their Java form. */
    public Map<@Nullable Object, @Nullable Object> asMap() {
        return new PyMapView<>(this, Object.class, Object.class);
    }

    /** A mapping as a map, whose keys and values are read by {@link #as}: a view. */
    public <K, V> Map<K, V> asMap(Class<K> keys, Class<V> values) {
        return new PyMapView<>(this, keys, values);
    }

    /** Iterates, as {@code for} does, over Java forms. The iterator is for one thread. */
    @Override
    public Iterator<@Nullable Object> iterator() {
        return new PyIterator<>(derive(ObjectProtocol::iterator), Object.class);
    }

    /** Iterates over elements that are read by {@link #as}. The iterator is for one thread. */
    public <E> Iterator<E> iterator(Class<E> type) {
        return new PyIterator<>(derive(ObjectProtocol::iterator), type);
    }

    /** What an iteration gives, in Java forms, as a sequential stream. */
    public Stream<@Nullable Object> stream() {
        return StreamSupport.stream(spliterator(), false);
    }

    /**
     * The object's memory: of bytes, bytearray, array, memoryview, a NumPy array and whatever else has
     * the buffer protocol.
     *
     * @return to be closed
     */
    public PyBuffer buffer() {
        return use(object -> PyBuffer.of(python, object));
    }

    /** Name of the object's type, without its module. */
    public String typeName() {
        return use(Errors::typeName);
    }

    /** Whether it is None. */
    public boolean isNone() {
        return use(object -> object == CApi.NONE);
    }

    /** The object's truth, as {@code if} takes it. */
    public boolean isTrue() {
        return use(ObjectProtocol::isTrue);
    }

    /** Whether it can be called. */
    public boolean isCallable() {
        return use(ObjectProtocol::isCallable);
    }

    /**
     * Whether it is an instance of a class.
     *
     * @param type a Python class
     */
    public boolean isInstance(PyValue type) {
        return use(object -> type.use(of -> ObjectProtocol.isInstance(object, of)));
    }

    /** An attribute, as a new handle. */
    public PyValue attribute(String name) {
        return derive(object -> ObjectProtocol.attribute(object, name));
    }

    /** Whether there is an attribute of that name. */
    public boolean hasAttribute(String name) {
        return use(object -> ObjectProtocol.hasAttribute(object, name));
    }

    /** Sets an attribute. */
    public void setAttribute(String name, @Nullable Object value) {
        run(object -> ObjectProtocol.setAttribute(object, name, value));
    }

    /** Deletes an attribute. */
    public void deleteAttribute(String name) {
        run(object -> ObjectProtocol.deleteAttribute(object, name));
    }

    private void run(LongConsumer step) {
        this.<@Nullable Object>use(
                object -> {
                    step.accept(object);
                    return null;
                });
    }

    /** {@code len()}. */
    public long size() {
        return use(ObjectProtocol::size);
    }

    /** {@code object[key]}, as a new handle. */
    public PyValue item(@Nullable Object key) {
        return derive(object -> ObjectProtocol.item(object, key));
    }

    /** {@code object[key] = value}. */
    public void setItem(@Nullable Object key, @Nullable Object value) {
        run(object -> ObjectProtocol.setItem(object, key, value));
    }

    /** {@code del object[key]}. */
    public void deleteItem(@Nullable Object key) {
        run(object -> ObjectProtocol.deleteItem(object, key));
    }

    /** {@code value in object}. */
    public boolean contains(@Nullable Object value) {
        return use(object -> ObjectProtocol.contains(object, value));
    }

    /** Calls a method; the result is a new handle. */
    public PyValue invoke(String method, @Nullable Object... arguments) {
        return derive(object -> ObjectProtocol.invoke(object, method, arguments));
    }

    /** Calls the object with keyword arguments after the others; the result is a new handle. */
    public PyValue callWith(
            Map<String, ? extends @Nullable Object> keywords, @Nullable Object... arguments) {
        return derive(object -> ObjectProtocol.call(object, keywords, arguments));
    }

    /** Calls the object with converted arguments; the result is a new handle. */
    public PyValue call(@Nullable Object... arguments) {
        Target ready = target;
        if (ready != null) {
            Caller thread = python.gil().caller();
            Exchange exchange = thread.begin();
            if (exchange != null) {
                try {
                    if (exchange.put(arguments)) {
                        return new PyValue(python, exchange.callForObject(ready));
                    }
                } finally {
                    thread.leave();
                }
            }
        }
        Caller caller = python.gil().enter();
        try {
            return new PyValue(python, callRaw(caller, arguments));
        } finally {
            caller.leave();
        }
    }

    /** A new reference to the result; needs the GIL. */
    long callRaw(Caller caller, @Nullable Object @Nullable [] arguments) {
        if (arguments == null) {
            throw new IllegalArgumentException(
                    "the array of arguments is null; one argument None is call((Object) null)");
        }
        long callable = address();
        expectMore(callable);
        // another thread may close the handle while the call runs
        pins++;
        try {
            return ObjectProtocol.call(caller, callable, arguments);
        } finally {
            unpin();
        }
    }

    /** Who calls twice will call again. */
    private void expectMore(long callable) {
        if (target == null && ++calls > 1 && python.crossing().open()) {
            target = new Target(this, callable);
        }
    }

    private void unpin() {
        if (--pins == 0 && address == 0) {
            reference.clean();
        }
    }

    /** The object's {@code str()}; a note when the handle or Python is closed. */
    @Override
    public String toString() {
        if (python.isClosed()) {
            return "(Python was closed)";
        }
        Caller caller = python.gil().enter();
        try {
            return address == 0 ? "(closed)" : Errors.str(address);
        } finally {
            caller.leave();
        }
    }

    /** Lets the object go; later calls do nothing. */
    @Override
    public void close() {
        if (python.isClosed()) {
            return;
        }
        Caller caller;
        try {
            caller = python.gil().enter();
        } catch (IllegalStateException closedMeanwhile) {
            return;
        }
        try {
            long object = address;
            address = 0;
            if (target != null) {
                target.close();
            }
            if (object != 0 && pins == 0) {
                reference.clean();
            }
        } finally {
            caller.leave();
        }
    }
}
