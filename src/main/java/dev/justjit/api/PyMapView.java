package dev.justjit.api;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Python mapping as a map of keys and values of one Java type each. Nothing is copied: each access goes to Python. An
 * iteration goes over the keys that were there when it began.
 *
 * @param <K> Java type of the keys
 * @param <V> Java type of the values
 */
final class PyMapView<K extends @Nullable Object, V extends @Nullable Object>
        extends AbstractMap<K, V> implements PyView {
    private static final long KEYS = Native.requireSymbol("PyMapping_Keys");

    private final PyValue value;
    private final Class<?> keyType;
    private final Class<?> valueType;

    PyMapView(PyValue value, Class<?> keyType, Class<?> valueType) {
        this.value = value;
        this.keyType = keyType;
        this.valueType = valueType;
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
    public boolean containsKey(@Nullable Object key) {
        return value.<Boolean>use(object -> ObjectProtocol.contains(object, key));
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return value.use(object -> ObjectProtocol.contains(object, key) ? read(object, key) : null);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a value may be null where V may be
    private V read(long object, @Nullable Object key) {
        long item = ObjectProtocol.item(object, key);
        try {
            return (V) value.python().conversions().convert(item, valueType);
        } finally {
            CApi.decRef(item);
        }
    }

    @Override
    public @Nullable V put(K key, V item) {
        return value.use(
                object -> {
                    V before = ObjectProtocol.contains(object, key) ? read(object, key) : null;
                    ObjectProtocol.setItem(object, key, item);
                    return before;
                });
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        return value.use(
                object -> {
                    if (!ObjectProtocol.contains(object, key)) {
                        return null;
                    }
                    V before = read(object, key);
                    ObjectProtocol.deleteItem(object, key);
                    return before;
                });
    }

    @Override
    public void clear() {
        value.use(
                object -> {
                    CApi.decRef(ObjectProtocol.invoke(object, "clear"));
                    return null;
                });
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new Entries();
    }

    /** A list of the keys as they are now, each a handle: what they are in Java may not be what they are in Python. */
    private List<PyValue> keys() {
        PyValue keys =
                value.use(
                        object ->
                                new PyValue(
                                        value.python(), Errors.check(Native.call(KEYS, object))));
        return new PyListView<>(keys, PyValue.class);
    }

    private final class Entries extends AbstractSet<Map.Entry<K, V>> {
        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            Iterator<PyValue> keys = keys().iterator();
            return new EntryIterator(keys);
        }

        @Override
        public int size() {
            return PyMapView.this.size();
        }

        @Override
        public void clear() {
            PyMapView.this.clear();
        }
    }

    private final class EntryIterator implements Iterator<Map.Entry<K, V>> {
        private final Iterator<PyValue> keys;
        private @Nullable PyValue last;

        EntryIterator(Iterator<PyValue> keys) {
            this.keys = keys;
        }

        @Override
        public boolean hasNext() {
            return keys.hasNext();
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // a key may be null where K may be
        public Map.Entry<K, V> next() {
            PyValue key = keys.next();
            last = key;
            return new Entry((K) key.as(keyType), value.use(object -> read(object, key)), key);
        }

        @Override
        public void remove() {
            PyValue key = last;
            if (key == null) {
                throw new IllegalStateException("there is no last entry to remove");
            }
            last = null;
            value.deleteItem(key);
        }
    }

    private final class Entry extends AbstractMap.SimpleEntry<K, V> {
        private static final long serialVersionUID = 1L;

        private final transient PyValue in;

        Entry(K key, V item, PyValue in) {
            super(key, item);
            this.in = in;
        }

        @Override
        public V setValue(V item) {
            value.setItem(in, item);
            return super.setValue(item);
        }
    }
}
