/* The loops of bench/programs in C: ints of 64 bits that abort on overflow, doubles. */
#ifndef NATIVE_H
#define NATIVE_H

#include <stdint.h>
#include <stdlib.h>

typedef int64_t i64;

static inline i64 add(i64 a, i64 b) {
    i64 r;
    if (__builtin_add_overflow(a, b, &r)) abort();
    return r;
}

static inline i64 sub(i64 a, i64 b) {
    i64 r;
    if (__builtin_sub_overflow(a, b, &r)) abort();
    return r;
}

static inline i64 mul(i64 a, i64 b) {
    i64 r;
    if (__builtin_mul_overflow(a, b, &r)) abort();
    return r;
}

/* Python's // and %: the quotient goes down, the remainder has the divisor's sign. */
static inline i64 floor_div(i64 a, i64 b) {
    if (b == 0 || (a == INT64_MIN && b == -1)) abort();
    i64 q = a / b;
    return a % b != 0 && (a ^ b) < 0 ? q - 1 : q;
}

static inline i64 floor_mod(i64 a, i64 b) {
    if (b == 0 || (a == INT64_MIN && b == -1)) abort();
    i64 r = a % b;
    return r != 0 && (r ^ b) < 0 ? r + b : r;
}

/* A result is printed with all its digits, so that it can be compared with Python's. */
typedef struct {
    const char *name;
    i64 (*of_int)(i64 n);
    void (*of_floats)(i64 n, double *results);
    int count;
} program;

extern const program int_programs[];
extern const program float_programs[];

#endif
