/* Reads lines "name size", runs that program once, and answers "seconds result...". */
#include "native.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const program *find(const program *in, const char *name) {
    for (; in->name; in++)
        if (!strcmp(in->name, name)) return in;
    return 0;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(void) {
    char name[64];
    long long size;
    while (scanf("%63s %lld", name, &size) == 2) {
        const program *p = find(int_programs, name);
        double results[6], start, end;
        i64 result = 0;
        if (!p) p = find(float_programs, name);
        if (!p) {
            printf("none\n");
        } else {
            start = now();
            if (p->of_int)
                result = p->of_int(size);
            else
                p->of_floats(size, results);
            end = now();
            printf("%.9f", end - start);
            if (p->of_int) printf(" %lld", (long long)result);
            for (int k = 0; !p->of_int && k < p->count; k++) printf(" %.17g", results[k]);
            printf("\n");
        }
        fflush(stdout);
    }
    return 0;
}
