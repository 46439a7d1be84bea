"""Functions of the comparison: light, medium and heavy, on ints, floats and strings."""


def int_light(a):
    return a * 2 + 1


def int_medium(a):
    total = 0
    while a:
        a, digit = divmod(a, 10)
        total += digit * digit
    return total


def int_heavy(a):
    n = a % 1000 + 1
    steps = 0
    for start in range(n, n + 10):
        value = start
        while value != 1:
            value = 3 * value + 1 if value & 1 else value >> 1
            steps += 1
    return steps


def float_light(x):
    return x * 1.5 + 2.0


def float_medium(x):
    guess = x if x > 1.0 else 1.0
    for _ in range(12):
        guess = 0.5 * (guess + x / guess)
    return guess


def float_heavy(x):
    u = (x % 1000.0) / 500.0 - 1.5
    a = b = 0.0
    count = 0.0
    for _ in range(500):
        a, b = a * a - b * b + u, 2.0 * a * b + 0.1
        if a * a + b * b > 4.0:
            break
        count += 1.0
    return count


def string_light(s):
    return s.upper()


def string_medium(s):
    words = s.split("-")
    return " ".join(word.capitalize() for word in words if word)


def string_heavy(s):
    """How far it is from its reverse, in edits."""
    other = s[::-1]
    previous = list(range(len(other) + 1))
    for i, left in enumerate(s, 1):
        current = [i]
        for j, right in enumerate(other, 1):
            change = previous[j - 1] + (left != right)
            current.append(min(change, previous[j] + 1, current[j - 1] + 1))
        previous = current
    return str(previous[-1])
