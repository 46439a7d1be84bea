package dev.justjit.region.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Division by constants, against Java's. */
class MagicTest {
    private static final long[] CORNERS = {
        0,
        1,
        2,
        3,
        Integer.MAX_VALUE,
        1L << 32,
        (1L << 62) - 1,
        1L << 62,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };

    /** What machine code does with the numbers. */
    private static long divide(long dividend, long divisor) {
        Magic magic = Magic.of(divisor);
        long high = Math.multiplyHigh(magic.multiplier(), dividend);
        long quotient = (magic.multiplier() < 0 ? high + dividend : high) >> magic.shift();
        return dividend < 0 ? quotient + 1 : quotient;
    }

    private static void check(long divisor) {
        List<Long> dividends = new ArrayList<>();
        for (long corner : CORNERS) {
            dividends.add(corner);
            dividends.add(~corner);
        }
        BigInteger step = BigInteger.valueOf(divisor);
        BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
        for (long times : new long[] {1, 2, 1000, Long.MAX_VALUE / divisor}) {
            BigInteger multiple = step.multiply(BigInteger.valueOf(times)).min(most);
            for (int near = -1; near <= 1; near++) {
                dividends.add(multiple.longValue() + near);
                dividends.add(-multiple.longValue() - near);
            }
        }
        for (long dividend : dividends) {
            assertEquals(dividend / divisor, divide(dividend, divisor), dividend + " / " + divisor);
        }
    }

    @Test
    void smallDivisors() {
        for (long divisor = 2; divisor < 3000; divisor++) {
            check(divisor);
        }
    }

    @Test
    void divisorsAroundPowersOfTwo() {
        for (int shift = 2; shift < 63; shift++) {
            check((1L << shift) - 1);
            check(1L << shift);
            check((1L << shift) + 1);
        }
        check(Long.MAX_VALUE);
        check(Long.MAX_VALUE - 1);
    }

    @Test
    void anyDivisorsAndDividends() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long divisor = Math.max(2, random.nextLong() >>> 1 + random.nextInt(62));
            long dividend = random.nextLong() >> random.nextInt(64);
            assertEquals(dividend / divisor, divide(dividend, divisor), dividend + " / " + divisor);
        }
    }
}
