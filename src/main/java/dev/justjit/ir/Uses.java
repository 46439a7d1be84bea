package dev.justjit.ir;

import java.util.Arrays;

/** The uses of one value, in no order: each is an index in the {@link Inputs} of a user. */
public final class Uses {
    static final int[] NO_PLACES = {};
    private static final Inputs[] NO_USERS = {};
    private static final int SMALL = 4;

    private Inputs[] users = NO_USERS;
    private int[] indexes = NO_PLACES;
    private int size;

    Uses() {}

    /** How many there are; a user counts as often as it uses the value. */
    public int size() {
        return size;
    }

    /** Whether nobody uses the value. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The user of a use. */
    public User user(int place) {
        return users[place].user();
    }

    int add(Inputs user, int index) {
        if (size == users.length) {
            users = Arrays.copyOf(users, Math.max(SMALL, 2 * size));
            indexes = Arrays.copyOf(indexes, users.length);
        }
        users[size] = user;
        indexes[size] = index;
        return size++;
    }

    void remove(int place) {
        size--;
        if (place != size) {
            users[place] = users[size];
            indexes[place] = indexes[size];
            users[place].moved(indexes[place], place);
        }
    }

    void move(int place, Inputs user, int index) {
        users[place] = user;
        indexes[place] = index;
    }

    boolean isAt(int place, Inputs user, int index) {
        return place < size && users[place] == user && indexes[place] == index;
    }

    /** Lets all uses be of another value. */
    void giveTo(Node other) {
        while (size > 0) {
            users[size - 1].set(indexes[size - 1], other);
        }
    }

    /** Whether only frame states use the value. */
    public boolean areStatesOnly() {
        for (int i = 0; i < size; i++) {
            if (!(user(i) instanceof FrameState)) {
                return false;
            }
        }
        return true;
    }
}
