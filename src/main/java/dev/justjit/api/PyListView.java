package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import java.util.AbstractList;
import org.jspecify.annotations.Nullable;

/**
 * A Python sequence as a list of elements of one Java type. Nothing is copied: each access goes to Python.
 *
 * @param <E> Java type of the elements
 */
final class PyListView<E extends @Nullable Object> extends AbstractList<E> implements PyView {
    private static final long GET = Native.requireSymbol("PySequence_GetItem");
    private static final long SET = Native.requireSymbol("PySequence_SetItem");
    private static final long DELETE = Native.requireSymbol("PySequence_DelItem");

    private final PyValue value;
    private final Class<?> type;

    PyListView(PyValue value, Class<?> type) {
        this.value = value;
        this.type = type;
    }

    @Override
    public PyValue value() {
        return value;
    }

    @Override
    public int size() {
        return value.<Integer>use(object -> Math.toIntExact(ObjectProtocol.size(object)));
    }

    @Override
    public E get(int index) {
        return value.use(object -> read(object, index));
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // an element may be null where E may be
    private E read(long object, int index) {
        require(object, index, 0);
        long item = Errors.check(Native.call(GET, object, index));
        try {
            return (E) value.python().conversions().convert(item, type);
        } finally {
            CApi.decRef(item);
        }
    }

    @Override
    public E set(int index, E element) {
        return value.use(
                object -> {
                    E before = read(object, index);
                    long item = ToPython.convert(element);
                    long status = Native.call(SET, object, index, item);
                    CApi.decRef(item);
                    check(status);
                    return before;
                });
    }

    @Override
    public void add(int index, E element) {
        value.use(
                object -> {
                    require(object, index, 1);
                    CApi.decRef(ObjectProtocol.invoke(object, "insert", (long) index, element));
                    return null;
                });
        modCount++;
    }

    @Override
    public E remove(int index) {
        E removed =
                value.use(
                        object -> {
                            E before = read(object, index);
                            check(Native.call(DELETE, object, index));
                            return before;
                        });
        modCount++;
        return removed;
    }

    /** Python would count from the end. */
    private static void require(long object, int index, int beyond) {
        long size = ObjectProtocol.size(object);
        if (index < 0 || index >= size + beyond) {
            throw new IndexOutOfBoundsException(
                    "index " + index + " of a Python sequence of length " + size);
        }
    }

    private static void check(long status) {
        if ((int) status != 0) {
            throw Errors.take();
        }
    }
}
