"""What the profiler counts: recursive calls, methods, comprehensions, builtins, a sort with a key."""

import functools


class Shape:
    """Has sides."""

    def __init__(self, sides):
        self.sides = sides

    def area(self):
        raise NotImplementedError

    def weight(self, density):
        return self.area() * density


class Box(Shape):
    def area(self):
        a, b = self.sides
        return a * b


class Square(Box):
    def __init__(self, side):
        super().__init__((side, side))


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@functools.lru_cache(maxsize=None)
def ways(cents, coins):
    if cents == 0:
        return 1
    if cents < 0 or not coins:
        return 0
    return ways(cents - coins[0], coins) + ways(cents, coins[1:])


def words(count):
    for number in range(count):
        yield "".join(chr(97 + (number * step) % 26) for step in (1, 3, 7, 11))


def main():
    shapes = [Square(n) if n % 3 else Box((n, n + 1)) for n in range(400)]
    shapes.sort(key=lambda shape: (-shape.area() % 97, shape.sides))
    total = sum(shape.weight(3) for shape in shapes)
    longest = max(words(300), key=lambda word: (len(set(word)), word))
    print(fib(16), ways(100, (50, 20, 10, 5, 2)), total, longest)


if __name__ == "__main__":
    main()
