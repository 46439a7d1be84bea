"""Two bodies, all in local variables: float arithmetic without objects."""

GROUP = "floats"
SIZE = 350_000


def main(n):
    x, y, z = 1.0, 0.0, 0.1
    vx, vy, vz = 0.0, 0.9, 0.05
    dt = 0.001
    for _ in range(n):
        d2 = x * x + y * y + z * z
        a = -1.0 / (d2 * d2**0.5)
        vx += a * x * dt
        vy += a * y * dt
        vz += a * z * dt
        x += vx * dt
        y += vy * dt
        z += vz * dt
    return x, y, z
