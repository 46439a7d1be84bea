"""Powers modulo a prime by squaring: products of two 31-bit ints, remainders, shifts."""

GROUP = "ints"
SIZE = 18_000


def power(base, exponent, modulus):
    result = 1
    base %= modulus
    while exponent > 0:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result


def main(n):
    t = 0
    for i in range(1, n):
        t ^= power(i, 1_000_003, 2_147_483_647)
    return t
