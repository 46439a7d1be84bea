"""A ray tracer with a Vector class that overloads operators: spheres, a floor, lights, mirrors."""

import math

WIDTH, HEIGHT = 52, 40
DEPTH = 3


class Vector:
    """Three floats; an immutable value."""

    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __neg__(self):
        return Vector(-self.x, -self.y, -self.z)

    def __mul__(self, factor):
        if isinstance(factor, Vector):
            return Vector(self.x * factor.x, self.y * factor.y, self.z * factor.z)
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def __truediv__(self, divisor):
        return self * (1.0 / divisor)

    def __matmul__(self, other):
        """The dot product."""
        return self.x * other.x + self.y * other.y + self.z * other.z

    def __abs__(self):
        return math.sqrt(self @ self)

    def __iter__(self):
        yield self.x
        yield self.y
        yield self.z

    def __eq__(self, other):
        return isinstance(other, Vector) and tuple(self) == tuple(other)

    def __repr__(self):
        return f"Vector({self.x}, {self.y}, {self.z})"

    def normalized(self):
        return self / abs(self)

    def reflected(self, normal):
        return self - normal * (2.0 * (self @ normal))


BLACK = Vector(0.0, 0.0, 0.0)
WHITE = Vector(1.0, 1.0, 1.0)


class Ray:
    def __init__(self, origin, direction):
        self.origin = origin
        self.direction = direction.normalized()

    def at(self, distance):
        return self.origin + self.direction * distance


class Material:
    def __init__(self, colour, ambient=0.1, diffuse=0.7, mirror=0.0):
        self.colour = colour
        self.ambient = ambient
        self.diffuse = diffuse
        self.mirror = mirror

    def colour_at(self, point):
        return self.colour


class Checkered(Material):
    def __init__(self, colour, other, **options):
        super().__init__(colour, **options)
        self.other = other

    def colour_at(self, point):
        even = (math.floor(point.x) + math.floor(point.z)) % 2 == 0
        return self.colour if even else self.other


class Shape:
    def __init__(self, material):
        self.material = material

    def distance(self, ray):
        """How far along the ray it is hit, or None."""
        raise NotImplementedError

    def normal_at(self, point):
        raise NotImplementedError


class Sphere(Shape):
    def __init__(self, centre, radius, material):
        super().__init__(material)
        self.centre = centre
        self.radius = radius

    def distance(self, ray):
        to_centre = self.centre - ray.origin
        along = to_centre @ ray.direction
        inside = self.radius**2 - (to_centre @ to_centre - along**2)
        if inside < 0.0:
            return None
        distance = along - math.sqrt(inside)
        return distance if distance > 1e-6 else None

    def normal_at(self, point):
        return (point - self.centre) / self.radius


class Plane(Shape):
    def __init__(self, point, normal, material):
        super().__init__(material)
        self.point = point
        self.normal = normal.normalized()

    def distance(self, ray):
        slope = ray.direction @ self.normal
        if abs(slope) < 1e-9:
            return None
        distance = ((self.point - ray.origin) @ self.normal) / slope
        return distance if distance > 1e-6 else None

    def normal_at(self, point):
        return self.normal


class Light:
    def __init__(self, position, colour):
        self.position = position
        self.colour = colour


class Scene:
    def __init__(self):
        self.shapes = []
        self.lights = []
        self.background = Vector(0.2, 0.3, 0.5)

    def add(self, item):
        (self.lights if isinstance(item, Light) else self.shapes).append(item)
        return self

    def nearest(self, ray):
        best, found = math.inf, None
        for shape in self.shapes:
            distance = shape.distance(ray)
            if distance is not None and distance < best:
                best, found = distance, shape
        return best, found

    def visible(self, point, light):
        way = light.position - point
        distance, shape = self.nearest(Ray(point, way))
        return shape is None or distance >= abs(way)

    def trace(self, ray, depth=0):
        distance, shape = self.nearest(ray)
        if shape is None:
            return self.background
        point = ray.at(distance)
        normal = shape.normal_at(point)
        colour = self.lit(shape.material, point, normal)
        if shape.material.mirror and depth < DEPTH:
            reflection = self.trace(Ray(point, ray.direction.reflected(normal)), depth + 1)
            colour = colour + reflection * shape.material.mirror
        return colour

    def lit(self, material, point, normal):
        base = material.colour_at(point)
        total = base * material.ambient
        for light in self.lights:
            brightness = (light.position - point).normalized() @ normal
            if brightness > 0.0 and self.visible(point, light):
                total += base * light.colour * (brightness * material.diffuse)
        return total


class Camera:
    def __init__(self, position, width, height):
        self.position = position
        self.width = width
        self.height = height

    def rays(self):
        for j in range(self.height):
            for i in range(self.width):
                x = (i + 0.5) / self.width * 2 - 1
                y = 1 - (j + 0.5) / self.height * 2
                yield Ray(self.position, Vector(x, y * self.height / self.width, -1.0))


def make_scene():
    scene = Scene()
    scene.add(Sphere(Vector(0.0, 0.5, -4.0), 1.2, Material(Vector(0.9, 0.2, 0.2), mirror=0.3)))
    scene.add(Sphere(Vector(1.8, -0.2, -3.2), 0.6, Material(Vector(0.2, 0.9, 0.3), mirror=0.1)))
    scene.add(Sphere(Vector(-1.7, -0.1, -3.0), 0.7, Material(Vector(0.3, 0.3, 0.9), mirror=0.4)))
    scene.add(Plane(Vector(0.0, -0.8, 0.0), Vector(0.0, 1.0, 0.0), Checkered(WHITE, BLACK)))
    scene.add(Light(Vector(5.0, 6.0, 1.0), Vector(0.9, 0.9, 0.8)))
    scene.add(Light(Vector(-4.0, 5.0, 2.0), Vector(0.3, 0.3, 0.4)))
    return scene


def pixel(colour):
    return tuple(min(255, max(0, int(part * 255))) for part in colour)


def bench():
    """Renders the scene; the digest is a checksum of its bytes."""
    scene = make_scene()
    camera = Camera(Vector(0.0, 0.3, 1.0), WIDTH, HEIGHT)
    image = [pixel(scene.trace(ray)) for ray in camera.rays()]
    digest = 0
    for red, green, blue in image:
        digest = (digest * 31 + (red << 16) + (green << 8) + blue) % 1_000_000_007
    return len(image), digest


EXPECTED = (2080, 245695650)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
