"""What the debugger is let loose on: a recursion, a loop, an exception that is caught."""


class Stack:
    """Numbers on top of each other."""

    def __init__(self):
        self.items = []

    def push(self, value):
        self.items.append(value)

    def pop(self):
        if not self.items:
            raise IndexError("nothing is left")
        return self.items.pop()


def factorial(n):
    if n < 2:
        return 1
    return n * factorial(n - 1)


def fill(stack, count):
    total = 0
    for value in range(count):
        stack.push(factorial(value % 9))
        total += value
    return total


def main():
    stack = Stack()
    total = fill(stack, 200)
    popped = 0
    try:
        while True:
            popped += stack.pop()
    except IndexError as error:
        reason = str(error)
    print(total, popped, reason)


if __name__ == "__main__":
    main()
