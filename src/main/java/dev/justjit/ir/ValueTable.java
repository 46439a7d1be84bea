package dev.justjit.ir;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values by what computes them: two operations of which both the operation and the inputs are the same, and between which
 * nothing was written that they read, are one value. A table may have another one below it, of a block that comes first
 * on every path.
 */
public final class ValueTable {
    private final @Nullable ValueTable below;
    private final Map<Key, Node> values = new HashMap<>();

    /** What was written since the tables below ended. */
    private int written;

    /** Nothing is known. */
    public ValueTable() {
        this(null, 0);
    }

    /**
     * @param below the values of a block that dominates this one
     * @param written what is written between the two: {@link Memory#bit}s
     */
    public ValueTable(@Nullable ValueTable below, int written) {
        this.below = below;
        this.written = written;
    }

    /** The value that a node repeats, or null; it is remembered then. */
    public @Nullable Node find(Node node) {
        if (!node.effects().isRepeatable()) {
            return null;
        }
        Key key = new Key(node);
        int lost = 0;
        for (ValueTable table = this; table != null; table = table.below) {
            Node known = table.values.get(key);
            if (known != null && (lost & node.effects().reads()) == 0) {
                return known;
            }
            lost |= table.written;
        }
        values.put(key, node);
        return null;
    }

    /**
     * Says what the value of an operation is, which need not be done.
     *
     * @param node stands nowhere
     */
    public void know(Node node, Node value) {
        values.put(new Key(node), value);
    }

    /** Forgets what read any of the memory: {@link Memory#bit}s. */
    public void write(int memory) {
        if (memory != 0) {
            written |= memory;
            values.keySet().removeIf(key -> (key.node.effects().reads() & memory) != 0);
        }
    }

    /** What makes two operations the same. */
    private static final class Key {
        private final Node node;
        private final int hash;

        Key(Node node) {
            this.node = node;
            int code = Arrays.hashCode(new int[] {node.op().ordinal(), node.index()});
            code = code * 31 + Objects.hashCode(node.detail());
            for (int i = 0; i < node.inputs().size(); i++) {
                code = code * 31 + node.input(i).id();
            }
            hash = code;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && isSame(key.node);
        }

        private boolean isSame(Node other) {
            boolean same =
                    node.op() == other.op()
                            && node.index() == other.index()
                            && node.inputs().size() == other.inputs().size()
                            && Objects.equals(node.detail(), other.detail());
            for (int i = 0; same && i < node.inputs().size(); i++) {
                same = node.input(i) == other.input(i);
            }
            return same;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
