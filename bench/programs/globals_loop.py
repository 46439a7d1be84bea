"""A counter in a global variable."""

GROUP = "globals"
SIZE = 1_500_000

counter = 0
STEP = 3


def main(n):
    global counter
    counter = 0
    for _ in range(n):
        counter = counter + STEP
        if counter > 10_000:
            counter = 0
    return counter
