package dev.justjit.masm;

import java.util.ArrayList;
import java.util.List;

/**
 * The symbols of one piece of code, each with a slot of its own. A hash table by hand: the hash
 * codes of records cost start-up time.
 */
public final class Pool {
    private static final int FIRST_CAPACITY = 64;

    private final List<Symbol> symbols = new ArrayList<>();

    /** Numbers of symbols plus 1, at the place of their hash or after it; at most half full. */
    private int[] table = new int[FIRST_CAPACITY];

    /** The number of the symbol; equal symbols have one. New ones are numbered in order. */
    public int number(Symbol symbol) {
        int at = hash(symbol) & table.length - 1;
        while (table[at] != 0) {
            if (isSame(symbols.get(table[at] - 1), symbol)) {
                return table[at] - 1;
            }
            at = at + 1 & table.length - 1;
        }
        symbols.add(symbol);
        table[at] = symbols.size();
        if (2 * symbols.size() > table.length) {
            grow();
        }
        return symbols.size() - 1;
    }

    /** All symbols by number. A live view. */
    public List<Symbol> symbols() {
        return symbols;
    }

    private static int hash(Symbol symbol) {
        int hash = symbol.name().hashCode() + 31 * symbol.index() + symbol.kind().ordinal() * 7919;
        return hash ^ hash >>> 15;
    }

    private static boolean isSame(Symbol left, Symbol right) {
        return left.kind() == right.kind()
                && left.index() == right.index()
                && left.name().equals(right.name());
    }

    private void grow() {
        table = new int[table.length * 2];
        for (int i = 0; i < symbols.size(); i++) {
            int at = hash(symbols.get(i)) & table.length - 1;
            while (table[at] != 0) {
                at = at + 1 & table.length - 1;
            }
            table[at] = i + 1;
        }
    }
}
