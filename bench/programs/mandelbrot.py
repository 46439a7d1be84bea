"""Points of the Mandelbrot set: float products in a loop with an early end."""

GROUP = "floats"
SIZE = 200


def escape(cr, ci, limit):
    zr = 0.0
    zi = 0.0
    for i in range(limit):
        zr2 = zr * zr
        zi2 = zi * zi
        if zr2 + zi2 > 4.0:
            return i
        zi = 2.0 * zr * zi + ci
        zr = zr2 - zi2 + cr
    return limit


def main(n):
    total = 0
    for y in range(n):
        ci = 2.0 * y / n - 1.0
        for x in range(n):
            total += escape(3.0 * x / n - 2.0, ci, 50)
    return total
