#include "native.h"

#include <math.h>

static void leibniz(i64 n, double *results) {
    double total = 0.0, sign = 1.0, k = 1.0;
    for (i64 i = 0; i < n; i++) {
        total += sign / k;
        sign = -sign;
        k += 2.0;
    }
    results[0] = 4.0 * total;
}

__attribute__((noinline)) static double dot(const double *a, const double *b, i64 n) {
    double s = 0.0;
    for (i64 i = 0; i < n; i++) s += a[i] * b[i];
    return s;
}

static void dot_product(i64 n, double *results) {
    double a[1500], b[1500], s = 0.0;
    for (i64 i = 0; i < 1500; i++) {
        a[i] = (double)i * 0.25;
        b[i] = 1.0 / (double)add(i, 1);
    }
    volatile i64 length = 1500; /* or the call leaves the loop */
    for (i64 k = 0; k < n; k++) s += dot(a, b, length);
    results[0] = s;
}

static void matrix_product(i64 n, double *results) {
    double *a = malloc(sizeof(double) * n * n), *c = malloc(sizeof(double) * n * n);
    if (!a || !c) abort();
    for (i64 i = 0; i < n; i++)
        for (i64 j = 0; j < n; j++) a[i * n + j] = (double)i + (double)j * 0.5;
    for (i64 i = 0; i < n; i++)
        for (i64 j = 0; j < n; j++) {
            double s = 0.0;
            for (i64 k = 0; k < n; k++) s += a[i * n + k] * a[k * n + j];
            c[i * n + j] = s;
        }
    results[0] = c[0];
    results[1] = c[n * n - 1];
    free(a);
    free(c);
}

static void nbody_locals(i64 n, double *results) {
    double ax = 0.0, ay = 0.0, avx = 0.0, avy = -0.02, am = 40.0;
    double bx = 5.0, by = 0.0, bvx = 0.0, bvy = 2.7, bm = 0.4;
    double cx = -9.0, cy = 1.0, cvx = 0.2, cvy = -2.0, cm = 0.3;
    double dt = 0.001;
    for (i64 i = 0; i < n; i++) {
        double dx = ax - bx, dy = ay - by, d2 = dx * dx + dy * dy;
        double mag = dt / (d2 * pow(d2, 0.5));
        avx -= dx * bm * mag;
        avy -= dy * bm * mag;
        bvx += dx * am * mag;
        bvy += dy * am * mag;
        dx = ax - cx;
        dy = ay - cy;
        d2 = dx * dx + dy * dy;
        mag = dt / (d2 * pow(d2, 0.5));
        avx -= dx * cm * mag;
        avy -= dy * cm * mag;
        cvx += dx * am * mag;
        cvy += dy * am * mag;
        dx = bx - cx;
        dy = by - cy;
        d2 = dx * dx + dy * dy;
        mag = dt / (d2 * pow(d2, 0.5));
        bvx -= dx * cm * mag;
        bvy -= dy * cm * mag;
        cvx += dx * bm * mag;
        cvy += dy * bm * mag;
        ax += dt * avx;
        ay += dt * avy;
        bx += dt * bvx;
        by += dt * bvy;
        cx += dt * cvx;
        cy += dt * cvy;
    }
    double end[] = {ax, ay, bx, by, cx, cy};
    for (int k = 0; k < 6; k++) results[k] = end[k];
}

const program float_programs[] = {
    {"leibniz", 0, leibniz, 1},
    {"dot_product", 0, dot_product, 1},
    {"matrix_product", 0, matrix_product, 2},
    {"nbody_locals", 0, nbody_locals, 6},
    {0, 0, 0, 0},
};
