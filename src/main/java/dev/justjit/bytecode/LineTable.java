package dev.justjit.bytecode;

/**
 * The source line of each code unit, from {@code co_linetable}. Format: {@code
 * InternalDocs/code_objects.md} of CPython. A table that ends too early or is wrong gives wrong lines
 * and nothing worse.
 */
public final class LineTable {
    private static final int FIRST_OF_ENTRY = 0x80;
    private static final int CODE_SHIFT = 3;
    private static final int CODE_MASK = 15;
    private static final int LENGTH_MASK = 7;
    private static final int ONE_LINE = 10;
    private static final int NO_COLUMNS = 13;
    private static final int LONG = 14;
    private static final int NO_LOCATION = 15;

    private static final int VARINT_BITS = 6;
    private static final int VARINT_MASK = 63;
    private static final int VARINT_MORE = 64;

    private final byte[] table;
    private final int[] lines;
    private int position;

    private LineTable(byte[] table, int firstLine, int units) {
        this.table = table;
        lines = new int[units];
        int line = firstLine;
        int unit = 0;
        while (position < table.length && unit < units) {
            int first = next();
            int code = first >> CODE_SHIFT & CODE_MASK;
            line += lineDelta(code);
            int end = Math.min(units, unit + (first & LENGTH_MASK) + 1);
            while (unit < end) {
                lines[unit++] = code == NO_LOCATION ? 0 : line;
            }
            skipToNextEntry();
        }
    }

    /** The lines of a code object. */
    public static LineTable of(CodeImage image) {
        return of(image.lineTable(), image.firstLine(), image.units());
    }

    /**
     * @param table raw {@code co_linetable}
     * @param firstLine {@code co_firstlineno}
     * @param units number of code units
     */
    public static LineTable of(byte[] table, int firstLine, int units) {
        return new LineTable(table, firstLine, units);
    }

    /** Line of the unit, or 0 if it has none. */
    public int line(int unit) {
        return unit >= 0 && unit < lines.length ? lines[unit] : 0;
    }

    /** The least line of the units from {@code first} to {@code last}, or 0 if none has one. */
    public int firstLine(int first, int last) {
        int least = 0;
        for (int unit = first; unit <= last; unit++) {
            int line = line(unit);
            if (line != 0 && (least == 0 || line < least)) {
                least = line;
            }
        }
        return least;
    }

    private int lineDelta(int code) {
        return switch (code) {
            case NO_COLUMNS, LONG -> signed(varint());
            case ONE_LINE, ONE_LINE + 1, ONE_LINE + 2 -> code - ONE_LINE;
            default -> 0;
        };
    }

    private int next() {
        return position < table.length ? table[position++] & 0xff : 0;
    }

    private int varint() {
        int value = 0;
        int shift = 0;
        int part;
        do {
            part = next();
            value |= (part & VARINT_MASK) << shift;
            shift += VARINT_BITS;
        } while ((part & VARINT_MORE) != 0);
        return value;
    }

    private static int signed(int value) {
        return (value & 1) != 0 ? -(value >>> 1) : value >>> 1;
    }

    /** What is left of an entry are columns. */
    private void skipToNextEntry() {
        while (position < table.length && (table[position] & FIRST_OF_ENTRY) == 0) {
            position++;
        }
    }
}
