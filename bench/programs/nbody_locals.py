"""Three bodies, all in local variables: many floats that live at once."""

GROUP = "floats"
SIZE = 100_000


def main(n):
    ax, ay, avx, avy, am = 0.0, 0.0, 0.0, -0.02, 40.0
    bx, by, bvx, bvy, bm = 5.0, 0.0, 0.0, 2.7, 0.4
    cx, cy, cvx, cvy, cm = -9.0, 1.0, 0.2, -2.0, 0.3
    dt = 0.001
    for _ in range(n):
        dx = ax - bx
        dy = ay - by
        d2 = dx * dx + dy * dy
        mag = dt / (d2 * d2**0.5)
        avx -= dx * bm * mag
        avy -= dy * bm * mag
        bvx += dx * am * mag
        bvy += dy * am * mag
        dx = ax - cx
        dy = ay - cy
        d2 = dx * dx + dy * dy
        mag = dt / (d2 * d2**0.5)
        avx -= dx * cm * mag
        avy -= dy * cm * mag
        cvx += dx * am * mag
        cvy += dy * am * mag
        dx = bx - cx
        dy = by - cy
        d2 = dx * dx + dy * dy
        mag = dt / (d2 * d2**0.5)
        bvx -= dx * cm * mag
        bvy -= dy * cm * mag
        cvx += dx * bm * mag
        cvy += dy * bm * mag
        ax += dt * avx
        ay += dt * avy
        bx += dt * bvx
        by += dt * bvy
        cx += dt * cvx
        cy += dt * cvy
    return ax, ay, bx, by, cx, cy
