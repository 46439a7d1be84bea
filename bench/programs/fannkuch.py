"""Permutations of a list: slices and item swaps."""

GROUP = "programs"
SIZE = 8


def main(n):
    perm = list(range(n))
    count = list(range(1, n + 1))
    best = 0
    checksum = 0
    sign = 1
    while True:
        if perm[0]:
            work = perm[:]
            flips = 0
            first = work[0]
            while first:
                work[: first + 1] = work[first::-1]
                flips += 1
                first = work[0]
            if flips > best:
                best = flips
            checksum += sign * flips
        sign = -sign
        r = 1
        while True:
            if r == n:
                return checksum, best
            head = perm[0]
            for i in range(r):
                perm[i] = perm[i + 1]
            perm[r] = head
            count[r] -= 1
            if count[r] > 0:
                break
            count[r] = r + 1
            r += 1
