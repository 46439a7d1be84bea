"""Characters of a string by index and by iteration."""

GROUP = "strings"
SIZE = 4_500


def main(n):
    text = "the quick brown fox jumps over the lazy dog" * 10
    t = 0
    for k in range(n):
        for ch in text:
            if ch == "o":
                t += 1
        for i in range(len(text)):
            if text[i] == "z":
                t += i
    return t
