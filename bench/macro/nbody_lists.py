"""The giant planets and the sun, as lists and tuples of floats: two integrators, energies, orbits.

A body is a position list, a velocity list and a mass in a tuple; pairs of bodies are made once. The
leapfrog and the fourth-order integrator of Yoshida are driven by the same functions.
"""

import math
from itertools import combinations

NUMERIC = True
SOLAR_MASS = 4 * math.pi * math.pi
DAYS_PER_YEAR = 365.24
STEP = 0.01

PLANETS = {
    "jupiter": (
        (4.84143144246472090e00, -1.16032004402742839e00, -1.03622044471123109e-01),
        (1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05),
        9.54791938424326609e-04,
    ),
    "saturn": (
        (8.34336671824457987e00, 4.12479856412430479e00, -4.03523417114321381e-01),
        (-2.76742510726411021e-03, 4.99852801234917238e-03, 2.30417297573763929e-05),
        2.85885980666130812e-04,
    ),
    "uranus": (
        (1.28943695621391310e01, -1.51111514016986312e01, -2.23307578892655734e-01),
        (2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05),
        4.36624404335156298e-05,
    ),
    "neptune": (
        (1.53796971148509165e01, -2.59193146099879641e01, 1.79258772950371181e-01),
        (2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05),
        5.15138902046611451e-05,
    ),
}


def load_system():
    """All bodies by name, the sun first, with the momentum of all of them at zero."""
    system = {"sun": ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], SOLAR_MASS)}
    for name, (position, velocity, mass) in PLANETS.items():
        speed = [v * DAYS_PER_YEAR for v in velocity]
        system[name] = (list(position), speed, mass * SOLAR_MASS)
    momentum = total_momentum(system.values())
    velocity = system["sun"][1]
    for axis, p in enumerate(momentum):
        velocity[axis] = -p / SOLAR_MASS
    return system


def total_momentum(bodies):
    px = py = pz = 0.0
    for _, (vx, vy, vz), mass in bodies:
        px += vx * mass
        py += vy * mass
        pz += vz * mass
    return px, py, pz


def angular_momentum(bodies):
    lx = ly = lz = 0.0
    for (x, y, z), (vx, vy, vz), mass in bodies:
        lx += mass * (y * vz - z * vy)
        ly += mass * (z * vx - x * vz)
        lz += mass * (x * vy - y * vx)
    return lx, ly, lz


def energy(bodies, pairs):
    total = 0.0
    for _, (vx, vy, vz), mass in bodies:
        total += 0.5 * mass * (vx * vx + vy * vy + vz * vz)
    for ((x1, y1, z1), _, m1), ((x2, y2, z2), _, m2) in pairs:
        dx = x1 - x2
        dy = y1 - y2
        dz = z1 - z2
        total -= m1 * m2 / math.sqrt(dx * dx + dy * dy + dz * dz)
    return total


def kick(pairs, dt):
    """Changes velocities by the attraction of all pairs."""
    for (p1, v1, m1), (p2, v2, m2) in pairs:
        dx = p1[0] - p2[0]
        dy = p1[1] - p2[1]
        dz = p1[2] - p2[2]
        squared = dx * dx + dy * dy + dz * dz
        magnitude = dt / (squared * math.sqrt(squared))
        f1 = m2 * magnitude
        f2 = m1 * magnitude
        v1[0] -= dx * f1
        v1[1] -= dy * f1
        v1[2] -= dz * f1
        v2[0] += dx * f2
        v2[1] += dy * f2
        v2[2] += dz * f2


def drift(bodies, dt):
    """Moves all bodies along their velocities."""
    for position, (vx, vy, vz), _ in bodies:
        position[0] += dt * vx
        position[1] += dt * vy
        position[2] += dt * vz


def leapfrog(bodies, pairs, dt):
    drift(bodies, dt / 2)
    kick(pairs, dt)
    drift(bodies, dt / 2)


CUBE_ROOT = 1.2599210498948732
OUTER = 1 / (2 - CUBE_ROOT)
INNER = -CUBE_ROOT * OUTER


def yoshida(bodies, pairs, dt):
    for weight in (OUTER, INNER, OUTER):
        leapfrog(bodies, pairs, weight * dt)


class Crossings:
    """Counts how often a body passes the plane of x and z, as seen from the sun."""

    def __init__(self, system):
        self.bodies = {name: body for name, body in system.items() if name != "sun"}
        self.sun = system["sun"]
        self.sides = {name: self.side(name) for name in self.bodies}
        self.counts = dict.fromkeys(self.bodies, 0)

    def side(self, name):
        return self.bodies[name][0][1] > self.sun[0][1]

    def look(self):
        for name in self.bodies:
            side = self.side(name)
            if side != self.sides[name]:
                self.sides[name] = side
                self.counts[name] += 1


def simulate(integrator, dt, steps):
    system = load_system()
    bodies = tuple(system.values())
    pairs = tuple(combinations(bodies, 2))
    crossings = Crossings(system)
    start = energy(bodies, pairs)
    drifted = 0.0
    for turn in range(steps):
        integrator(bodies, pairs, dt)
        if turn % 10 == 0:
            crossings.look()
            drifted = max(drifted, abs(energy(bodies, pairs) / start - 1))
    spin = angular_momentum(bodies)
    place = tuple(round(x, 8) for x in system["jupiter"][0])
    return crossings.counts, f"{drifted:.2e}", f"{spin[2]:.8f}", place


def bench():
    counts, *plain = simulate(leapfrog, STEP, 3000)
    other, *better = simulate(yoshida, STEP * 4, 300)
    return tuple(counts.items()), tuple(plain), tuple(other.items()), tuple(better)


EXPECTED = (
    (("jupiter", 5), ("saturn", 2), ("uranus", 1), ("neptune", 1)),
    ("5.78e-07", "0.87637519", (-5.45344744, 0.1962374, 0.12121699)),
    (("jupiter", 2), ("saturn", 0), ("uranus", 0), ("neptune", 0)),
    ("1.17e-08", "0.87637519", (4.89331085, -0.8847766, -0.10593537)),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
