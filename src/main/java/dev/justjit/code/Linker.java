package dev.justjit.code;

import dev.justjit.masm.Symbol;
import java.util.List;

/** Fills the pool of a blob. */
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
            for (int b = 0; b < 8; b++) {
                code[at + b] = (byte) (value >>> 8 * b);
            }
        }
    }
}
