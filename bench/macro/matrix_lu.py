"""Linear algebra on nested lists: products, LU with pivots, Cholesky, QR, power iteration.

Every factorization is checked against the matrix that it came from; the digest has residuals and
determinants, rounded to what does not depend on the order of a few last bits.
"""

import math

NUMERIC = True
SIZE = 34


class SingularMatrix(ArithmeticError):
    """There is no pivot in a column."""


def pseudo_random_matrix(rows, columns, seed):
    state = seed
    matrix = []
    for _ in range(rows):
        row = []
        for _ in range(columns):
            state = (state * 1103515245 + 12345) % 2147483648
            row.append(state / 1073741824 - 1.0)
        matrix.append(row)
    return matrix


def identity(n):
    return [[1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]


def transpose(a):
    return [list(column) for column in zip(*a)]


def multiply(a, b):
    columns = transpose(b)
    product = []
    for row in a:
        line = []
        for column in columns:
            total = 0.0
            for x, y in zip(row, column):
                total += x * y
            line.append(total)
        product.append(line)
    return product


def subtract(a, b):
    return [[x - y for x, y in zip(left, right)] for left, right in zip(a, b)]


def apply(a, vector):
    return [sum([x * y for x, y in zip(row, vector)]) for row in a]


def largest(a):
    return max(abs(x) for row in a for x in row)


def lu_decompose(a):
    """L and U in one matrix, the order of the rows, and the sign of that order."""
    n = len(a)
    lu = [row[:] for row in a]
    order = list(range(n))
    sign = 1
    for k in range(n):
        pivot = k
        for i in range(k + 1, n):
            if abs(lu[i][k]) > abs(lu[pivot][k]):
                pivot = i
        if lu[pivot][k] == 0.0:
            raise SingularMatrix(f"column {k}")
        if pivot != k:
            lu[k], lu[pivot] = lu[pivot], lu[k]
            order[k], order[pivot] = order[pivot], order[k]
            sign = -sign
        for i in range(k + 1, n):
            factor = lu[i][k] / lu[k][k]
            lu[i][k] = factor
            for j in range(k + 1, n):
                lu[i][j] -= factor * lu[k][j]
    return lu, order, sign


def lu_solve(lu, order, right):
    n = len(lu)
    x = [right[i] for i in order]
    for i in range(n):
        for j in range(i):
            x[i] -= lu[i][j] * x[j]
    for i in reversed(range(n)):
        for j in range(i + 1, n):
            x[i] -= lu[i][j] * x[j]
        x[i] /= lu[i][i]
    return x


def determinant(a):
    try:
        lu, _, sign = lu_decompose(a)
    except SingularMatrix:
        return 0.0
    return math.prod((lu[i][i] for i in range(len(lu))), start=float(sign))


def inverse(a):
    lu, order, _ = lu_decompose(a)
    return transpose([lu_solve(lu, order, unit) for unit in identity(len(a))])


def cholesky(a):
    """The lower triangle L with L * L' = a, for a symmetric positive definite matrix."""
    n = len(a)
    lower = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            total = a[i][j]
            for k in range(j):
                total -= lower[i][k] * lower[j][k]
            if i == j:
                if total <= 0.0:
                    raise SingularMatrix(f"row {i} is not positive")
                lower[i][i] = math.sqrt(total)
            else:
                lower[i][j] = total / lower[j][j]
    return lower


def householder_qr(a):
    """Q and R with Q * R = a."""
    n = len(a)
    r = [row[:] for row in a]
    q = identity(n)
    for k in range(n - 1):
        norm = math.sqrt(sum(r[i][k] * r[i][k] for i in range(k, n)))
        if norm == 0.0:
            continue
        v = [0.0] * n
        v[k] = r[k][k] + math.copysign(norm, r[k][k])
        for i in range(k + 1, n):
            v[i] = r[i][k]
        scale = 2.0 / sum(x * x for x in v)
        reflect_columns(r, v, scale, k)
        reflect_rows(q, v, scale, k)
    return q, r


def reflect_columns(matrix, v, scale, start):
    n = len(matrix)
    for j in range(n):
        projection = 0.0
        for i in range(start, n):
            projection += v[i] * matrix[i][j]
        projection *= scale
        for i in range(start, n):
            matrix[i][j] -= projection * v[i]


def reflect_rows(matrix, v, scale, start):
    n = len(matrix)
    for row in matrix:
        projection = 0.0
        for j in range(start, n):
            projection += row[j] * v[j]
        projection *= scale
        for j in range(start, n):
            row[j] -= projection * v[j]


def dominant_eigenvalue(a, turns):
    vector = [1.0] * len(a)
    value = 0.0
    for _ in range(turns):
        image = apply(a, vector)
        value = max(image, key=abs)
        vector = [x / value for x in image]
    return value


def bench():
    a = pseudo_random_matrix(SIZE, SIZE, 42)
    b = pseudo_random_matrix(SIZE, SIZE, 4711)
    residuals = [largest(subtract(multiply(a, inverse(a)), identity(SIZE)))]
    product = determinant(multiply(a, b))
    residuals.append(abs(product / (determinant(a) * determinant(b)) - 1.0))
    gram = multiply(a, transpose(a))
    lower = cholesky(gram)
    residuals.append(largest(subtract(multiply(lower, transpose(lower)), gram)))
    q, r = householder_qr(b)
    residuals.append(largest(subtract(multiply(q, r), b)))
    singular = determinant([a[0], a[1], a[0]] + a[3:])
    eigenvalue = dominant_eigenvalue(gram, 30)
    small = all(residual < 1e-10 for residual in residuals)
    return small, abs(singular) < 1e-3, f"{product:.8g}", round(eigenvalue, 9)


EXPECTED = (True, True, "6.5668538e+21", 38.265518372)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
