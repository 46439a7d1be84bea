"""Calls with *args and **kwargs on both sides."""

GROUP = "calls"
SIZE = 300_000


def target(a, b, c=0):
    return a + b + c


def forward(*args, **kwargs):
    return target(*args, **kwargs)


def main(n):
    t = 0
    for i in range(n):
        t = forward(i, 1, c=2)
    return t
