package dev.justjit.ir;

import java.util.Arrays;

/**
 * The values that a user uses, in order. Each value knows its uses: adding, changing and dropping one is done in
 * constant time on both sides.
 */
public final class Inputs {
    private static final int SMALL = 2;

    private final User user;
    private Node[] nodes = Node.NO_NODES;

    /** Where the use at an index stands in the uses of the value. */
    private int[] places = Uses.NO_PLACES;

    private int size;

    Inputs(User user) {
        this.user = user;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The value at an index. */
    public Node get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException(index);
        }
        return nodes[index];
    }

    /** Whose they are. */
    public User user() {
        return user;
    }

    /** Whether a value is among them. */
    public boolean contains(Node node) {
        for (int i = 0; i < size; i++) {
            if (nodes[i] == node) {
                return true;
            }
        }
        return false;
    }

    /** Makes room for so many. */
    public void reserve(int count) {
        if (count > nodes.length) {
            nodes = Arrays.copyOf(nodes, count);
            places = Arrays.copyOf(places, count);
        }
    }

    /** Adds a value behind the others. */
    public void add(Node node) {
        if (size == nodes.length) {
            reserve(Math.max(SMALL, 2 * size));
        }
        nodes[size] = node;
        places[size] = node.uses().add(this, size);
        size++;
    }

    void addAll(Inputs others) {
        reserve(size + others.size);
        for (int i = 0; i < others.size; i++) {
            add(others.nodes[i]);
        }
    }

    /** Puts a value where another one was. */
    public void set(int index, Node node) {
        Node old = get(index);
        if (old != node) {
            old.uses().remove(places[index]);
            nodes[index] = node;
            places[index] = node.uses().add(this, index);
        }
    }

    /** Drops one; those behind it move up. */
    void remove(int index) {
        get(index).uses().remove(places[index]);
        for (int i = index + 1; i < size; i++) {
            nodes[i - 1] = nodes[i];
            places[i - 1] = places[i];
            nodes[i - 1].uses().move(places[i - 1], this, i - 1);
        }
        size--;
    }

    /** Drops all. */
    void clear() {
        for (int i = size - 1; i >= 0; i--) {
            nodes[i].uses().remove(places[i]);
        }
        size = 0;
        nodes = Node.NO_NODES;
        places = Uses.NO_PLACES;
    }

    /** A use moved within the uses of its value. */
    void moved(int index, int place) {
        places[index] = place;
    }

    /** Whether the value at the index knows of this use. */
    boolean isKnown(int index) {
        return nodes[index].uses().isAt(places[index], this, index);
    }
}
