"""An exception that leaves two functions before it is caught."""

GROUP = "exceptions"
SIZE = 300_000


def inner(i):
    if i & 1:
        raise KeyError(i)
    return i


def outer(i):
    return inner(i) + 1


def main(n):
    t = 0
    for i in range(n):
        try:
            t += outer(i)
        except KeyError as e:
            t -= e.args[0]
    return t
