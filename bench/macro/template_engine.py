"""A template engine: templates with variables, filters, loops, conditions, blocks and inheritance.

A template is split into tokens by a regular expression and parsed into nodes that render
themselves into a list of strings. It is parsed once and rendered with several contexts.
"""

import re

TOKEN = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
WORD = re.compile(r"""'[^']*'|"[^"]*"|[^\s'"]+""")


class TemplateError(Exception):
    """A mistake in a template."""


class Context:
    """Names in nested scopes, the innermost first."""

    def __init__(self, values):
        self.scopes = [values]

    def push(self, **values):
        self.scopes.append(values)

    def pop(self):
        self.scopes.pop()

    def __getitem__(self, name):
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        raise KeyError(name)

    def __setitem__(self, name, value):
        self.scopes[-1][name] = value


def escape(value):
    text = str(value)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(char, entity)
    return Safe(text)


class Safe(str):
    """Text that needs no escaping."""


FILTERS = {
    "upper": lambda value: str(value).upper(),
    "title": lambda value: str(value).title(),
    "length": len,
    "join": lambda value, separator=", ": separator.join(map(str, value)),
    "default": lambda value, other: value if value not in (None, "") else other,
    "money": lambda value, unit="EUR": f"{value:,.2f} {unit}",
    "cut": lambda value, size: value if len(value) <= int(size) else value[: int(size)] + "...",
    "safe": Safe,
    "first": lambda value: next(iter(value), None),
}


class Expression:
    """A name with dots, or a literal, through a pipe of filters."""

    def __init__(self, text):
        self.text = text.strip()
        source, *pipes = self.text.split("|")
        self.source = source.strip()
        self.filters = [self.parse_filter(pipe.strip()) for pipe in pipes]

    @staticmethod
    def parse_filter(text):
        name, separator, argument = text.partition(":")
        if name not in FILTERS:
            raise TemplateError(f"no filter {name!r}")
        return FILTERS[name], [argument.strip("'\"")] if separator else []

    def evaluate(self, context):
        value = self.resolve(context)
        for function, arguments in self.filters:
            value = function(value, *arguments)
        return value

    def resolve(self, context):
        source = self.source
        if source[0] in "'\"":
            return source[1:-1]
        if source.lstrip("-").isdigit():
            return int(source)
        name, *path = source.split(".")
        try:
            value = context[name]
        except KeyError:
            return None
        for part in path:
            value = self.member(value, part)
        return value

    @staticmethod
    def member(value, part):
        if isinstance(value, dict):
            return value.get(part)
        if isinstance(value, (list, tuple)) and part.isdigit():
            return value[int(part)] if int(part) < len(value) else None
        found = getattr(value, part, None)
        return found() if callable(found) else found


class Text:
    def __init__(self, text):
        self.text = text

    def render(self, context, output):
        output.append(self.text)


class Output:
    def __init__(self, expression):
        self.expression = Expression(expression)

    def render(self, context, output):
        value = self.expression.evaluate(context)
        if value is None:
            return
        output.append(value if isinstance(value, Safe) else escape(value))


class Loop:
    """{% for name in items %} ... {% empty %} ... {% endfor %}"""

    def __init__(self, words, body, other):
        if len(words) < 4 or words[2] != "in":
            raise TemplateError("for NAME in ITEMS")
        self.name = words[1]
        self.items = Expression(" ".join(words[3:]))
        self.body = body
        self.other = other

    def render(self, context, output):
        items = list(self.items.evaluate(context) or ())
        if not items:
            render_all(self.other, context, output)
            return
        context.push()
        for index, item in enumerate(items):
            context[self.name] = item
            context["loop"] = {
                "index": index + 1,
                "first": index == 0,
                "last": index == len(items) - 1,
                "odd": index % 2 == 1,
            }
            render_all(self.body, context, output)
        context.pop()


class Condition:
    """{% if a %}, {% if not a %}, {% if a == b %} and so on, with {% else %}"""

    OPERATORS = {
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
        ">": lambda a, b: a > b,
        "<": lambda a, b: a < b,
        "in": lambda a, b: a in b,
    }

    def __init__(self, words, body, other):
        words = words[1:]
        self.negated = words[0] == "not"
        if self.negated:
            words = words[1:]
        self.left = Expression(words[0])
        self.compare = self.right = None
        if len(words) == 3:
            self.compare = self.OPERATORS[words[1]]
            self.right = Expression(words[2])
        self.body = body
        self.other = other

    def holds(self, context):
        value = self.left.evaluate(context)
        if self.compare is not None:
            value = self.compare(value, self.right.evaluate(context))
        return bool(value) is not self.negated

    def render(self, context, output):
        render_all(self.body if self.holds(context) else self.other, context, output)


class Assignment:
    def __init__(self, words):
        self.name = words[1]
        self.value = Expression(" ".join(words[3:]))

    def render(self, context, output):
        context[self.name] = self.value.evaluate(context)


class Block:
    """A named part that a derived template replaces."""

    def __init__(self, words, body, other):
        self.name = words[1]
        self.body = body

    def render(self, context, output):
        replaced = context["blocks"].get(self.name, self)
        render_all(replaced.body, context, output)


def render_all(nodes, context, output):
    for node in nodes:
        node.render(context, output)


SECTIONS = {"for": (Loop, "empty"), "if": (Condition, "else"), "block": (Block, None)}


class Parser:
    def __init__(self, source):
        self.pieces = iter(TOKEN.split(source))
        self.blocks = {}
        self.parent = None

    def parse(self, *ends):
        """Nodes up to one of the tags that end them, and that tag."""
        nodes = []
        for piece in self.pieces:
            if piece.startswith("{{"):
                nodes.append(Output(piece[2:-2]))
            elif piece.startswith("{%"):
                words = WORD.findall(piece[2:-2])
                if words[0] in ends:
                    return nodes, words[0]
                node = self.tag(words)
                if node is not None:
                    nodes.append(node)
            elif piece and not piece.startswith("{#"):
                nodes.append(Text(piece))
        if ends:
            raise TemplateError(f"{ends[-1]} is missing")
        return nodes, None

    def tag(self, words):
        name = words[0]
        if name == "extends":
            self.parent = words[1].strip("'\"")
            return None
        if name == "set":
            return Assignment(words)
        if name not in SECTIONS:
            raise TemplateError(f"unknown tag {name!r}")
        cls, middle = SECTIONS[name]
        end = "end" + name
        body, found = self.parse(*filter(None, (middle, end)))
        other = self.parse(end)[0] if found == middle else []
        node = cls(words, body, other)
        if isinstance(node, Block):
            self.blocks[node.name] = node
        return node


class Template:
    def __init__(self, source):
        parser = Parser(source)
        self.nodes, _ = parser.parse()
        self.blocks = parser.blocks
        self.parent = parser.parent


class Library:
    """Templates by name, parsed when they are first used."""

    def __init__(self, sources):
        self.sources = sources
        self.templates = {}

    def get(self, name):
        if name not in self.templates:
            self.templates[name] = Template(self.sources[name])
        return self.templates[name]

    def render(self, name, **values):
        template = self.get(name)
        blocks = dict(template.blocks)
        while template.parent is not None:
            template = self.get(template.parent)
            blocks = {**template.blocks, **blocks}
        output = []
        render_all(template.nodes, Context({**values, "blocks": blocks}), output)
        return "".join(output)


SOURCES = {
    "page": """<html><head><title>{% block title %}Shop{% endblock %}</title></head>
<body>{# the menu #}<ul>{% for entry in menu %}
  <li{% if entry == current %} class="current"{% endif %}>{{ entry|title }}</li>{% endfor %}
</ul>{% block content %}{% endblock %}</body></html>""",
    "orders": """{% extends "page" %}{% block title %}Orders of {{ customer.name }}{% endblock %}
{% block content %}<h1>{{ customer.name|upper }} ({{ orders|length }})</h1>
{% for order in orders %}{% set total = order.total %}
<h2>{{ loop.index }}. {{ order.date|default:'undated' }}</h2>
<table>{% for line in order.lines %}
<tr{% if loop.odd %} class="odd"{% endif %}><td>{{ line.name|cut:'12' }}</td><td>{{ line.count }}</td>
<td>{{ line.price|money }}</td></tr>{% empty %}<tr><td>nothing</td></tr>{% endfor %}</table>
<p>Total: {{ total|money:'USD' }}{% if total > 500 %} <b>free shipping</b>{% else %}
 plus shipping{% endif %}{% if not loop.last %}<hr>{% endif %}</p>{% endfor %}
<p>Tags: {{ customer.tags|join:' / ' }}</p>{% endblock %}""",
}
GOODS = ("apple & pear", "<b>bread</b>", "coffee", 'dish "deluxe"', "extraordinary eggplant")
MISTAKES = ("{% for x %}{% endfor %}", "{% if a %}", "{{ a|nothing }}", "{% jump %}")


class Order:
    def __init__(self, number):
        self.date = f"2024-{number % 12 + 1:02}-01" if number % 5 else None
        self.lines = [
            {"name": GOODS[(number + i) % 5], "count": i + 1, "price": 12.5 * (number % 7 + i)}
            for i in range(number % 6)
        ]

    def total(self):
        return sum(line["count"] * line["price"] for line in self.lines)


def complaints():
    for source in MISTAKES:
        try:
            Template(source)
        except TemplateError as error:
            yield str(error)


def bench():
    library = Library(SOURCES)
    sizes, checksum = [], 0
    for number in range(25):
        customer = {"name": f"Jo <{number}>", "tags": ["old", "new", "gold"][: number % 4]}
        orders = [Order(number * 7 + i) for i in range(28)]
        menu = ["start", "orders", "basket", "help"]
        page = library.render(
            "orders", customer=customer, orders=orders, menu=menu, current="orders"
        )
        sizes.append(len(page))
        for line in page.splitlines():
            checksum = (checksum * 33 + len(line) + ord(line[-1:] or " ")) % 1_000_003
    return sum(sizes), max(sizes), checksum, tuple(complaints())


EXPECTED = (
    187905,
    7804,
    291203,
    ("for NAME in ITEMS", "endif is missing", "no filter 'nothing'", "unknown tag 'jump'"),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
