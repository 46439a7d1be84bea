package dev.justjit.api;

import dev.justjit.host.process.CApi;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A Python iterator in Java, for one thread at a time. It asks Python for an element when it is asked whether there is
 * one.
 *
 * @param <E> Java type of the elements
 */
final class PyIterator<E extends @Nullable Object> implements Iterator<E>, PyView {
    private final PyValue iterator;
    private final Class<?> type;
    private @Nullable E ahead;
    private boolean isAhead;
    private boolean ended;

    /**
     * @param iterator what {@code iter()} gave
     */
    PyIterator(PyValue iterator, Class<?> type) {
        this.iterator = iterator;
        this.type = type;
    }

    @Override
    public PyValue value() {
        return iterator;
    }

    @Override
    public boolean hasNext() {
        if (!isAhead && !ended) {
            isAhead = iterator.<Boolean>use(this::fetch);
            ended = !isAhead;
        }
        return isAhead;
    }

    @SuppressWarnings("unchecked")
    private boolean fetch(long object) {
        long element = ObjectProtocol.next(object);
        if (element == 0) {
            return false;
        }
        try {
            ahead = (E) iterator.python().conversions().convert(element, type);
            return true;
        } finally {
            CApi.decRef(element);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // an element may be null where E may be
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the Python iterator has ended");
        }
        isAhead = false;
        E element = ahead;
        ahead = null;
        return element;
    }
}
