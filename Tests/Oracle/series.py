"""Readings at one evaluation time: the latest value and the windows of a series."""

from expression import Missing


class Series:
    """All readings that count at an evaluation time `at` (microseconds since 1970)."""

    def __init__(self, model, readings, at):
        self.at = at
        self.kinds = model.kinds
        known = {}
        for time, entity, measure, text in readings:
            place = model.entities.get(entity)
            if time > at or place is None or place.children or measure not in model.kinds:
                continue
            # Of one identity the last delivered row counts.
            known.setdefault((entity, measure), {})[time] = (float(text), text)
        self.points = {key: sorted((time, *row) for time, row in rows.items()) for key, rows in known.items()}

    def of(self, entity, measure):
        """The readings of a series, oldest first, as (time, value, text)."""
        return self.points.get((entity, measure), [])

    def seen(self, entity, measure):
        """Whether the series has any reading up to now."""
        return bool(self.of(entity, measure))

    def age(self, time):
        """Microseconds since a reading."""
        return self.at - time

    def term(self, part, entity, event_measures, limit):
        """(value, age) of a term at a leaf entity, or Missing.

        `event_measures`: the event measures of the whole expression. `limit`: the greatest age of
        the newest reading used, in seconds, or None. The age is None where freshness has no part.
        """
        _, function, measure, window = part
        points = self.of(entity, measure)
        kind = self.kinds[measure]
        start_time = None if window is None else self.at - window * 1_000_000
        inside = points[-1:] if window is None else [point for point in points if point[0] > start_time]
        before = [] if window is None else [point for point in points if point[0] <= start_time]
        values = [point[1] for point in inside]
        if kind == "event":
            return self.event(function, values, any(self.seen(entity, other) for other in event_measures)), None
        if not inside:
            raise Missing("no reading" if window is None else "no reading in the window")
        age = self.age(inside[-1][0])
        if limit is not None and age > limit * 1_000_000:
            raise Missing("expired")
        if function in ("increase", "rate"):
            values = [point[1] for point in before[-1:]] + values
            growth = self.growth(values)
            return (growth / window if function == "rate" else growth), age
        return self.combined(function, values), age

    @staticmethod
    def event(function, values, seen):
        """A window of amounts: empty, it is 0 for `sum` and `count` once the entity was heard."""
        if not values:
            if function in ("sum", "count") and seen:
                return 0.0
            raise Missing("no event in the window")
        return Series.combined(function, values)

    @staticmethod
    def growth(values):
        """Growth of a counter; after a reset the new count is the growth."""
        if len(values) < 2:
            raise Missing("one reading and no start")
        total = 0.0
        for earlier, later in zip(values, values[1:]):
            total += later - earlier if later >= earlier else later
        return total

    @staticmethod
    def combined(function, values):
        """Window functions other than those of counters; without a function, the latest value."""
        if function in (None, "last"):
            return values[-1]
        if function == "count":
            return float(len(values))
        if function == "avg":
            return sum(values) / len(values)
        return {"sum": sum, "min": min, "max": max}[function](values)
