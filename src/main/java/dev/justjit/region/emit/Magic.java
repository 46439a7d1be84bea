package dev.justjit.region.emit;

import java.math.BigInteger;

/**
 * The multiplier that stands for a division by a constant: {@code mulHigh(multiplier, a) (+ a if the
 * multiplier is negative) >> shift} is the floor of {@code a / divisor} for {@code a >= 0} and one less than the
 * truncated quotient for {@code a < 0}. Warren, Hacker's Delight, 2nd edition, section 10-4.
 *
 * @param multiplier upper and lower half of it, as a signed number
 * @param shift arithmetic shift of the upper half of the product
 */
record Magic(long multiplier, int shift) {
    /** The one of a divisor of at least 2. */
    static Magic of(long divisor) {
        BigInteger d = BigInteger.valueOf(divisor);
        BigInteger two63 = BigInteger.ONE.shiftLeft(63);
        // the largest dividend that leaves the remainder divisor - 1
        BigInteger largest = two63.subtract(two63.mod(d)).subtract(BigInteger.ONE);
        int power = 63;
        while (true) {
            power++;
            BigInteger value = BigInteger.ONE.shiftLeft(power);
            BigInteger rest = d.subtract(value.mod(d));
            if (value.compareTo(largest.multiply(rest)) > 0) {
                BigInteger multiplier = value.add(rest).divide(d);
                return new Magic(multiplier.longValue(), power - 64);
            }
        }
    }
}
