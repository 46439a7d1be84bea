"""Text formatting and logging: a service that logs through handlers of its own, and its reports.

Uses the logging module as programs do (a hierarchy of loggers, levels, filters, a formatter, extra
fields, exceptions), then reads the lines again and prints tables with f-strings, format
specifications, %-formatting and textwrap. Log records get the numbers of a clock of the program.
"""

import logging
import textwrap
from collections import Counter, defaultdict


class Clock:
    """Time in milliseconds that passes when somebody asks."""

    def __init__(self):
        self.now = 0

    def tick(self):
        self.now += 37
        return self.now

    @staticmethod
    def text(moment):
        seconds, millis = divmod(moment, 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours:02d}:{minutes:02d}:{seconds:02d}.{millis:03d}"


class LineFormatter(logging.Formatter):
    """One line for each record; the lines of a traceback are left out, the exception is not."""

    def __init__(self, clock):
        super().__init__("%(clock)s %(levelname)-8s [%(name)s] %(message)s")
        self.clock = clock

    def format(self, record):
        record.clock = self.clock.text(self.clock.tick())
        line = super().format(record)
        context = getattr(record, "context", None)
        if context:
            line += " {" + ", ".join(f"{key}={value!r}" for key, value in context.items()) + "}"
        return line

    def formatException(self, ei):
        return f"    {ei[0].__name__}: {ei[1]}"


class MemoryHandler(logging.Handler):
    """Keeps formatted lines, at most a number of them."""

    def __init__(self, capacity, level=logging.NOTSET):
        super().__init__(level)
        self.capacity = capacity
        self.lines = []
        self.dropped = 0

    def emit(self, record):
        for line in self.format(record).split("\n"):
            if len(self.lines) >= self.capacity:
                self.dropped += 1
            else:
                self.lines.append(line)


class CountingHandler(logging.Handler):
    """Counts records by logger and level."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.counts = defaultdict(Counter)

    def emit(self, record):
        self.counts[record.name][record.levelname] += 1


class Sampling(logging.Filter):
    """Lets one of several debug records pass."""

    def __init__(self, every):
        super().__init__()
        self.every = every
        self.seen = 0

    def filter(self, record):
        if record.levelno > logging.DEBUG:
            return True
        self.seen += 1
        return self.seen % self.every == 0


class RequestAdapter(logging.LoggerAdapter):
    def process(self, msg, kwargs):
        kwargs["extra"] = {"context": self.extra}
        return f"#{self.extra['request']} {msg}", kwargs


class OutOfStock(Exception):
    pass


class Service:
    """Answers requests, and logs what it does."""

    STOCK = {"apple": 40, "bread": 12, "candle": 3, "drum": 0}

    def __init__(self, root):
        self.web = logging.getLogger(f"{root}.web")
        self.store = logging.getLogger(f"{root}.web.store")
        self.audit = logging.getLogger(f"{root}.audit")
        self.stock = dict(self.STOCK)

    def handle(self, number, user, item, count):
        log = RequestAdapter(self.web, {"request": number, "user": user})
        log.debug("asks for %d x %s", count, item)
        try:
            price = self.order(item, count)
        except OutOfStock:
            log.warning("cannot have %s", item, exc_info=True)
            return 404
        except KeyError as error:
            log.error("unknown item %s", error)
            return 400
        log.info("pays %.2f for %s (%s)", price, item, "bulk" if count > 3 else "single")
        self.audit.info("%-6s|%6s|%8.3f", user, item, price)
        return 200

    def order(self, item, count):
        left = self.stock[item]
        self.store.debug("%s: %d left", item, left)
        if left < count:
            self.stock[item] += 5
            raise OutOfStock(f"{count} of {item}, {left} left")
        self.stock[item] = left - count
        return count * len(item) * 1.25


def configure(root, clock):
    logger = logging.getLogger(root)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.handlers.clear()
    memory, counting = MemoryHandler(capacity=1500), CountingHandler()
    memory.setFormatter(LineFormatter(clock))
    memory.addFilter(Sampling(3))
    logger.addHandler(memory)
    logger.addHandler(counting)
    logging.getLogger(f"{root}.audit").setLevel(logging.INFO)
    return memory, counting


def parse(lines):
    """Level, logger and message of each line that the formatter wrote."""
    for line in lines:
        if line.startswith(" "):
            continue
        _, level, rest = line.split(None, 2)
        name, _, message = rest.partition("] ")
        yield level, name[1:], message


def table(rows, titles):
    """Columns as wide as they must be: numbers to the right, text to the left."""
    cells = [[f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(titles, *cells)]
    yield " | ".join(title.center(width) for title, width in zip(titles, widths)).rstrip()
    yield "-+-".join("-" * width for width in widths)
    for row, texts in zip(rows, cells):
        yield " | ".join(
            f"{text:>{width}}" if isinstance(cell, int) else f"{text:<{width}}"
            for cell, text, width in zip(row, texts, widths)
        )


def histogram(counter, width=30):
    most = max(counter.values())
    for name, count in sorted(counter.items(), key=lambda item: (-item[1], item[0])):
        bar = "#" * round(width * count / most)
        yield "%-10s %s %5.1f%%" % (
            name,
            bar.ljust(width, "."),
            100 * count / sum(counter.values()),
        )


def report(memory, counting, statuses):
    levels = Counter()
    words = Counter()
    for level, _, message in parse(memory.lines):
        levels[level] += 1
        words.update(word for word in message.split() if word.isalpha())
    rows = [
        (name, level, count)
        for name, counts in sorted(counting.counts.items())
        for level, count in sorted(counts.items())
    ]
    yield from table(rows, ("logger", "level", "records"))
    yield from histogram(levels)
    summary = "{total} requests, {good:.1%} answered; {dropped} lines dropped. ".format(
        total=sum(statuses.values()),
        good=statuses[200] / sum(statuses.values()),
        dropped=memory.dropped,
    )
    summary += "Most used words: " + ", ".join(
        f"{word} ({count})"
        for word, count in sorted(words.items(), key=lambda w: (-w[1], w[0]))[:12]
    )
    yield textwrap.fill(summary, 60, initial_indent="* ", subsequent_indent="  ")


USERS = ("ann", "bob", "cy")
ITEMS = ("apple", "bread", "candle", "drum", "ghost")


def bench():
    memory, counting = configure("shop", Clock())
    service = Service("shop")
    statuses = Counter()
    for number in range(650):
        item = ITEMS[number * 7 % 11 % 5]
        statuses[service.handle(number, USERS[number % 3], item, number % 6 + 1)] += 1
    checksum = 0
    for line in memory.lines:
        checksum = (checksum * 31 + sum(line.encode())) % 1_000_003
    return (
        sorted(statuses.items()),
        memory.lines[-1],
        checksum,
        "\n".join(report(memory, counting, statuses)).splitlines(),
    )


EXPECTED = (
    [(200, 334), (400, 118), (404, 198)],
    "00:00:48.544 WARNING  [shop.web] #618 cannot have drum",
    105783,
    [
        "  logger   |  level  | records",
        "-----------+---------+--------",
        "shop.audit | INFO    |     334",
        "shop.web   | ERROR   |     118",
        "shop.web   | INFO    |     334",
        "shop.web   | WARNING |     198",
        "INFO       ##############################  48.5%",
        "DEBUG      ##################............  28.6%",
        "WARNING    #########.....................  14.4%",
        "ERROR      #####.........................   8.5%",
        "* 650 requests, 51.4% answered; 76 lines dropped. Most used",
        "  words: for (524), pays (318), apple (225), asks (206), x",
        "  (206), cannot (189), have (189), left (169), drum (151),",
        "  bread (150), candle (150), ann (119)",
    ],
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
