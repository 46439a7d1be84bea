"""Big integers: pi by a spigot and by splitting, RSA with own primes, roots, Mersenne primes.

Integers of a few dozen to a few thousand bits: products, divisions, shifts, powers with a modulus,
conversions to text and bytes.
"""

import math

NUMERIC = True


class Random:
    """Numbers of any size from a linear generator."""

    def __init__(self, seed):
        self.state = seed

    def word(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
        return self.state >> 32

    def bits(self, count):
        value = 0
        for _ in range(0, count, 32):
            value = value << 32 | self.word()
        return value & (1 << count) - 1


class Transformation:
    """x -> (q x + r) / (s x + t), in integers."""

    def __init__(self, q, r, s, t):
        self.q, self.r, self.s, self.t = q, r, s, t

    def __matmul__(self, other):
        return Transformation(
            self.q * other.q + self.r * other.s,
            self.q * other.r + self.r * other.t,
            self.s * other.q + self.t * other.s,
            self.s * other.r + self.t * other.t,
        )

    def floor(self, x):
        return (self.q * x + self.r) // (self.s * x + self.t)


def pi_spigot(count):
    """The digits of pi, each as soon as no further term of the series can change it."""
    state = Transformation(1, 0, 0, 1)
    digits, term = [], 0
    while len(digits) < count:
        digit = state.floor(3)
        if digit == state.floor(4):
            digits.append(digit)
            state = Transformation(10, -10 * digit, 0, 1) @ state
        else:
            term += 1
            state @= Transformation(term, 4 * term + 2, 0, 2 * term + 1)
    return "".join(map(str, digits))


def pi_chudnovsky(digits):
    """The same by binary splitting."""

    def split(a, b):
        if b - a == 1:
            if a == 0:
                p = q = 1
            else:
                p = (6 * a - 5) * (2 * a - 1) * (6 * a - 1)
                q = a * a * a * 10939058860032000
            t = p * (13591409 + 545140134 * a)
            return p, q, -t if a & 1 else t
        middle = (a + b) // 2
        p1, q1, t1 = split(a, middle)
        p2, q2, t2 = split(middle, b)
        return p1 * p2, q1 * q2, q2 * t1 + p1 * t2

    _, q, t = split(0, digits // 14 + 2)
    one = 10 ** (digits + 10)
    root = math.isqrt(10005 * one * one)
    return str(q * 426880 * root // t)[:digits]


def power(base, exponent, modulus):
    """Square and multiply, from the highest bit on."""
    result = 1
    for bit in bin(exponent)[2:]:
        result = result * result % modulus
        if bit == "1":
            result = result * base % modulus
    return result


def is_prime(n, random):
    """Miller and Rabin, after some small divisors."""
    for small in (2, 3, 5, 7, 11, 13, 17, 19, 23):
        if n % small == 0:
            return n == small
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd //= 2
        twos += 1
    for _ in range(8):
        x = pow(2 + random.bits(64) % (n - 3), odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def make_prime(bits, random):
    candidate = random.bits(bits) | 1 << bits - 1 | 1
    while not is_prime(candidate, random):
        candidate += 2
    return candidate


def extended_gcd(a, b):
    x, next_x, y, next_y = 1, 0, 0, 1
    while b:
        quotient, remainder = divmod(a, b)
        a, b = b, remainder
        x, next_x = next_x, x - quotient * next_x
        y, next_y = next_y, y - quotient * next_y
    return a, x, y


class KeyPair:
    """RSA, as in a textbook."""

    def __init__(self, bits, random):
        exponent = 65537
        while True:
            p = make_prime(bits // 2, random)
            q = make_prime(bits - bits // 2, random)
            totient = (p - 1) * (q - 1)
            divisor, x, _ = extended_gcd(exponent, totient)
            if divisor == 1 and p != q:
                break
        self.modulus = p * q
        self.public = exponent
        self.private = x % totient
        self.size = (self.modulus.bit_length() - 1) // 8

    def encrypt(self, text):
        data = text.encode()
        for start in range(0, len(data), self.size):
            block = int.from_bytes(data[start : start + self.size], "big")
            yield power(block, self.public, self.modulus)

    def decrypt(self, blocks):
        parts = []
        for block in blocks:
            number = power(block, self.private, self.modulus)
            parts.append(number.to_bytes((number.bit_length() + 7) // 8, "big"))
        return b"".join(parts).decode()


def integer_root(n, degree):
    """The largest x with x**degree <= n, by Newton's method."""
    x = 1 << -(-n.bit_length() // degree)
    while True:
        better = ((degree - 1) * x + n // x ** (degree - 1)) // degree
        if better >= x:
            return x
        x = better


def fibonacci(n):
    """By doubling."""
    a, b = 0, 1
    for bit in bin(n)[2:]:
        a, b = a * (2 * b - a), a * a + b * b
        if bit == "1":
            a, b = b, a + b
    return a


def is_odd_prime(n):
    return all(n % divisor for divisor in range(3, math.isqrt(n) + 1, 2))


def lucas_lehmer(p):
    """Whether 2**p - 1 is a prime."""
    mersenne = (1 << p) - 1
    value = 4
    for _ in range(p - 2):
        value = value * value - 2
        value = (value & mersenne) + (value >> p)
        if value >= mersenne:
            value -= mersenne
    return value == 0


def partitions(n):
    """The number of ways to write n as a sum, by Euler's pentagonal numbers."""
    ways = [1] + [0] * n
    for i in range(1, n + 1):
        total, k = 0, 1
        while (pentagonal := k * (3 * k - 1) // 2) <= i:
            sign = 1 if k % 2 else -1
            total += sign * ways[i - pentagonal]
            if pentagonal + k <= i:
                total += sign * ways[i - pentagonal - k]
            k += 1
        ways[i] = total
    return ways[n]


def to_base(n, base):
    digits = []
    while n:
        n, digit = divmod(n, base)
        digits.append("0123456789abcdefghijklmnopqrstuvwxyz"[digit])
    return "".join(reversed(digits))


def digest(text):
    value = 0
    for character in text:
        value = (value * 257 + ord(character)) % (2**61 - 1)
    return value


def bench():
    random = Random(5)
    spigot = pi_spigot(330)
    assert pi_chudnovsky(900).startswith(spigot)
    keys = KeyPair(320, random)
    text = "Integers have as many digits as they need."
    blocks = list(keys.encrypt(text))
    assert keys.decrypt(blocks) == text
    root = integer_root(3**900, 7)
    assert root**7 <= 3**900 < (root + 1) ** 7
    mersenne = [p for p in range(3, 480, 2) if is_odd_prime(p) and lucas_lehmer(p)]
    base36 = to_base(math.factorial(150), 36)
    assert int(base36, 36) == math.factorial(150)
    return (
        spigot[-6:],
        digest(str(blocks)),
        root % 10**9,
        fibonacci(4000) % 10**9,
        tuple(mersenne),
        partitions(1200),
        digest(base36),
    )


EXPECTED = (
    "152092",
    597175556444531684,
    796566440,
    715274875,
    (3, 5, 7, 13, 17, 19, 31, 61, 89, 107, 127),
    46240102378152881298913555099661657,
    85824788328971049,
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
