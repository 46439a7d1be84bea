"""A cluster of stars as objects: vectors with operators, bodies, forces, an observer.

What nbody_lists does with lists of floats is done here with classes: every position is a Vector,
every step makes new ones. Bodies that come too close to each other merge.
"""

import math

BODIES = 12
STEPS = 150
STEP = 0.02


class Vector:
    """Three coordinates that never change."""

    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x, -self.y, -self.z)

    def __eq__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return (self.x, self.y, self.z) == (other.x, other.y, other.z)

    def __iter__(self):
        yield self.x
        yield self.y
        yield self.z

    def __repr__(self):
        return f"Vector({self.x:.6f}, {self.y:.6f}, {self.z:.6f})"

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def cross(self, other):
        return Vector(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )

    @property
    def length(self):
        return math.sqrt(self.dot(self))


ZERO = Vector(0.0, 0.0, 0.0)


class Body:
    """Something with a mass that moves."""

    def __init__(self, name, mass, position, velocity):
        self.name = name
        self.mass = mass
        self.position = position
        self.velocity = velocity
        self.acceleration = ZERO

    @property
    def momentum(self):
        return self.velocity * self.mass

    @property
    def kinetic_energy(self):
        return 0.5 * self.mass * self.velocity.dot(self.velocity)

    def push(self, force):
        self.acceleration += force * (1.0 / self.mass)

    def swallow(self, other):
        """Takes the mass and the momentum of another body."""
        mass = self.mass + other.mass
        self.position = (self.position * self.mass + other.position * other.mass) * (1.0 / mass)
        self.velocity = (self.momentum + other.momentum) * (1.0 / mass)
        self.mass = mass
        self.name = f"{self.name}+{other.name}"


class Force:
    """Acts on all bodies of a system."""

    def act(self, system):
        raise NotImplementedError

    def potential_energy(self, system):
        return 0.0


class Gravity(Force):
    """Between all pairs, softened where they are close."""

    def __init__(self, constant, softening):
        self.constant = constant
        self.softening = softening

    def act(self, system):
        for first, second in system.pairs():
            between = second.position - first.position
            distance = math.sqrt(between.dot(between) + self.softening)
            strength = self.constant * first.mass * second.mass / (distance * distance * distance)
            force = between * strength
            first.push(force)
            second.push(-force)

    def potential_energy(self, system):
        total = 0.0
        for first, second in system.pairs():
            between = second.position - first.position
            distance = math.sqrt(between.dot(between) + self.softening)
            total -= self.constant * first.mass * second.mass / distance
        return total


class Drag(Force):
    """A thin gas slows everything down."""

    def __init__(self, coefficient):
        self.coefficient = coefficient

    def act(self, system):
        for body in system.bodies:
            body.push(-self.coefficient * body.velocity)


class Observer:
    """Notes what happens to a system."""

    def __init__(self):
        self.merged = []
        self.energies = []

    def on_merge(self, body, other):
        self.merged.append((body.name, other.name))

    def on_step(self, system):
        if system.steps % 20 == 0:
            self.energies.append(system.energy())


class System:
    """Bodies, the forces on them, and whoever wants to know."""

    def __init__(self, bodies, forces, observer):
        self.bodies = bodies
        self.forces = forces
        self.observer = observer
        self.steps = 0

    def pairs(self):
        for index, first in enumerate(self.bodies):
            for second in self.bodies[index + 1 :]:
                yield first, second

    def energy(self):
        moving = sum(body.kinetic_energy for body in self.bodies)
        return moving + sum(force.potential_energy(self) for force in self.forces)

    def centre(self):
        mass = sum(body.mass for body in self.bodies)
        return sum((body.position * body.mass for body in self.bodies), ZERO) * (1.0 / mass)

    def accelerate(self):
        for body in self.bodies:
            body.acceleration = ZERO
        for force in self.forces:
            force.act(self)

    def step(self, dt):
        """One step of the velocity Verlet integrator."""
        half = 0.5 * dt
        for body in self.bodies:
            body.velocity += body.acceleration * half
            body.position += body.velocity * dt
        self.accelerate()
        for body in self.bodies:
            body.velocity += body.acceleration * half
        self.steps += 1
        self.merge_close()
        self.observer.on_step(self)

    def merge_close(self):
        for first, second in list(self.pairs()):
            if first in self.bodies and second in self.bodies:
                if (first.position - second.position).length < 0.08:
                    self.observer.on_merge(first, second)
                    first.swallow(second)
                    self.bodies.remove(second)

    def run(self, steps, dt):
        self.accelerate()
        for _ in range(steps):
            self.step(dt)


def cluster(count, seed):
    """Bodies around a heavy one, each on something like an orbit."""
    numbers = random_floats(seed)
    bodies = [Body("sun", 5.0, ZERO, ZERO)]
    for number in range(1, count):
        position = Vector(next(numbers) * 2, next(numbers) * 2, next(numbers) * 0.3)
        speed = math.sqrt(5.0 / max(position.length, 0.2))
        direction = Vector(0.0, 0.0, 1.0).cross(position)
        velocity = direction * (speed / max(direction.length, 0.05))
        bodies.append(Body(f"b{number}", 0.02 + 0.01 * number, position, velocity))
    return bodies


def random_floats(seed):
    """An endless row of numbers between -1 and 1."""
    while True:
        seed = (seed * 69069 + 1) % 4294967296
        yield seed / 2147483648 - 1


def bench():
    observer = Observer()
    system = System(cluster(BODIES, 7), [Gravity(1.0, 1e-4), Drag(0.002)], observer)
    system.run(STEPS, STEP)
    heaviest = max(system.bodies, key=lambda body: (body.mass, body.name))
    return (
        len(system.bodies),
        heaviest.name,
        tuple(observer.merged),
        tuple(round(energy, 7) for energy in observer.energies),
        repr(system.centre()),
    )


EXPECTED = (
    8,
    "sun",
    (("b3", "b8"), ("b10", "b11"), ("b2", "b6"), ("b4", "b5")),
    (-1.5618049, -1.5946557, -1.621256, -1.5116243, -1.5325944, -1.5561154, -1.5869684),
    "Vector(0.240894, -0.147901, 0.015549)",
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
