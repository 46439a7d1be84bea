#include "native.h"

static i64 while_sum_big(i64 n) {
    i64 t = 0, i = 0;
    while (i < n) {
        t = add(t, i);
        i = add(i, 1);
    }
    return t;
}

static i64 range_total(i64 n) {
    i64 total = 0;
    for (i64 i = 0; i < n; i++) total = add(total, i);
    return total;
}

__attribute__((noinline)) static i64 fib(i64 n) {
    i64 a = 0, b = 1;
    for (i64 k = 0; k < n; k++) {
        i64 next = add(a, b);
        a = b;
        b = next;
    }
    return a;
}

static i64 fib_iterative(i64 n) {
    i64 t = 0;
    volatile i64 forty = 40; /* or the call leaves the loop */
    for (i64 k = 0; k < n; k++) t = add(t, fib(forty) & 0xFF);
    return t;
}

static i64 fib_recursive(i64 n) {
    if (n < 2) return n;
    return add(fib_recursive(sub(n, 1)), fib_recursive(sub(n, 2)));
}

static i64 gcd_of(i64 a, i64 b) {
    while (b) {
        i64 r = floor_mod(a, b);
        a = b;
        b = r;
    }
    return a;
}

static i64 gcd(i64 n) {
    i64 t = 0;
    for (i64 i = 1; i < n; i++) t = add(t, gcd_of(i, 360360));
    return t;
}

static i64 chain(i64 n) {
    i64 steps = 0;
    while (n != 1) {
        if (floor_mod(n, 2) == 0)
            n = floor_div(n, 2);
        else
            n = add(mul(3, n), 1);
        steps = add(steps, 1);
    }
    return steps;
}

static i64 collatz(i64 n) {
    i64 best = 0;
    for (i64 i = 1; i < n; i++) {
        i64 steps = chain(i);
        if (steps > best) best = steps;
    }
    return best;
}

static i64 nested_loops(i64 n) {
    i64 count = 0;
    for (i64 i = 0; i < n; i++)
        for (i64 j = 0; j < n; j++)
            for (i64 k = 0; k < n; k++)
                if (add(add(i, j), k) == n) count = add(count, 1);
    return count;
}

static i64 prime_count(i64 n) {
    i64 count = 0;
    for (i64 i = 2; i < n; i++) {
        i64 d = 2;
        int prime = 1;
        while (mul(d, d) <= i) {
            if (floor_mod(i, d) == 0) {
                prime = 0;
                break;
            }
            d = add(d, 1);
        }
        if (prime) count = add(count, 1);
    }
    return count;
}

static i64 sieve(i64 n) {
    char *flags = malloc(n);
    i64 count = 0;
    if (!flags) abort();
    for (i64 i = 0; i < n; i++) flags[i] = 1;
    for (i64 i = 2; i < n; i++) {
        if (flags[i]) {
            count = add(count, 1);
            i64 j = add(i, i);
            while (j < n) {
                flags[j] = 0;
                j = add(j, i);
            }
        }
    }
    free(flags);
    return count;
}

static i64 popcount_of(i64 x) {
    i64 count = 0;
    while (x) {
        count = add(count, x & 1);
        x >>= 1;
    }
    return count;
}

static i64 popcount(i64 n) {
    i64 t = 0;
    for (i64 i = 0; i < n; i++) t = add(t, popcount_of(i));
    return t;
}

static i64 power(i64 base, i64 exponent, i64 modulus) {
    i64 result = 1;
    base = floor_mod(base, modulus);
    while (exponent > 0) {
        if (exponent & 1) result = floor_mod(mul(result, base), modulus);
        base = floor_mod(mul(base, base), modulus);
        exponent >>= 1;
    }
    return result;
}

static i64 modular_power(i64 n) {
    i64 t = 0;
    volatile i64 modulus = 2147483647; /* a divisor that the compiler does not know, as in Python */
    for (i64 i = 1; i < n; i++) t ^= power(i, 1000003, modulus);
    return t;
}

static i64 place(i64 full, i64 columns, i64 left, i64 right) {
    if (columns == full) return 1;
    i64 count = 0;
    i64 free_ = full & ~(columns | left | right);
    while (free_) {
        i64 bit = free_ & sub(0, free_);
        free_ ^= bit;
        count = add(count, place(full, columns | bit, mul(left | bit, 2), (right | bit) >> 1));
    }
    return count;
}

static i64 queens_bits(i64 n) {
    volatile i64 full = sub((i64)1 << n, 1);
    i64 t = 0;
    for (i64 k = 0; k < 150; k++) t = add(t, place(full, 0, 0, 0));
    return t;
}

static i64 mandelbrot(i64 n) {
    i64 total = 0;
    for (i64 y = 0; y < n; y++) {
        double ci = 2.0 * (double)y / (double)n - 1.0;
        for (i64 x = 0; x < n; x++) {
            double cr = 3.0 * (double)x / (double)n - 2.0, zr = 0.0, zi = 0.0;
            i64 i = 0;
            for (; i < 50; i++) {
                double zr2 = zr * zr, zi2 = zi * zi;
                if (zr2 + zi2 > 4.0) break;
                zi = 2.0 * zr * zi + ci;
                zr = zr2 - zi2 + cr;
            }
            total = add(total, i);
        }
    }
    return total;
}

const program int_programs[] = {
    {"while_sum_big", while_sum_big, 0, 1}, {"range_total", range_total, 0, 1},
    {"fib_iterative", fib_iterative, 0, 1}, {"fib_recursive", fib_recursive, 0, 1},
    {"gcd", gcd, 0, 1},                     {"collatz", collatz, 0, 1},
    {"nested_loops", nested_loops, 0, 1},   {"prime_count", prime_count, 0, 1},
    {"sieve", sieve, 0, 1},                 {"popcount", popcount, 0, 1},
    {"modular_power", modular_power, 0, 1}, {"queens_bits", queens_bits, 0, 1},
    {"mandelbrot", mandelbrot, 0, 1},       {0, 0, 0, 0},
};
