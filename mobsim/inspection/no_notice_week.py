"""At each hour of a week, who would arrive within an hour of an order without notice?

The test gives the order on the hour, 168 times from Monday 00:00, with several draws each time.
Crews turn out as they do in a run under roster readiness, with the crews and draws of that run.
Off-duty officers cannot arrive within an hour, so the test need not simulate a whole night.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from mobsim.country.doctrine import BDU, PSU
from mobsim.country.pool import RANKS, Pool
from mobsim.engine.readiness import FORMED, drawn_turnout_minute
from mobsim.engine.roster import CrewRoster, crew_rosters
from mobsim.ground.randomness import Chance
from mobsim.ground.units import MINUTES_PER_HOUR, day_of, quantise
from mobsim.scenario.scenario import Roster, Scenario

HOURS: Final = 168
AT_ONCE: Final = 20.0
"""A crew counts as deployed at once if it musters within this number of minutes. The number is
assumed, because the inspections give no time.
"""
WITHIN: Final = 60.0
"""The time that the inspections' test allows, in minutes."""
SURE: Final = 0.8
"""A number counts for an hour if at least this share of the hour's tests reach it. This share is
assumed.
"""
PARTS: Final = 3
"""The number of serials in which an assembling crew arrives; three serials make a PSU."""
OFFICERS: Final[Mapping[str, int]] = {"psu": PSU.officers, "bdu": BDU.officers}

Counts = npt.NDArray[np.int64]
"""A table with one row for each hour of the week and one column for each test."""


@dataclass(frozen=True)
class NoNoticeWeek:
    """The results of tests at every hour of a week, for one force or several together."""

    at_once: Counts
    """PSUs mustered within 20 minutes."""
    within: Counts
    """PSUs mustered within 60 minutes."""
    officers: Counts
    """PSU and BDU officers at the rendezvous point within 60 minutes."""
    in_serials: Counts
    """The officers who arrive within 60 minutes if assembling crews come serial by serial."""
    inspectors: Counts
    """Inspectors on duty who are trained to lead PSUs; the number is the same in every test."""
    others: Counts
    """Trained sergeants and constables on duty, at levels 2 and 3."""

    def __add__(self, other: "NoNoticeWeek") -> "NoNoticeWeek":
        names = [each.name for each in fields(self)]
        return NoNoticeWeek(**{n: getattr(self, n) + getattr(other, n) for n in names})


def together(weeks: Iterable[NoNoticeWeek]) -> NoNoticeWeek:
    """The total results of several forces that are tested at the same hours."""
    return reduce(NoNoticeWeek.__add__, weeks)


def sure(counts: Counts) -> list[int]:
    """For each hour, the largest number that at least the share `SURE` of the tests reach.

    >>> sure(np.array([[3, 1, 2, 3, 3], [0, 4, 4, 4, 4]]))
    [2, 4]
    """
    most = int((1 - SURE) * counts.shape[1] + 1e-9)
    return [int(number) for number in np.sort(counts, axis=1)[:, most]]


def share_of_hours(counts: Counts, wanted: int) -> float:
    """The share of hours in which at least `SURE` of the tests reach a number."""
    return sum(number >= wanted for number in sure(counts)) / len(counts)


def week_of(
    night: Scenario, force: str, kinds: Sequence[str], tests: int, seed: int
) -> NoNoticeWeek:
    """Test one force at every hour, with crews of the given kinds.

    The scenario starts on a Monday at 00:00 under roster readiness. The test uses only the
    scenario's forces.
    """
    rosters = night.rosters[force]
    own = {kind: {kind: night.stock[force][kind].fit} for kind in kinds}
    chances = [Chance(seed, test) for test in range(tests)]
    found = np.zeros((4, HOURS, tests), dtype=np.int64)
    for kind, fit in own.items():
        made = crew_rosters(night.clock, {force: rosters}, {force: fit}, night.local.formed_share)
        for hour in range(HOURS):
            found[:, hour] += _tested(night, f"{force}-{kind}", made[force][kind], hour, chances)
    people = np.array([_on_duty(rosters, kinds, hour) for hour in range(HOURS)])
    inspectors, others = (column[:, None].repeat(tests, axis=1) for column in people.T)
    at_once, within, officers, in_serials = found
    return NoNoticeWeek(at_once, within, officers, in_serials, inspectors, others)


def _tested(
    night: Scenario, crews: str, roster: CrewRoster, hour: int, chances: list[Chance]
) -> Counts:
    """Test the crews of one kind at one hour.

    The result has four rows. The first two give the PSUs mustered within 20 and within 60 minutes.
    The last two give the officers who arrive if crews come whole, and if crews come in serials.
    """
    kind = crews.rpartition("-")[2]
    order = hour * MINUTES_PER_HOUR
    day, latest, travel = day_of(order), order + WITHIN, night.durations.own_travel
    found = np.zeros((4, len(chances)), dtype=np.int64)
    for number, turnout in enumerate(roster.turnouts(order, night.local.recall_share), start=1):
        if not turnout.on_duty:
            continue
        unit = f"{crews}-{number:02d}"
        for test, chance in enumerate(chances):
            ready = drawn_turnout_minute(night.durations, turnout, order, chance, unit, day)
            there = ready + travel <= latest
            whole = OFFICERS[kind] if there else 0
            parts = whole if turnout is FORMED else _in_parts(kind, order, ready, latest - travel)
            psu = kind == "psu"
            found[:, test] += (
                psu and ready <= order + AT_ONCE, psu and ready <= latest, whole, parts,
            )  # fmt: skip
    return found


def _in_parts(kind: str, begins: float, ready: float, latest: float) -> int:
    """The officers who arrive in time if a crew comes in equal parts as it assembles."""
    whole, there = OFFICERS[kind], 0
    for part in range(1, PARTS + 1):
        if begins + quantise(part * (ready - begins) / PARTS) <= latest:
            there = part * whole // PARTS
    return there


def _on_duty(rosters: Mapping[str, Roster], kinds: Sequence[str], hour: int) -> tuple[int, int]:
    """The people on duty: inspectors who lead PSUs, and sergeants and constables of both levels."""
    pools = [people_on_duty(rosters[kind], hour) for kind in kinds]
    inspectors = people_on_duty(rosters["psu"], hour).inspectors
    return inspectors, sum(each.sergeants + each.constables for each in pools)


def people_on_duty(roster: Roster, hour: int) -> Pool:
    """The people and carriers on duty for one kind of unit at an hour of the week."""
    if roster.pool is None:
        raise ValueError("expected a kind that is made up of people and carriers")
    return roster.pool.share(roster.shares[hour])


def pooled(pools: Iterable[Pool]) -> Pool:
    """The people and carriers of several forces together."""
    known = list(pools)
    return Pool(**{rank: sum(getattr(each, rank) for each in known) for rank in RANKS})


DAYS: Final[Mapping[str, range]] = {
    "Mon–Fri": range(5),
    "Saturday": range(5, 6),
    "Sunday": range(6, 7),
}
"""The classes of day, and the days in each class."""
BAND: Final = 3
"""The number of hours in one row of the table of hours."""


def bands() -> Iterator[tuple[str, list[list[int]]]]:
    """For each row of the table of hours, a name and the hours of the week by class of day."""
    for first in range(0, 24, BAND):
        hours = range(first, first + BAND)
        name = f"{first:02d}:00–{(first + BAND) % 24:02d}:00"
        yield name, [[24 * day + hour for day in days for hour in hours] for days in DAYS.values()]
