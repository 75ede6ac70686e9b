"""Normalisers and aggregates on the internal scale 0...1; `None` means no score."""

import functools
import math


def finite_or_none(compute):
    """The same function with no score where its result is not finite."""
    @functools.wraps(compute)
    def checked(*arguments):
        try:
            result = compute(*arguments)
        except OverflowError:
            return None
        return result if result is not None and math.isfinite(result) else None

    return checked


@finite_or_none
def relative_score(normaliser, x, peers):
    """The score of x among the values of all peers (x included), or None."""
    kind, given = normaliser
    if len(peers) < 2:
        return None
    if kind == "percentile-rank":
        return sum(peer < x for peer in peers) / (len(peers) - 1)
    if min(peers) == max(peers):
        return None
    if kind == "peer-min-max":
        low, high = given
        return (low + (high - low) * ((x - min(peers)) / (max(peers) - min(peers)))) / 100
    mean = math.fsum(peers) / len(peers)
    deviation = math.sqrt(math.fsum((peer - mean) ** 2 for peer in peers) / (len(peers) - 1))
    # Differences too small to square are none.
    if deviation == 0:
        return None
    return (given[0] + given[1] * (x - mean) / deviation) / 100


@finite_or_none
def score_of(normaliser, truncate, x, near=None):
    """The score of a value under a normaliser that looks at no peers, or None."""
    kind, given = normaliser
    if kind == "steps":
        for edge, _ in given:
            if near and x != edge and abs(x - edge) <= 1e-9 * max(1, abs(edge)):
                near(x, edge)
        reached = [score for edge, score in given if edge <= x]
        return (reached[-1] if reached else given[0][1]) / 100
    if kind == "table":
        return table(given, x) / 100
    if kind == "target":
        low, best, high = given
        return max(0.0, (x - low) / (best - low) if x <= best else (high - x) / (high - best))
    worst, best = given
    if kind == "log-goalposts":
        if x <= 0:
            return None
        share = (math.log(x) - math.log(worst)) / (math.log(best) - math.log(worst))
    else:
        share = (x - worst) / (best - worst)
    return min(1.0, max(0.0, share)) if truncate else share


def table(points, x):
    """Piecewise linear through points, flat beyond the ends."""
    if x <= points[0][0]:
        return points[0][1]
    for (x0, score0), (x1, score1) in zip(points, points[1:]):
        if x <= x1:
            return score0 + (score1 - score0) * ((x - x0) / (x1 - x0))
    return points[-1][1]


@finite_or_none
def aggregated(aggregate, floor, scores, weights, all_present):
    """The score of a node from its children's, or None.

    `weights` need no given sum. `all_present`: no child is missing or not-applicable.
    Aggregate expressions are elsewhere.
    """
    name, given = aggregate
    if not scores:
        return None
    total = float(sum(weights))
    shares = [float(weight) / total for weight in weights]
    mean = sum(share * score for share, score in zip(shares, scores))
    if name == "arithmetic":
        return mean
    if name == "geometric":
        return power(0.0, floor, scores, shares)
    if name == "harmonic":
        return power(-1.0, floor, scores, shares)
    if name == "power":
        return power(given, floor, scores, shares)
    if name == "min":
        return min(scores)
    if name == "max":
        return max(scores)
    if name == "owa":
        if not all_present:
            return None
        return sum(part * score for part, score in zip(given, sorted(scores, reverse=True)))
    if name == "mean-min":
        alpha, beta = given
        return mean - alpha * (math.sqrt((mean - min(scores)) ** 2 + beta**2) - beta)
    if name == "mpi":
        return mazziotta_pareto(given, scores)
    return math.prod(scores)


def power(exponent, floor, scores, shares):
    """Weighted power mean; the geometric mean at 0."""
    if exponent <= 0:
        scores = [max(floor, score) for score in scores]
        # Without a floor a zero decides alone.
        if min(scores) <= 0:
            return 0.0
    if min(scores) < 0:
        return None
    if exponent == 0:
        return math.exp(sum(share * math.log(score) for share, score in zip(shares, scores)))
    # Relative to the child that decides at the limit, so that no power overflows.
    reference = max(scores) if exponent > 0 else min(scores)
    if reference == 0:
        return 0.0
    mean = sum(share * (score / reference) ** exponent for share, score in zip(shares, scores))
    return reference * mean ** (1 / exponent)


def mazziotta_pareto(given, scores):
    """The Mazziotta-Pareto index of equally weighted children."""
    sign, freedom = given
    if len(scores) == freedom:
        return None
    mean = math.fsum(scores) / len(scores)
    if mean == 0:
        return 0.0
    variance = math.fsum((score - mean) ** 2 for score in scores) / (len(scores) - freedom)
    return mean - variance / mean if sign == "positive" else mean + variance / mean
