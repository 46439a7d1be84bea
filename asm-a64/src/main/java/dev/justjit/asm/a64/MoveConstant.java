package dev.justjit.asm.a64;

/** Finds the shortest instructions that put a constant into a register. */
final class MoveConstant {
    private static final int ALL_ONES = 0xffff;

    private MoveConstant() {}

    /** Whether one {@code movz} or {@code movn} of the given width makes a constant. */
    static boolean isWide(Size size, long value) {
        return otherThan(size, value, 0) <= 1 || otherThan(size, value, ALL_ONES) <= 1;
    }

    /** How many of the 16-bit parts of a constant differ from {@code part}. */
    static int otherThan(Size size, long value, int part) {
        int count = 0;
        for (int shift = 0; shift < size.bits(); shift += 16) {
            if (part(value, shift) != part) {
                count++;
            }
        }
        return count;
    }

    static int part(long value, int shift) {
        return (int) (value >>> shift) & 0xffff;
    }

    /**
     * A bitmask constant that differs from the value in exactly the given number of 16-bit parts, 1
     * or 2, or 0 if there is none. It suffices to try, for each part left open, all zeros, all ones
     * and the other parts: a run of ones that ends in an open part can as well end at its border.
     */
    static long nearBitmask(long value, int open) {
        for (int first = 0; first < 64; first += 16) {
            for (int second = open == 1 ? first : 0; second <= first; second += 16) {
                if (open == 2 && second == first) {
                    continue;
                }
                long found = nearBitmask(value, first, second);
                if (found != 0) {
                    return found;
                }
            }
        }
        return 0;
    }

    private static long nearBitmask(long value, int first, int second) {
        for (int i = -2; i < 4; i++) {
            long once = with(value, first, candidate(value, i));
            for (int j = -2; j < 4; j++) {
                long twice = first == second ? once : with(once, second, candidate(value, j));
                if (Bitmask.encode(Size.X, twice) >= 0) {
                    return twice;
                }
                if (first == second) {
                    break;
                }
            }
        }
        return 0;
    }

    private static int candidate(long value, int i) {
        return i < 0 ? i == -1 ? 0 : ALL_ONES : part(value, 16 * i);
    }

    private static long with(long value, int shift, int part) {
        return value & ~(0xffffL << shift) | (long) part << shift;
    }
}
