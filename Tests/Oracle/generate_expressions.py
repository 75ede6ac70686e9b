"""Random expressions: values of indicators, caps of gates, aggregate expressions."""

KIND_FUNCTIONS = {
    "gauge": ["", "", "", "sum", "avg", "min", "max", "last", "count"],
    "counter": ["increase", "increase", "rate", "", "avg", "min", "max", "last", "count"],
    "event": ["sum", "sum", "sum", "count", "avg", "min", "max", "last"],
}
# Numbers that scores hardly meet exactly, so that rounding decides no comparison.
SCORE_LIMITS = ["0.3", "12.7", "37.3", "41.3", "63.9", "88.1"]


def term_text(random, measures, windows):
    """One term: a measure, perhaps through a window."""
    name = random.choice(list(measures))
    function = random.choice(KIND_FUNCTIONS[measures[name]["kind"]])
    return f"{function}({name}[{random.choice(windows)}])" if function else name


def value_text(random, measures, windows):
    """The `value` of an indicator."""
    def term():
        return term_text(random, measures, windows)

    shape = random.randrange(18)
    if shape < 3:
        return term()
    if shape < 6:
        return f"{term()} / {term()}"
    return [
        lambda: f"({term()} - {term()}) / {term()}", lambda: f"if({term()} > 1, {term()} / {term()}, {term()})",
        lambda: f"clamp({term()} / {term()}, 0, 2)", lambda: f"{term()} >= 5 and not {term()} == 0",
        lambda: f"min({term()}, {term()}) + max({term()}, 1, 0.5)", lambda: f"ln({term()}) + sqrt({term()})",
        lambda: f"exp({term()} / 50) - 1", lambda: drawn(random, term, ["0", "1", "2.5", "10"], 3),
        *guarded(random, term()),
    ][shape - 6]()


def guarded(random, divisor):
    """Divisions that look before they divide: one spares the division, the others do not."""
    other = random.choice(["1", "3", divisor])
    return [
        lambda: f"if({divisor} == 0, 0.5, {other} / {divisor})", lambda: f"if({divisor}, ln({divisor}), -{other})",
        lambda: f"{divisor} == 0 or {other} / {divisor} > 0.1", lambda: f"{divisor} != 0 and sqrt({divisor} - 1) < 2",
    ]


def drawn(random, leaf, numbers, depth):
    """Any expression over leaves and numbers."""
    if depth == 0 or random.random() < 0.2:
        return leaf() if random.random() < 0.75 else random.choice(numbers)

    def inner():
        return drawn(random, leaf, numbers, depth - 1)

    shape = random.randrange(13)
    if shape < 5:
        return f"({inner()} {random.choice('+-*/')} {inner()})"
    return [
        lambda: f"({inner()} {random.choice(['<', '<=', '>', '>=', '==', '!='])} {inner()})",
        lambda: f"if({inner()}, {inner()}, {inner()})", lambda: f"{random.choice(['min', 'max'])}({inner()}, {inner()})",
        lambda: f"clamp({inner()}, {numbers[0]}, {numbers[-1]})", lambda: f"{random.choice(['abs', 'sqrt'])}({inner()})",
        lambda: f"ln({inner()})", lambda: f"({inner()} {random.choice(['and', 'or'])} {inner()})",
        lambda: f"(not {inner()})" if random.random() < 0.5 else f"(-{inner()})",
    ][shape - 5]()


def cap_text(random, names):
    """A cap that reads every given node: a number sometimes, which reads none."""
    first, last = f"score({names[0]})", f"score({names[-1]})"
    limit = random.choice(SCORE_LIMITS)
    shape = random.randrange(22)
    if shape == 0:
        return random.choice([60, 37.5, 0, 100])
    return [
        f"{first} + 10", f"{last} * 1.2 - 5", f"if({first} < {limit}, 60, 100)", f"min({first}, {last})",
        f"100 - {first}", f"{limit} * {last} / ({first} - 37.3)", f"20 * ln({first} - 5.5)",
        f"if({first} > {limit}, {last}, 25)", f"abs({first} - 50.3) + 20", f"clamp({last}, 20, 80)",
        f"10 * sqrt({first} - {limit})", f"50 * (not {first} > {limit}) + 30",
        f"if({first} >= {limit} and {last} < 63.9, 35, {last} + 5)", f"max({first}, {last}) - exp({first} / 30)",
    ][shape - 1] if shape < 15 else drawn(random, lambda: random.choice([first, last]), SCORE_LIMITS, 3)


def children_text(random, names):
    """An aggregate expression over some of a node's children."""
    scores = [f"score({name})" for name in names]
    first, last = scores[0], scores[-1]
    shape = random.randrange(11)
    if shape < 2:
        return drawn(random, lambda: random.choice(scores), SCORE_LIMITS, 3)
    return [
        f"({' + '.join(scores)}) / {len(scores)}", f"if({first} < {random.choice(SCORE_LIMITS)}, {first}, {last})",
        f"{first} * {last} / 100", f"max({', '.join([*scores, '5'])}) - 10", f"{first} / {last} * 50",
        f"if({first} == {last}, 40, {last})", f"min(80, 20 + 10 * ln({first} - 12.7))",
        f"if({first}, 100 - 1 / {first}, {last})", f"clamp(50 / ({last} - {first}), 10, 90) + abs({first} - 41.3)",
    ][shape - 2]
