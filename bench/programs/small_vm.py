"""An interpreter of a small bytecode."""

GROUP = "programs"
SIZE = 200_000

PUSH, ADD, SUB, DUP, JUMP_IF, HALT = range(6)


def run(code, start):
    stack = [start]
    pc = 0
    steps = 0
    while True:
        op = code[pc]
        pc += 1
        steps += 1
        if op == PUSH:
            stack.append(code[pc])
            pc += 1
        elif op == ADD:
            b = stack.pop()
            a = stack.pop()
            stack.append(a + b)
        elif op == SUB:
            b = stack.pop()
            a = stack.pop()
            stack.append(a - b)
        elif op == DUP:
            stack.append(stack[-1])
        elif op == JUMP_IF:
            if stack.pop():
                pc = code[pc]
            else:
                pc += 1
        elif op == HALT:
            return steps


def main(n):
    code = [PUSH, 1, SUB, DUP, JUMP_IF, 0, HALT]
    return run(code, n)
