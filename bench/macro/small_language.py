"""Tokenizer, parser and evaluator of a small language with functions, lists and closures.

The parser makes a tree of nodes by precedence climbing; the evaluator walks it with an environment
for each call. The programs it runs are the usual ones: recursion, sorting, primes, closures.
"""

import operator
import re

PROGRAM = """
fn fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); }

fn primes(limit) {
    let found = []; let n = 2;
    while n < limit {
        let i = 0; let prime = true;
        while i < len(found) and found[i] * found[i] <= n {
            if n % found[i] == 0 { prime = false; break; }
            i = i + 1;
        }
        if prime { push(found, n); }
        n = n + 1;
    }
    return found;
}

fn sort(items) {
    if len(items) < 2 { return items; }
    let pivot = items[0]; let low = []; let high = []; let i = 1;
    while i < len(items) {
        if items[i] < pivot { push(low, items[i]); } else { push(high, items[i]); }
        i = i + 1;
    }
    return sort(low) + [pivot] + sort(high);
}

fn counter(step) {
    let count = 0;
    return fn() { count = count + step; return count; };
}

fn map(f, items) {
    let result = []; let i = 0;
    while i < len(items) { push(result, f(items[i])); i = i + 1; }
    return result;
}

let tick = counter(3);
let i = 0;
while i < 40 { tick(); i = i + 1; }
print("fib", fib(17));
let found = primes(900);
print("primes", len(found), found[len(found) - 1]);
print("sorted", sort([31, 4, 15, 92, 65, 35, 89, 79, 32, 38, 46, 26, 43]));
print("ticks", tick());
print("squares", map(fn(x) { return x * x; }, [1, 2, 3, 4, 5]));
print("text", "a" + "b" * 3, not (1 == 2) and -2 < 1 or false);
"""

TOKEN = re.compile(
    r"""\s+ | \#[^\n]* | (?P<number>\d+(?:\.\d+)?) | (?P<string>"[^"\n]*")
    | (?P<name>[A-Za-z_]\w*) | (?P<operator><=|>=|==|!=|[-+*/%<>=(){}\[\],;])""",
    re.VERBOSE,
)
KEYWORDS = {"fn", "if", "else", "while", "return", "let", "break", "true", "false"}


class LanguageError(Exception):
    """A mistake in the program that is run."""


class Token:
    __slots__ = ("kind", "text", "line")

    def __init__(self, kind, text, line):
        self.kind = kind
        self.text = text
        self.line = line


def tokenize(source):
    position, line = 0, 1
    while position < len(source):
        match = TOKEN.match(source, position)
        if match is None:
            raise LanguageError(f"line {line}: unexpected {source[position]!r}")
        kind, text = match.lastgroup, match.group()
        if kind is not None:
            if kind == "name" and text in KEYWORDS:
                kind = "keyword"
            yield Token(kind, text, line)
        line += text.count("\n")
        position = match.end()
    yield Token("end", "", line)


class BreakLoop(Exception):
    pass


class ReturnValue(Exception):
    def __init__(self, value):
        super().__init__()
        self.value = value


class Environment:
    """Variables of one call, inside those of the function's definition."""

    def __init__(self, parent=None):
        self.values = {}
        self.parent = parent

    def find(self, name):
        """The values in which a name is."""
        scope = self
        while scope is not None:
            if name in scope.values:
                return scope.values
            scope = scope.parent
        raise LanguageError(f"{name} is not defined")


class Node:
    def evaluate(self, env):
        raise NotImplementedError


class Literal(Node):
    def __init__(self, value):
        self.value = value

    def evaluate(self, env):
        return self.value


class Name(Node):
    def __init__(self, name):
        self.name = name

    def evaluate(self, env):
        return env.find(self.name)[self.name]


class ListDisplay(Node):
    def __init__(self, items):
        self.items = items

    def evaluate(self, env):
        return [item.evaluate(env) for item in self.items]


class Unary(Node):
    def __init__(self, function, operand):
        self.function = function
        self.operand = operand

    def evaluate(self, env):
        return self.function(self.operand.evaluate(env))


class Binary(Node):
    def __init__(self, function, left, right):
        self.function = function
        self.left = left
        self.right = right

    def evaluate(self, env):
        return self.function(self.left.evaluate(env), self.right.evaluate(env))


class Logical(Node):
    def __init__(self, word, left, right):
        self.stops_at = word == "or"
        self.left = left
        self.right = right

    def evaluate(self, env):
        value = self.left.evaluate(env)
        return value if bool(value) is self.stops_at else self.right.evaluate(env)


class Index(Node):
    def __init__(self, target, index):
        self.target = target
        self.index = index

    def evaluate(self, env):
        try:
            return self.target.evaluate(env)[self.index.evaluate(env)]
        except IndexError:
            raise LanguageError("index out of range") from None


class Call(Node):
    def __init__(self, callee, arguments):
        self.callee = callee
        self.arguments = arguments

    def evaluate(self, env):
        function = self.callee.evaluate(env)
        return function(*[argument.evaluate(env) for argument in self.arguments])


class Function(Node):
    def __init__(self, parameters, body):
        self.parameters = parameters
        self.body = body

    def evaluate(self, env):
        return Closure(self.parameters, self.body, env)


class Closure:
    def __init__(self, parameters, body, env):
        self.parameters = parameters
        self.body = body
        self.env = env

    def __call__(self, *arguments):
        if len(arguments) != len(self.parameters):
            raise LanguageError(f"{len(self.parameters)} arguments needed")
        env = Environment(self.env)
        env.values.update(zip(self.parameters, arguments))
        try:
            self.body.evaluate(env)
        except ReturnValue as result:
            return result.value
        return None


class Block(Node):
    def __init__(self, statements):
        self.statements = statements

    def evaluate(self, env):
        for statement in self.statements:
            statement.evaluate(env)


class Let(Node):
    def __init__(self, name, value):
        self.name = name
        self.value = value

    def evaluate(self, env):
        env.values[self.name] = self.value.evaluate(env)


class Assign(Let):
    def evaluate(self, env):
        env.find(self.name)[self.name] = self.value.evaluate(env)


class If(Node):
    def __init__(self, condition, body, other):
        self.condition = condition
        self.body = body
        self.other = other

    def evaluate(self, env):
        if self.condition.evaluate(env):
            self.body.evaluate(env)
        elif self.other is not None:
            self.other.evaluate(env)


class While(Node):
    def __init__(self, condition, body):
        self.condition = condition
        self.body = body

    def evaluate(self, env):
        try:
            while self.condition.evaluate(env):
                self.body.evaluate(env)
        except BreakLoop:
            pass


class Return(Node):
    def __init__(self, value):
        self.value = value

    def evaluate(self, env):
        raise ReturnValue(self.value.evaluate(env))


class Break(Node):
    def evaluate(self, env):
        raise BreakLoop


BINARY = {
    "or": (1, None),
    "and": (2, None),
    "==": (3, operator.eq),
    "!=": (3, operator.ne),
    "<": (4, operator.lt),
    ">": (4, operator.gt),
    "<=": (4, operator.le),
    ">=": (4, operator.ge),
    "+": (5, operator.add),
    "-": (5, operator.sub),
    "*": (6, operator.mul),
    "/": (6, operator.floordiv),
    "%": (6, operator.mod),
}


class Parser:
    def __init__(self, source):
        self.tokens = list(tokenize(source))
        self.position = 0

    @property
    def token(self):
        return self.tokens[self.position]

    def advance(self):
        token = self.token
        self.position += 1
        return token

    def accept(self, text):
        if self.token.text == text and self.token.kind != "string":
            return self.advance()
        return None

    def expect(self, text):
        token = self.accept(text)
        if token is None:
            raise LanguageError(f"line {self.token.line}: {text} expected, not {self.token.text}")
        return token

    def program(self):
        statements = []
        while self.token.kind != "end":
            statements.append(self.statement())
        return Block(statements)

    def block(self):
        self.expect("{")
        statements = []
        while not self.accept("}"):
            statements.append(self.statement())
        return Block(statements)

    def statement(self):
        text = self.token.text if self.token.kind == "keyword" else ""
        if text in ("if", "while", "fn"):
            return getattr(self, text + "_statement")()
        if text in ("let", "return", "break"):
            self.advance()
            statement = getattr(self, text + "_rest")()
        else:
            statement = self.expression_statement()
        self.expect(";")
        return statement

    def if_statement(self):
        self.expect("if")
        condition, body = self.expression(), self.block()
        other = self.block() if self.accept("else") else None
        return If(condition, body, other)

    def while_statement(self):
        self.expect("while")
        return While(self.expression(), self.block())

    def fn_statement(self):
        self.expect("fn")
        return Let(self.advance().text, self.function_rest())

    def let_rest(self):
        name = self.advance().text
        self.expect("=")
        return Let(name, self.expression())

    def return_rest(self):
        return Return(self.expression())

    def break_rest(self):
        return Break()

    def expression_statement(self):
        expression = self.expression()
        if isinstance(expression, Name) and self.accept("="):
            return Assign(expression.name, self.expression())
        return expression

    def expression(self, minimum=1):
        left = self.unary()
        while self.token.text in BINARY and BINARY[self.token.text][0] >= minimum:
            word = self.advance().text
            precedence, function = BINARY[word]
            right = self.expression(precedence + 1)
            left = Binary(function, left, right) if function else Logical(word, left, right)
        return left

    def unary(self):
        if self.accept("-"):
            return Unary(operator.neg, self.unary())
        if self.accept("not"):
            return Unary(operator.not_, self.unary())
        return self.postfix(self.primary())

    def postfix(self, node):
        while True:
            if self.accept("("):
                node = Call(node, self.items(")"))
            elif self.accept("["):
                node = Index(node, self.expression())
                self.expect("]")
            else:
                return node

    def items(self, closing):
        items = []
        while not self.accept(closing):
            items.append(self.expression())
            if self.token.text != closing:
                self.expect(",")
        return items

    def primary(self):
        token = self.advance()
        if token.kind == "number":
            return Literal(float(token.text) if "." in token.text else int(token.text))
        if token.kind == "string":
            return Literal(token.text[1:-1])
        if token.kind == "name":
            return Name(token.text)
        if token.text in ("true", "false"):
            return Literal(token.text == "true")
        if token.text == "fn":
            return self.function_rest()
        if token.text == "[":
            return ListDisplay(self.items("]"))
        if token.text == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        raise LanguageError(f"line {token.line}: unexpected {token.text}")

    def function_rest(self):
        self.expect("(")
        parameters = [item.name for item in self.items(")")]
        return Function(parameters, self.block())


def run(source):
    """The lines that a program prints."""
    output = []
    env = Environment()
    env.values.update(
        len=len,
        push=lambda items, value: items.append(value),
        print=lambda *values: output.append(" ".join(map(str, values))),
    )
    Parser(source).program().evaluate(env)
    return output


MISTAKES = "let a = ;|print(x);|fn f(a) { return a; } f();|let a = [1]; print(a[1]);|?".split("|")


def messages():
    for mistake in MISTAKES:
        try:
            run(mistake)
        except LanguageError as error:
            yield str(error)


def bench():
    return tuple(run(PROGRAM)), tuple(messages())


EXPECTED = (
    (
        "fib 1597",
        "primes 154 887",
        "sorted [4, 15, 26, 31, 32, 35, 38, 43, 46, 65, 79, 89, 92]",
        "ticks 123",
        "squares [1, 4, 9, 16, 25]",
        "text abbb True",
    ),
    (
        "line 1: unexpected ;",
        "x is not defined",
        "1 arguments needed",
        "index out of range",
        "line 1: unexpected '?'",
    ),
)

if __name__ == "__main__":
    assert bench() == EXPECTED, bench()
