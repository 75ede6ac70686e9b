"""The table that is printed, and the bounds beyond which something is plainly wrong."""


class Table:
    def __init__(self):
        self.rows = []
        self.beyond = []

    def add(self, what, value, unit, remark="", bound=None):
        """Adds a figure.

        The bound is no target: it is many times what is usual, so that a busy machine passes and a mistake does not.
        """
        self.rows.append((what, f"{digits(value)} {unit}", remark))
        if bound is not None and not value <= bound:
            self.beyond.append(f"{what}: {digits(value)} {unit} is beyond {digits(bound)} {unit}")

    def at_least(self, what, value, unit, remark="", bound=None):
        """Adds a figure of which more is better."""
        self.rows.append((what, f"{digits(value)} {unit}", remark))
        if bound is not None and not value >= bound:
            self.beyond.append(f"{what}: {digits(value)} {unit} is below {digits(bound)} {unit}")

    def title(self, text):
        self.rows.append((text, None, None))

    def print(self):
        figures = [row for row in self.rows if row[1] is not None]
        what = max(len(row[0]) for row in figures)
        value = max(len(row[1]) for row in figures)
        for row in self.rows:
            if row[1] is None:
                print(f"\n{row[0]}")
            else:
                print(f"  {row[0]:{what}}  {row[1]:>{value}}  {row[2]}".rstrip())


def digits(value):
    """Three significant digits, never in powers of ten."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"
