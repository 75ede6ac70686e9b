"""Expressions of the model language: parsing, values, and intervals.

A parsed expression is a tuple whose first item names its kind:
`number`, `term` (a measure, perhaps through a window), `score`, `negate`,
`arithmetic`, `compare`, `and`, `or`, `not`, `if`, `call`.
"""

import math
import re

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400, "y": 365 * 86400}
WINDOW_FUNCTIONS = {"increase", "rate", "sum", "avg", "min", "max", "last", "count"}
SCALAR_FUNCTIONS = {"if": 3, "min": None, "max": None, "clamp": 3, "abs": 1, "ln": 1, "exp": 1, "sqrt": 1}
UNBOUNDED = (-math.inf, math.inf)
OPEN = (0.0, 1.0)
# Two results closer than this may order differently in another correct program.
NEARNESS = 1e-9


class Missing(Exception):
    """The expression has no value; the text says why."""


def duration(text):
    """Whole seconds of a duration such as `36h` or `1d12h`."""
    parts = re.findall(r"(\d+)([smhdwy])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"not a duration: {text}")
    return sum(int(number) * SECONDS[unit] for number, unit in parts)


TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<score>score\s*\(\s*[A-Za-z0-9_.-]+\s*\))"
    r"|(?P<window>\[[0-9a-z]+\])|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign><=|>=|==|!=|[-+*/()<>,]))"
)


def tokens(text):
    """The tokens of an expression as (kind, text) pairs, closed by an end mark."""
    position, found = 0, []
    text = text.rstrip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if not match:
            raise ValueError(f"bad expression at {position}: {text}")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    return found + [("end", "")]


class Parser:
    """Recursive descent; loosest first: or, and, not, comparison, sum, product, sign."""

    def __init__(self, text):
        self.tokens = tokens(text)
        self.position = 0

    def peek(self):
        return self.tokens[self.position][1]

    def take(self):
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, *texts):
        kind, text = self.tokens[self.position]
        if kind in ("sign", "name") and text in texts:
            self.position += 1
            return text
        return None

    def expect(self, text):
        if not self.accept(text):
            raise ValueError(f"expected {text}, found {self.peek()!r}")

    def whole(self):
        result = self.disjunction()
        if self.tokens[self.position][0] != "end":
            raise ValueError(f"unexpected {self.peek()!r}")
        return result

    def disjunction(self):
        left = self.conjunction()
        while self.accept("or"):
            left = ("or", left, self.conjunction())
        return left

    def conjunction(self):
        left = self.negation()
        while self.accept("and"):
            left = ("and", left, self.negation())
        return left

    def negation(self):
        if self.accept("not"):
            return ("not", self.negation())
        return self.comparison()

    def comparison(self):
        left = self.sum()
        sign = self.accept("<", "<=", ">", ">=", "==", "!=")
        if not sign:
            return left
        return ("compare", sign, left, self.sum())

    def sum(self):
        left = self.product()
        while sign := self.accept("+", "-"):
            left = ("arithmetic", sign, left, self.product())
        return left

    def product(self):
        left = self.signed()
        while sign := self.accept("*", "/"):
            left = ("arithmetic", sign, left, self.signed())
        return left

    def signed(self):
        if self.accept("-"):
            return ("negate", self.signed())
        return self.primary()

    def primary(self):
        if self.accept("("):
            inner = self.disjunction()
            self.expect(")")
            return inner
        kind, text = self.take()
        if kind == "number":
            return ("number", float(text))
        if kind == "score":
            return ("score", text[text.index("(") + 1 : -1].strip())
        if kind != "name":
            raise ValueError(f"unexpected {text!r}")
        if not self.accept("("):
            return ("term", None, text, None)
        # A window makes `min`, `max` and the like a term; otherwise a scalar function.
        if self.tokens[self.position + 1][0] == "window":
            if text not in WINDOW_FUNCTIONS:
                raise ValueError(f"{text} takes no window")
            measure = self.take()[1]
            window = duration(self.take()[1][1:-1])
            self.expect(")")
            return ("term", text, measure, window)
        arguments = [self.disjunction()]
        while self.accept(","):
            arguments.append(self.disjunction())
        self.expect(")")
        if text not in SCALAR_FUNCTIONS or SCALAR_FUNCTIONS[text] not in (None, len(arguments)):
            raise ValueError(f"no function {text} of {len(arguments)} arguments")
        return ("if", *arguments) if text == "if" else ("call", text, *arguments)


def parse(text):
    """The tree of an expression."""
    return Parser(str(text)).whole()


def parts(tree, kind):
    """Every part of the given kind (`term` or `score`) in a tree, each once, in order."""
    if tree[0] == kind:
        return [tree]
    found = []
    for item in tree[1:]:
        if isinstance(item, tuple):
            found += [part for part in parts(item, kind) if part not in found]
    return found


def finite(value):
    """The value, or Missing when it is infinite or not a number."""
    if not math.isfinite(value):
        raise Missing("not finite")
    return value


def compared(sign, left, right):
    """1.0 or 0.0: the outcome of a comparison."""
    outcome = {
        "<": left < right, "<=": left <= right, ">": left > right,
        ">=": left >= right, "==": left == right, "!=": left != right,
    }
    return 1.0 if outcome[sign] else 0.0


def called(name, arguments):
    """A scalar function other than `if`."""
    first = arguments[0]
    if name == "min":
        return min(arguments)
    if name == "max":
        return max(arguments)
    if name == "clamp":
        return min(max(first, arguments[1]), arguments[2])
    if name == "abs":
        return abs(first)
    if name == "exp":
        try:
            return finite(math.exp(first))
        except OverflowError:
            raise Missing("exp is not finite") from None
    if name == "ln":
        if first <= 0:
            raise Missing("ln of a number not above 0")
        return math.log(first)
    if first < 0:
        raise Missing("sqrt of a negative number")
    return math.sqrt(first)


def value(tree, lookup, near=None):
    """The value of a tree, or Missing.

    `lookup(part)` gives the value of a term or score and may raise Missing. `near` is called
    with a comparison's two sides when rounding could turn it round.
    """
    kind = tree[0]
    if kind == "number":
        return tree[1]
    if kind in ("term", "score"):
        return lookup(tree)
    if kind == "negate":
        return -value(tree[1], lookup, near)
    if kind == "if":
        condition = value(tree[1], lookup, near)
        return value(tree[2] if condition != 0 else tree[3], lookup, near)
    if kind == "not":
        return 0.0 if value(tree[1], lookup, near) != 0 else 1.0
    if kind in ("and", "or"):
        sides = [value(tree[1], lookup, near) != 0, value(tree[2], lookup, near) != 0]
        return 1.0 if (all(sides) if kind == "and" else any(sides)) else 0.0
    if kind == "call":
        return called(tree[1], [value(item, lookup, near) for item in tree[2:]])
    left, right = value(tree[2], lookup, near), value(tree[3], lookup, near)
    if kind == "compare":
        if near and abs(left - right) <= NEARNESS * max(1, abs(left), abs(right)):
            near(left, right)
        return compared(tree[1], left, right)
    if tree[1] == "/" and right == 0:
        raise Missing("division by zero")
    operation = {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right}
    return finite(left / right if tree[1] == "/" else operation[tree[1]]())


def truth(interval):
    """Whether a condition can be false and can be true, as an interval of 0 and 1."""
    low, high = interval
    if low == 0 and high == 0:
        return (0.0, 0.0)
    return OPEN if low <= 0 <= high else (1.0, 1.0)


def hull(numbers):
    """The interval round some numbers; unbounded when one of them is not a number."""
    if any(math.isnan(number) for number in numbers):
        return UNBOUNDED
    return (min(numbers), max(numbers))


def interval(tree, lookup):
    """The smallest and largest value of a tree whose scores are intervals (`lookup(part)`)."""
    kind = tree[0]
    if kind == "number":
        return (tree[1], tree[1])
    if kind in ("term", "score"):
        return lookup(tree)
    if kind == "negate":
        low, high = interval(tree[1], lookup)
        return (-high, -low)
    if kind == "if":
        condition = truth(interval(tree[1], lookup))
        branches = [tree[2]] if condition == (1, 1) else [tree[3]] if condition == (0, 0) else tree[2:]
        return hull([end for branch in branches for end in interval(branch, lookup)])
    if kind == "not":
        low, high = truth(interval(tree[1], lookup))
        return (1 - high, 1 - low)
    if kind in ("and", "or"):
        sides = [truth(interval(tree[1], lookup)), truth(interval(tree[2], lookup))]
        choose = min if kind == "and" else max
        return (choose(side[0] for side in sides), choose(side[1] for side in sides))
    if kind == "call":
        return interval_called(tree[1], [interval(item, lookup) for item in tree[2:]])
    left, right = interval(tree[2], lookup), interval(tree[3], lookup)
    if kind == "compare":
        return interval_compared(tree[1], left, right)
    return interval_arithmetic(tree[1], left, right)


def interval_arithmetic(sign, left, right):
    """Sum, difference, product or quotient of two intervals."""
    if sign == "/" and right[0] <= 0 <= right[1]:
        return UNBOUNDED
    outcomes = []
    for first in left:
        for second in right:
            operation = {"+": lambda: first + second, "-": lambda: first - second, "*": lambda: first * second}
            outcomes.append(first / second if sign == "/" else operation[sign]())
    return hull(outcomes)


def interval_compared(sign, left, right):
    """A comparison of two intervals; `==` and `!=` are open unless both are single numbers."""
    if sign in ("==", "!="):
        if left[0] == left[1] and right[0] == right[1]:
            outcome = compared(sign, left[0], right[0])
            return (outcome, outcome)
        return OPEN
    return hull([compared(sign, first, second) for first in left for second in right])


def interval_called(name, arguments):
    """A scalar function of intervals: all of them grow with every operand, but `abs`."""
    if name == "abs":
        low, high = arguments[0]
        smallest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
        return (smallest, max(abs(low), abs(high)))
    try:
        return tuple(called(name, [argument[end] for argument in arguments]) for end in (0, 1))
    except Missing:
        return UNBOUNDED
