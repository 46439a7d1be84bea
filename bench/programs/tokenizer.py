"""A hand-written tokenizer: methods, characters, slices and lists."""

GROUP = "programs"
SIZE = 450


class Scanner:
    def __init__(self, text):
        self.text = text
        self.pos = 0

    def peek(self):
        if self.pos < len(self.text):
            return self.text[self.pos]
        return ""

    def number(self):
        start = self.pos
        while self.peek().isdigit():
            self.pos += 1
        return int(self.text[start : self.pos])

    def tokens(self):
        out = []
        while True:
            ch = self.peek()
            if ch == "":
                return out
            if ch == " ":
                self.pos += 1
            elif ch.isdigit():
                out.append(("num", self.number()))
            else:
                out.append(("op", ch))
                self.pos += 1


def main(n):
    text = "12 + 345 * (6 - 78) / 9 " * 40
    t = 0
    for _ in range(n):
        t += len(Scanner(text).tokens())
    return t
