package dev.justjit.asm.a64;

/**
 * The constants of bitwise instructions: a run of ones, rotated within an element of 2, 4, 8, 16,
 * 32 or 64 bits that repeats over the register. Neither zero nor all ones is among them.
 *
 * <pre>
 *  12 11         6 5          0
 * | N|    immr    |    imms    |   rotate right by immr; imms holds the ones minus 1, and above
 *                                  them, with N, the size: 0xxxxx and N = 1 for 64 bits, 0xxxxx
 *                                  for 32, 10xxxx, 110xxx, 1110xx, 11110x for 2
 * </pre>
 */
public final class Bitmask {
    private Bitmask() {}

    /**
     * Whether bitwise instructions take a constant as it is.
     *
     * @param size width of the operation
     * @param value the constant; 32 bits may be given signed or unsigned
     * @return true if one instruction does
     */
    public static boolean encodes(Size size, long value) {
        return encode(size, value) >= 0;
    }

    /** The 13 bits that stand for a constant, or -1 if none do. */
    static int encode(Size size, long value) {
        long bits = size == Size.X ? value : value << 32 | value & 0xffffffffL;
        if (bits == 0 || bits == -1) {
            return -1;
        }
        int width = elementWidth(bits);
        long element = bits & -1L >>> 64 - width;
        int ones = Long.bitCount(element);
        int lowOnes = Long.numberOfTrailingZeros(~element);
        int turn = lowOnes == 0 ? width - Long.numberOfTrailingZeros(element) : ones - lowOnes;
        if (element != rotatedRun(width, ones, turn)) {
            return -1;
        }
        int sizeBits = -(width << 1) & 0x3f;
        return (width == 64 ? 1 << 12 : 0) | turn << 6 | sizeBits | ones - 1;
    }

    /** The smallest width at which the bits repeat. */
    private static int elementWidth(long bits) {
        int width = 64;
        while (width > 2) {
            int half = width >> 1;
            long mask = (1L << half) - 1;
            if ((bits & mask) != (bits >>> half & mask)) {
                break;
            }
            width = half;
        }
        return width;
    }

    /** The given number of ones, rotated right within an element. */
    private static long rotatedRun(int width, int ones, int turn) {
        long run = -1L >>> 64 - ones;
        if (turn == 0) {
            return run;
        }
        return (run >>> turn | run << width - turn) & -1L >>> 64 - width;
    }
}
