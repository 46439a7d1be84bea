"""The spectral norm: calls of a small float function in nested loops."""

GROUP = "programs"
SIZE = 95


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def multiply(v, n):
    out = []
    for i in range(n):
        s = 0.0
        for j in range(n):
            s += element(i, j) * v[j]
        out.append(s)
    return out


def main(n):
    v = [1.0] * n
    for _ in range(60):
        v = multiply(v, n)
    return v[0]
