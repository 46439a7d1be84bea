package dev.justjit.api;

import dev.justjit.host.process.CApi;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands behind Python objects for Java's own: one record for each class of the module {@code justjit.java}. */
final class Targets {
    private Targets() {}

    private static long none() {
        return CApi.incRef(CApi.NONE);
    }

    private static IllegalStateException unknown(String operation) {
        return new IllegalStateException("there is no operation " + operation);
    }

    /** Any object: all have a text. */
    record Plain(Object object) implements JavaTarget {
        @Override
        public long serve(String operation, Arguments arguments) throws Exception {
            if (!operation.equals("text")) {
                throw unknown(operation);
            }
            return text(object, arguments);
        }
    }

    private static long text(Object object, Arguments arguments) throws Exception {
        String text = arguments.python().gil().outside(object::toString);
        return ToPython.convertText(String.valueOf(text));
    }

    /** An iterator. */
    record OfIterator(Iterator<?> object) implements JavaTarget {
        @Override
        public long serve(String operation, Arguments arguments) throws Exception {
            if (!operation.equals("next")) {
                return text(object, arguments);
            }
            @Nullable Object[] element = new Object[1];
            boolean is =
                    arguments
                            .python()
                            .gil()
                            .outside(
                                    () -> {
                                        boolean more = object.hasNext();
                                        element[0] = more ? object.next() : null;
                                        return more;
                                    });
            return is ? ToPython.convert(element[0]) : CApi.incRef(arguments.object(0));
        }
    }

    /**
     * A list.
     *
     * @param type of its elements
     */
    record OfList(List<@Nullable Object> object, Class<?> type) implements JavaTarget {
        @Override
        public long serve(String operation, Arguments arguments) throws Exception {
            Gil gil = arguments.python().gil();
            switch (operation) {
                case "size":
                    return ToPython.convert(gil.outside(object::size));
                case "get":
                    int at = arguments.number(0);
                    return ToPython.convert(gil.<@Nullable Object>outside(() -> object.get(at)));
                case "set":
                case "insert":
                    int index = arguments.number(0);
                    Object element = arguments.as(1, type);
                    boolean replaces = operation.equals("set");
                    gil.<@Nullable Object>outside(() -> put(replaces, index, element));
                    return none();
                case "delete":
                    int gone = arguments.number(0);
                    gil.<@Nullable Object>outside(() -> object.remove(gone));
                    return none();
                default:
                    return text(object, arguments);
            }
        }

        private @Nullable Object put(boolean replaces, int index, @Nullable Object element) {
            if (replaces) {
                return object.set(index, element);
            }
            object.add(index, element);
            return null;
        }
    }

    /**
     * A map.
     *
     * @param keys type of its keys
     * @param values type of its values
     */
    record OfMap(Map<@Nullable Object, @Nullable Object> object, Class<?> keys, Class<?> values)
            implements JavaTarget {
        @Override
        public long serve(String operation, Arguments arguments) throws Exception {
            Gil gil = arguments.python().gil();
            switch (operation) {
                case "size":
                    return ToPython.convert(gil.outside(object::size));
                case "keys":
                    return ToPython.convert(gil.outside(() -> new ArrayList<>(object.keySet())));
                case "get":
                    Object key = arguments.as(0, keys);
                    @Nullable Object[] found = new Object[1];
                    return gil.outside(() -> find(key, found))
                            ? ToPython.convert(found[0])
                            : CApi.incRef(arguments.object(1));
                case "set":
                    Object to = arguments.as(0, keys);
                    Object value = arguments.as(1, values);
                    gil.<@Nullable Object>outside(() -> object.put(to, value));
                    return none();
                case "delete":
                    Object gone = arguments.as(0, keys);
                    return ToPython.convert(gil.outside(() -> delete(gone)));
                default:
                    return text(object, arguments);
            }
        }

        private boolean find(@Nullable Object key, @Nullable Object[] found) {
            found[0] = object.get(key);
            return found[0] != null || object.containsKey(key);
        }

        private boolean delete(@Nullable Object key) {
            boolean was = object.containsKey(key);
            object.remove(key);
            return was;
        }
    }

    /** Output that is seen as soon as it is written. */
    record Output(OutputStream object) implements JavaTarget {
        @Override
        public long serve(String operation, Arguments arguments) throws Exception {
            byte[] bytes = arguments.as(0, byte[].class);
            byte[] written = bytes == null ? new byte[0] : bytes;
            arguments
                    .python()
                    .gil()
                    .<@Nullable Object>outside(
                            () -> {
                                object.write(written);
                                object.flush();
                                return null;
                            });
            return ToPython.convert(written.length);
        }
    }

    /** Input: what there is, at least a byte, or nothing at its end. */
    record Input(InputStream object) implements JavaTarget {
        @Override
        public long serve(String operation, Arguments arguments) throws Exception {
            byte[] buffer = new byte[arguments.number(0)];
            int read = arguments.python().gil().outside(() -> object.read(buffer));
            return ToPython.convert(java.util.Arrays.copyOf(buffer, Math.max(read, 0)));
        }
    }
}
