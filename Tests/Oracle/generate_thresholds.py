"""Cases made of nodes whose threshold is met exactly, or missed by next to nothing."""

from fractions import Fraction

WEIGHTS = ["0.1", "0.2", "0.3", "0.4", "0.6", "0.7", "0.9", "1.1", "1", "3", "0.01", "0.37"]


def threshold_model(random, name, nodes=12):
    """A model of one entity with many nodes; indicators of `said` have a score, those of `silent` none."""
    indicators, children = {}, []
    for number in range(nodes):
        members, said, total = [], Fraction(0), Fraction(0)
        for position in range(random.randint(2, 7)):
            item, weight, speaks = f"i{number}p{position}", random.choice(WEIGHTS), position == 0 or random.random() < 0.6
            indicators[item] = {"value": "said" if speaks else "silent", "normalize": {"goalposts": [0, 100]}}
            members.append({"id": item, "weight": float(weight)})
            total += Fraction(weight)
            said += Fraction(weight) if speaks else 0
        share = said / total
        # One part in 10^12 above the share must be missed, the share itself met.
        missed = random.random() < 0.3 and share < 1
        scale = share.denominator * 10**12
        text = f"{share.numerator * 10**12 + 1}/{scale}" if missed else f"{share.numerator}/{share.denominator}"
        children.append({"id": f"n{number}", "coverage": text, "children": members})
    return {
        "model": {"id": "drawn", "title": f"Thresholds {name}", "version": "1"},
        "entities": [{"id": "one"}],
        "measures": {"said": {"kind": "gauge"}, "silent": {"kind": "gauge"}},
        "indicators": indicators,
        "index": {"id": "root", "coverage": "1/100", "children": children},
    }
