package dev.justjit.bytecode;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decoded {@code co_exceptiontable}. Format: {@code Objects/exception_handling_notes.txt} and
 * {@code InternalDocs/exception_handling.md} of CPython 3.13.
 */
public final class ExceptionTable {
    /**
     * One protected range.
     *
     * @param start first unit
     * @param end one past the last unit
     * @param target unit of the handler
     * @param depth stack items that survive
     * @param lasti whether the index of the raising instruction is pushed below the exception
     */
    public record Entry(int start, int end, int target, int depth, boolean lasti) {}

    private final List<Entry> entries = new ArrayList<>();
    private final byte[] bytes;
    private int at;

    /**
     * @throws InvalidBytecode if the table is truncated
     */
    public ExceptionTable(byte[] bytes) {
        this.bytes = bytes;
        while (at < bytes.length) {
            int start = varint();
            int length = varint();
            int target = varint();
            int depthAndLasti = varint();
            entries.add(
                    new Entry(
                            start,
                            start + length,
                            target,
                            depthAndLasti >> 1,
                            (depthAndLasti & 1) != 0));
        }
    }

    private int varint() {
        int value = 0;
        while (true) {
            if (at >= bytes.length) {
                throw new InvalidBytecode("exception table is truncated");
            }
            int b = bytes[at++];
            value = (value << 6) | (b & 0x3f);
            if ((b & 0x40) == 0) {
                return value;
            }
        }
    }

    /** All ranges, in the order of the table. */
    public List<Entry> entries() {
        return entries;
    }

    /** The innermost handler of the instruction at {@code unit}. */
    public @Nullable Entry find(int unit) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.start() <= unit && unit < entry.end()) {
                return entry;
            }
        }
        return null;
    }
}
