"""Strings: a log is written, read with regular expressions, masked, wrapped, tabulated.

Building by joins, formats and slices; scanning with groups, lookaheads and replacement functions;
a small Markdown converter, a word index and a comparison of words by edits.
"""

import re
import string
from collections import Counter

LINES = 850
LEVELS = ("DEBUG", "INFO", "WARN", "ERROR")
WORDS = (
    "the quick server answers a slow request from client user order item stock failed "
    "because connection timeout was reached again while index cache table row value key"
).split()

LINE = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)T(?P<time>\d\d:\d\d:\d\d)\s+"
    r"\[(?P<level>[A-Z]+)\]\s+(?P<where>\w+(?:\.\w+)*):(?P<number>\d+)\s+-\s+(?P<text>.*)"
)
PAIR = re.compile(r"""(\w+)=("[^"]*"|'[^']*'|\S+)""")
ADDRESS = re.compile(r"\b[\w.]+@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
CARD = re.compile(r"(?<!\d)(?:\d{4}[ -]){3}\d{4}(?!\d)")
EMPHASIS = re.compile(r"(\*\*?)(?=\S)(.+?)(?<=\S)\1")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


class Numbers:
    """The same ones each time."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self, limit):
        self.state = (self.state * 69069 + 5) & 0xFFFFFFFF
        return (self.state >> 9) % limit


def sentence(number, length):
    words = [WORDS[number(len(WORDS))] for _ in range(length)]
    words[0] = words[0].capitalize()
    return " ".join(words) + "."


def make_log():
    number = Numbers(11)
    seconds = 0
    lines = []
    for turn in range(LINES):
        seconds += number(90)
        clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
        where = ".".join((WORDS[number(20)], WORDS[number(20)]))
        text = sentence(number, 4 + number(6))
        if turn % 3 == 0:
            text += f' user="user {number(9)}" ms={number(400)}'
        if turn % 7 == 0:
            text += f" Mail.{number(50)}@Example-{number(5)}.org"
        if turn % 11 == 0:
            text += " card %04d-%04d-%04d-%04d" % tuple(number(10000) for _ in range(4))
        level = LEVELS[number(len(LEVELS))]
        line = f"2024-05-{1 + turn // 50:02}T{clock} [{level}] {where}:{number(500)} - {text}"
        lines.append(line if turn % 29 else line[: len(line) // 3])
    return "\n".join(lines)


class Broken(ValueError):
    """A line that is none of a log."""


def parse_line(line):
    match = LINE.fullmatch(line)
    if match is None:
        raise Broken(line)
    fields = match.groupdict()
    fields["number"] = int(fields["number"])
    fields["pairs"] = {key: value.strip("\"'") for key, value in PAIR.findall(fields["text"])}
    return fields


def mask(text):
    """Hides what nobody shall read."""

    def hide_address(match):
        user, _, host = match[0].partition("@")
        return user[0] + "*" * (len(user) - 1) + "@" + host.lower()

    def hide_card(match):
        digits = re.sub(r"\D", "", match[0])
        return "#" * (len(digits) - 4) + digits[-4:]

    text, cards = CARD.subn(hide_card, text)
    text, addresses = ADDRESS.subn(hide_address, text)
    return text, cards + addresses


def wrap(text, width):
    lines, line, length = [], [], 0
    for word in text.split():
        if line and length + len(line) + len(word) > width:
            lines.append(" ".join(line))
            line, length = [], 0
        line.append(word)
        length += len(word)
    if line:
        lines.append(" ".join(line))
    return lines


def table(rows, titles):
    """Columns as wide as they have to be, numbers at the right."""
    cells = [titles] + [[str(value) for value in row] for row in rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(titles))]
    lines = []
    for row in cells:
        line = [
            text.rjust(width) if text.replace(".", "").isdigit() else text.ljust(width)
            for text, width in zip(row, widths)
        ]
        lines.append("| " + " | ".join(line) + " |")
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def inline(text):
    text = text.translate(ESCAPES)
    text = LINK.sub(lambda match: f'<a href="{match[2]}">{match[1]}</a>', text)
    return EMPHASIS.sub(
        lambda match: ("<b>{}</b>" if len(match[1]) == 2 else "<i>{}</i>").format(match[2]), text
    )


def markdown(source):
    """Headings, lists, paragraphs, emphasis and links."""
    html, items, paragraph = [], [], []

    def flush():
        if paragraph:
            html.append("<p>" + inline(" ".join(paragraph)) + "</p>")
            paragraph.clear()
        if items:
            html.append("<ul>" + "".join(f"<li>{inline(item)}</li>" for item in items) + "</ul>")
            items.clear()

    for line in source.splitlines():
        if heading := re.match(r"(#{1,3}) +(.*)", line):
            flush()
            level = len(heading[1])
            html.append(f"<h{level}>{inline(heading[2])}</h{level}>")
        elif line.startswith(("- ", "* ")):
            items.append(line[2:].strip())
        elif not line.strip():
            flush()
        else:
            paragraph.append(line.strip())
    flush()
    return "\n".join(html)


def make_document(entries):
    parts = []
    for number, entry in enumerate(entries):
        if number % 6 == 0:
            parts.append(f"\n## Part {number // 6 + 1} of *{entry['where']}*\n")
        text = entry["text"].replace("user", "**user**").replace("client", "[client](#c) & <co>")
        if number % 3 == 1:
            parts.append("- " + text)
        else:
            parts.extend(wrap(text, 40))
            parts.append("")
    return "\n".join(parts)


def edits(first, second):
    """The number of changes from one word to another."""
    previous = list(range(len(second) + 1))
    for row, a in enumerate(first, start=1):
        current = [row]
        for column, b in enumerate(second, start=1):
            cost = previous[column - 1] + (a != b)
            current.append(min(cost, previous[column] + 1, current[-1] + 1))
        previous = current
    return previous[-1]


def word_index(entries):
    letters = str.maketrans("", "", string.punctuation + string.digits)
    words = Counter()
    for entry in entries:
        words.update(entry["text"].lower().translate(letters).split())
    common = [word for word, _ in sorted(words.items(), key=lambda item: (-item[1], item[0]))[:20]]
    near = [
        (one, other)
        for place, one in enumerate(common)
        for other in common[place + 1 :]
        if edits(one, other) <= 3
    ]
    return words.total(), common[:4], near


def rotate(text, shift):
    """A Caesar cipher by slices, and back."""
    letters = string.ascii_lowercase
    there = str.maketrans(letters, letters[shift:] + letters[:shift])
    return text.translate(there)


def bench():
    entries, broken = [], 0
    for line in make_log().split("\n"):
        try:
            entries.append(parse_line(line))
        except Broken:
            broken += 1
    masked, hidden = mask("\n".join(entry["text"] for entry in entries))
    levels = Counter(entry["level"] for entry in entries)
    slow = sum(int(entry["pairs"].get("ms", 0)) > 200 for entry in entries)
    rows = [
        (level, count, f"{100 * count / len(entries):.1f}")
        for level, count in sorted(levels.items())
    ]
    html = markdown(make_document(entries[:250]))
    total, common, near = word_index(entries)
    secret = rotate(masked.lower(), 5)
    assert rotate(secret, 21) == masked.lower()
    return (
        broken,
        hidden,
        slow,
        table(rows, ["level", "count", "%"]).splitlines()[2],
        (len(html), html.count("<b>"), html.count("<li>"), sum(map(ord, html)) % 10007),
        (total, *common, len(near)),
        sum(map(ord, secret)) % 10007,
        sum(len(line) ** 2 for line in wrap(masked, 62)),
    )


EXPECTED = (
    28,
    192,
    135,
    "| DEBUG |   228 | 27.7 |",
    (20244, 204, 83, 4596),
    (5967, "ms", "useruser", "was", "answers", 22),
    9412,
    2434423,
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
