"""Encoder and decoder of JSON in pure Python: a recursive descent reader and a streaming writer."""

import re

NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
SPACE = " \t\n\r"
ESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
QUOTED = {char: "\\" + letter for letter, char in ESCAPES.items() if letter != "/"}


class DecodeError(ValueError):
    """Text that is not JSON, with the line and the column of what is wrong."""

    def __init__(self, message, text, position):
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        super().__init__(f"{message}: line {line} column {column}")
        self.position = position


class Decoder:
    """Reads one document."""

    def __init__(self, text):
        self.text = text
        self.position = 0
        self.keys = {}
        self.readers = {
            "{": self.read_object,
            "[": self.read_array,
            '"': self.read_string,
            "t": lambda: self.read_word("true", True),
            "f": lambda: self.read_word("false", False),
            "n": lambda: self.read_word("null", None),
        }

    def decode(self):
        value = self.read_value()
        self.skip_space()
        if self.position != len(self.text):
            raise self.error("extra data")
        return value

    def error(self, message):
        return DecodeError(message, self.text, self.position)

    def skip_space(self):
        text, position = self.text, self.position
        while position < len(text) and text[position] in SPACE:
            position += 1
        self.position = position

    def peek(self):
        self.skip_space()
        try:
            return self.text[self.position]
        except IndexError:
            raise self.error("unexpected end") from None

    def expect(self, char):
        if self.peek() != char:
            raise self.error(f"{char!r} expected")
        self.position += 1

    def read_value(self):
        reader = self.readers.get(self.peek(), self.read_number)
        return reader()

    def read_word(self, word, value):
        if not self.text.startswith(word, self.position):
            raise self.error("unknown word")
        self.position += len(word)
        return value

    def read_number(self):
        match = NUMBER.match(self.text, self.position)
        if match is None:
            raise self.error("value expected")
        self.position = match.end()
        fraction, exponent = match.groups()
        if fraction is None and exponent is None:
            return int(match.group())
        return float(match.group())

    def read_string(self):
        self.expect('"')
        parts = []
        while True:
            match = PLAIN.match(self.text, self.position)
            parts.append(match.group())
            self.position = match.end()
            if self.position >= len(self.text):
                raise self.error("unterminated string")
            char = self.text[self.position]
            if char == '"':
                self.position += 1
                return "".join(parts)
            if char != "\\":
                raise self.error("control character in a string")
            parts.append(self.read_escape())

    def read_escape(self):
        letter = self.text[self.position + 1 : self.position + 2]
        if letter == "u":
            return self.read_code_point()
        if letter not in ESCAPES or not letter:
            raise self.error("bad escape")
        self.position += 2
        return ESCAPES[letter]

    def read_code_point(self):
        code = self.read_hex()
        if 0xD800 <= code < 0xDC00 and self.text.startswith("\\u", self.position):
            low = self.read_hex()
            if not 0xDC00 <= low < 0xE000:
                raise self.error("bad surrogate pair")
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
        return chr(code)

    def read_hex(self):
        digits = self.text[self.position + 2 : self.position + 6]
        try:
            code = int(digits, 16)
        except ValueError:
            raise self.error("bad \\u escape") from None
        self.position += 6
        return code

    def read_array(self):
        self.expect("[")
        items = []
        if self.peek() == "]":
            self.position += 1
            return items
        while True:
            items.append(self.read_value())
            if self.peek() == "]":
                self.position += 1
                return items
            self.expect(",")

    def read_object(self):
        self.expect("{")
        result = {}
        if self.peek() == "}":
            self.position += 1
            return result
        while True:
            if self.peek() != '"':
                raise self.error("key expected")
            key = self.read_string()
            key = self.keys.setdefault(key, key)
            self.expect(":")
            result[key] = self.read_value()
            if self.peek() == "}":
                self.position += 1
                return result
            self.expect(",")


class Encoder:
    """Writes values; indent and sorted keys on request; objects by a method of theirs."""

    def __init__(self, indent=None, sort_keys=False):
        self.indent = indent
        self.sort_keys = sort_keys

    def encode(self, value):
        return "".join(self.pieces(value, 0))

    def pieces(self, value, depth):
        if value is None:
            yield "null"
        elif value is True:
            yield "true"
        elif value is False:
            yield "false"
        elif isinstance(value, str):
            yield self.quote(value)
        elif isinstance(value, (int, float)):
            yield repr(value)
        elif isinstance(value, dict):
            yield from self.members(value, depth)
        elif isinstance(value, (list, tuple)):
            yield from self.elements(value, depth)
        elif hasattr(value, "to_json"):
            yield from self.pieces(value.to_json(), depth)
        else:
            raise TypeError(f"{type(value).__name__} cannot be encoded")

    def members(self, mapping, depth):
        if not mapping:
            yield "{}"
            return
        opening = "{"
        items = sorted(mapping.items()) if self.sort_keys else mapping.items()
        for key, value in items:
            yield opening + self.line(depth + 1) + self.quote(str(key)) + ": "
            yield from self.pieces(value, depth + 1)
            opening = "," if self.indent is not None else ", "
        yield self.line(depth) + "}"

    def elements(self, items, depth):
        if not items:
            yield "[]"
            return
        opening = "["
        for item in items:
            yield opening + self.line(depth + 1)
            yield from self.pieces(item, depth + 1)
            opening = "," if self.indent is not None else ", "
        yield self.line(depth) + "]"

    def line(self, depth):
        return "" if self.indent is None else "\n" + " " * (self.indent * depth)

    @staticmethod
    def quote(text):
        parts = ['"']
        for char in text:
            if char in QUOTED:
                parts.append(QUOTED[char])
            elif " " <= char <= "~":
                parts.append(char)
            else:
                parts.extend(f"\\u{unit:04x}" for unit in utf16(char))
        parts.append('"')
        return "".join(parts)


def utf16(char):
    code = ord(char)
    if code < 0x10000:
        return [code]
    code -= 0x10000
    return [0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)]


class Version:
    def __init__(self, *numbers):
        self.numbers = numbers

    def to_json(self):
        return {"version": ".".join(map(str, self.numbers)), "major": self.numbers[0]}


def make_document(packages):
    """Something like the index of a package repository."""
    document = {"generated": 1700000000, "stable": True, "mirror": None, "packages": []}
    for number in range(packages):
        document["packages"].append(
            {
                "name": f"package-{number}",
                "version": Version(number % 5, number % 13, number),
                "size": number * 37.5 + 0.125,
                "summary": f'The "{number}th" \u00fcbung\tof packing \U0001f4e6',
                "tags": ["net", "text", "math"][: number % 4],
                "requires": {f"package-{other}": f">={other}.0" for other in range(number % 3)},
                "yanked": number % 7 == 0,
            }
        )
    return document


BROKEN = [
    '{"a": [1, 2}',
    "[1,\n 2,\n tru]",
    '"abc',
    "{1: 2}",
    "[1] x",
    '["\\u12g4"]',
    "",
    "-",
    "[\x01]",
]


def complaints():
    for text in BROKEN:
        try:
            Decoder(text).decode()
        except DecodeError as error:
            yield str(error)


def bench():
    document = make_document(150)
    compact = Encoder().encode(document)
    pretty = Encoder(indent=2, sort_keys=True).encode(document)
    first, second = Decoder(compact).decode(), Decoder(pretty).decode()
    if first != second:
        raise AssertionError("the two texts differ in meaning")
    again = Encoder().encode(first)
    sizes = sum(package["size"] for package in first["packages"])
    return len(compact), len(pretty), again == compact, sizes, tuple(complaints())


EXPECTED = (
    34119,
    50213,
    True,
    419081.25,
    (
        "',' expected: line 1 column 12",
        "unknown word: line 3 column 2",
        "unterminated string: line 1 column 5",
        "key expected: line 1 column 2",
        "extra data: line 1 column 5",
        "bad \\u escape: line 1 column 3",
        "unexpected end: line 1 column 1",
        "value expected: line 1 column 1",
        "value expected: line 1 column 2",
    ),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
