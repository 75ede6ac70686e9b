"""What is compared, counted and printed."""
from decimal import ROUND_HALF_UP, Decimal


class Comparison:
    """Numbers of one case beside the published ones; `None` is a number that is not there."""

    def __init__(self, tolerance):
        self.tolerance = tolerance
        self.count = self.missing = 0
        self.largest = 0.0
        self.different = []

    def compare(self, place, ours, published):
        self.count += 1
        if ours is None or published is None:
            self.missing += 1
            if ours is not published:
                self.different.append(f"{place}: published {published}, ours {ours}")
            return
        error = abs(ours - published)
        self.largest = max(self.largest, error)
        if not error <= self.tolerance:
            self.different.append(f"{place}: published {published!r}, ours {ours!r}")

    def __str__(self):
        missing = f", {self.missing} of them missing in both" if self.missing and not self.different else ""
        return f"{self.count} numbers{missing}, largest error {self.largest:.1e} (allowed {self.tolerance:.0e})"


class Digits:
    """Numbers of one case beside published digits: equal when ours, rounded half away from zero, shows the same."""

    def __init__(self):
        self.count = 0
        self.different = []

    def compare(self, place, ours, published, decimals=None):
        """Compares our number, to full precision, with the published text, or with that text at fewer decimals."""
        self.count += 1
        if decimals is not None:
            published = str(round(Decimal(published), decimals))
        if rounded(ours, published) != Decimal(published):
            self.different.append(f"{place}: published {published}, ours {ours!r}")

    @property
    def agreeing(self):
        return self.count - len(self.different)

    def __str__(self):
        return f"{self.agreeing} of {self.count} numbers, to the last printed digit"


def rounded(number, like, mode=ROUND_HALF_UP):
    """A number with as many decimals as the text `like`; its exact decimal, not that of its binary form, decides."""
    decimals = len(like.partition(".")[2])
    return Decimal(repr(number)).quantize(Decimal(1).scaleb(-decimals), mode)


def number(text):
    """The number of a cell of a table; `None` for an empty one."""
    return float(text) if text else None
