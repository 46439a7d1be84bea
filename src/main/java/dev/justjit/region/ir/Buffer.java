package dev.justjit.region.ir;

import dev.justjit.masm.Width;

/**
 * What a {@code BUFFER} shape says: which exact type has the items, and of which kind they are.
 *
 * <p>Items are loaded and stored directly, and no export of the buffer is taken meanwhile: an export keeps
 * others from resizing or releasing a buffer, and while a region runs there are no others. It runs no Python
 * code and keeps the GIL; where it leaves, nothing of the buffer is in a register any more.
 *
 * @param owner the object's type
 * @param format of one item, in the syntax of {@code struct}, native
 */
public record Buffer(Owner owner, char format) {
    /** Formats that regions know. */
    private static final String FORMATS = "bBhHiIlLqQfd";

    private static final int FORMAT_BITS = 8;

    /** Exact types. */
    public enum Owner {
        BYTES,
        BYTEARRAY,
        ARRAY,
        MEMORYVIEW
    }

    private static final Owner[] OWNERS = Owner.values();

    /** Whether a format of the struct module is that of numbers which regions know. */
    public static boolean isKnown(char format) {
        return format != 0 && FORMATS.indexOf(format) >= 0;
    }

    /** The buffer of a shape that {@link #detail} is part of. */
    public static Buffer of(Shape shape) {
        return new Buffer(
                OWNERS[(int) shape.detail() >> FORMAT_BITS],
                (char) (shape.detail() & (1 << FORMAT_BITS) - 1));
    }

    /** For {@link Shape#detail()}. */
    long detail() {
        return ((long) owner.ordinal() << FORMAT_BITS) + format;
    }

    /** Whether items are floats of C. */
    public boolean isFloat() {
        return format == 'f' || format == 'd';
    }

    /** Whether items are signed; floats are. */
    public boolean isSigned() {
        return Character.isLowerCase(format);
    }

    /** Width of one item. */
    public Width width() {
        return switch (format) {
            case 'b', 'B' -> Width.W8;
            case 'h', 'H' -> Width.W16;
            case 'i', 'I', 'f' -> Width.W32;
            default -> Width.W64;
        };
    }

    /** Bytes of one item. */
    public int itemSize() {
        return 1 << width().ordinal();
    }

    /** What an item is to Python. */
    public Shape item() {
        return isFloat() ? Shape.FLOAT : Shape.INT;
    }
}
