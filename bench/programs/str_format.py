"""format() and the % operator."""

GROUP = "strings"
SIZE = 200_000


def main(n):
    t = 0
    for i in range(n):
        t += len("%d-%s" % (i, "a")) + len("{}:{}".format(i, "b"))
    return t
