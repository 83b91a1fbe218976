"""What demands did the night make on officers?"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from mobsim.ground.units import MINUTES_PER_HOUR
from mobsim.scoring.measures import People
from mobsim.scoring.tally import LogTally
from mobsim.scoring.tours import Tour


def measure_people(tally: LogTally) -> People:
    """Measures of tours, rests, consecutive days and officer-hours; 0 if no unit mustered."""
    tours = {name: toured for name, toured in tally.tours().items() if toured}
    lengths = [tour.left - tour.mustered for toured in tours.values() for tour in toured]
    in_a_row = _days_in_a_row(tally, tours.values())
    by_kind, by_force = _officer_hours(tally, tours)
    return People(
        tours=len(lengths),
        tours_over_limit=sum(length > tally.facts.tour for length in lengths),
        longest_tour_hours=max(lengths, default=0.0) / MINUTES_PER_HOUR,
        short_rests=tally.short_rests,
        found_unfit=tally.unfit,
        most_days_in_a_row=None if in_a_row is None else max(in_a_row, default=0),
        crews_by_days_in_a_row=None
        if in_a_row is None
        else {str(days): crews for days, crews in sorted(in_a_row.items())},
        officer_hours=sum(by_kind.values()),
        officer_hours_by_kind=by_kind,
        officer_hours_by_force=by_force,
    )


def _officer_hours(
    tally: LogTally, tours: dict[str, list[Tour]]
) -> tuple[dict[str, float], dict[str, float]]:
    by_kind: dict[str, float] = defaultdict(float)
    by_force: dict[str, float] = defaultdict(float)
    for name, toured in tours.items():
        unit = tally.units[name]
        minutes = sum([tour.over - tour.mustered for tour in toured])
        hours = minutes / MINUTES_PER_HOUR * tally.facts.officers(unit.kind)
        by_kind[unit.kind] += hours
        by_force[unit.force] += hours
    return dict(sorted(by_kind.items())), dict(sorted(by_force.items()))


def _days_in_a_row(tally: LogTally, tours: Iterable[list[Tour]]) -> Counter[int] | None:
    """The number of crews by the length of their longest run of days; None without a clock."""
    if tally.facts.clock is None:
        return None
    midnights = tally.facts.midnights()
    spans = [[(tour.mustered, tour.left) for tour in toured] for toured in tours]
    return Counter([longest_run(midnights, toured) for toured in spans])


def longest_run(midnights: Sequence[float], tours: Iterable[tuple[float, float]]) -> int:
    """The longest run of consecutive calendar days with a tour.

    >>> longest_run([100.0, 200.0, 300.0], [(50.0, 120.0), (310.0, 320.0)])
    2
    """
    days: set[int] = set()
    for began, over in tours:
        days.update(range(bisect_right(midnights, began), bisect_right(midnights, over) + 1))
    if max(days) - min(days) < len(days):
        return len(days)
    longest = run = 0
    for day in sorted(days):
        run = run + 1 if day - 1 in days else 1
        longest = max(longest, run)
    return longest
