"""The product of two matrices of floats."""

GROUP = "lists"
SIZE = 130


def product(a, b, n):
    rows = []
    for i in range(n):
        row = []
        ai = a[i]
        for j in range(n):
            s = 0.0
            for k in range(n):
                s += ai[k] * b[k][j]
            row.append(s)
        rows.append(row)
    return rows


def main(n):
    a = [[i + j * 0.5 for j in range(n)] for i in range(n)]
    c = product(a, a, n)
    return c[0][0], c[n - 1][n - 1]
