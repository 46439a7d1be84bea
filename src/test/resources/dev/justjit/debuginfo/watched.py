"""A program that another process looks at: it rests in C below compiled frames, then it is busy."""

import sys
import time


def rest(seconds):
    if seconds:
        say(sys._getframe())
        time.sleep(seconds)
    return 1


def say(frame):
    frames = []
    while frame:
        if frame.f_code.co_filename == __file__ and frame.f_code.co_name != "<module>":
            line = frame.f_lineno + (frame.f_code.co_name == "rest")
            frames.append((frame.f_code.co_qualname, line))
        frame = frame.f_back
    print("resting", frames, sep="\n", flush=True)


def numbers(seconds):
    total = 0
    for i in range(3):
        total += i
    return total + rest(seconds)


class Walk:
    def go(self, seconds):
        return numbers(
            seconds
        )


def step(value, key):
    value[key] = value.get(key, 0) + 1
    return len(value)


def spin(n):
    total = 0
    for i in range(n):
        total += i * i % 7
    return total


def walk(n):
    value = {}
    for i in range(n):
        step(value, str(i % 50))
    return spin(n * 20)


def drive(end):
    while time.monotonic() < end:
        walk(500)


def main():
    for _ in range(400):
        Walk().go(0)
        walk(5)
    drive(time.monotonic() + 1)
    Walk().go(1)
    print("busy", flush=True)
    drive(time.monotonic() + 60)


main()
