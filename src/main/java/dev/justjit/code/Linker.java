package dev.justjit.code;

import dev.justjit.masm.Relocation;
import dev.justjit.masm.Symbol;
import java.util.List;

/** Fills in what a blob needs of the process: its pool, and four bytes here and there. */
public final class Linker {
    private Linker() {}

    /** Gives the values of symbols. */
    public interface Resolver {
        /**
         * @throws UnknownSymbol if there is no such symbol
         */
        long resolve(Symbol symbol);
    }

    /** A blob needs a symbol that this process does not have. */
    public static final class UnknownSymbol extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Names the symbol. */
        public UnknownSymbol(String name) {
            super("symbol " + name + " is not there");
        }
    }

    /**
     * Writes the 8-byte little-endian values of {@code pool} into {@code code} from {@code
     * poolOffset} on.
     */
    public static void link(byte[] code, int poolOffset, List<Symbol> pool, Resolver resolver) {
        for (int i = 0; i < pool.size(); i++) {
            long value = resolver.resolve(pool.get(i));
            int at = poolOffset + 8 * i;
            put(code, at, value, 8);
        }
    }

    /**
     * Fills in the relocations of code that is to be at {@code address}.
     *
     * @throws IllegalArgumentException if something is too far away
     */
    public static void relocate(
            byte[] code, long address, List<Relocation> relocations, Resolver resolver) {
        for (int i = 0; i < relocations.size(); i++) {
            Relocation relocation = relocations.get(i);
            long value = resolver.resolve(relocation.symbol());
            if (relocation.kind() == Relocation.Kind.DISTANCE) {
                value -= address + relocation.at() + 4;
                if (value != (int) value) {
                    throw new IllegalArgumentException(relocation.symbol().label() + " is too far");
                }
            }
            put(code, relocation.at(), value, 4);
        }
    }

    private static void put(byte[] code, int at, long value, int bytes) {
        for (int b = 0; b < bytes; b++) {
            code[at + b] = (byte) (value >>> 8 * b);
        }
    }
}
