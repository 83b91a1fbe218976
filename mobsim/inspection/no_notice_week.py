"""Who would be there within the hour of an order without notice, at each hour of a week?

The order comes on the hour, 168 times from Monday 00:00, with so many draws of each. Crews turn out
as they do in a run under roster readiness: the same crews, the same draws. Nobody who is off duty
can be there within the hour, so a whole night need not be run.
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
"""Minutes within which a crew counts as deployed at once; assumed, as the finding gives none."""
WITHIN: Final = 60.0
"""Minutes of the inspections' test."""
SURE: Final = 0.8
"""Share of tests at an hour that reach at least the number that is given for it; assumed."""
PARTS: Final = 3
"""Parts in which crews that assemble come, where they come in serials; three make a PSU."""
OFFICERS: Final[Mapping[str, int]] = {"psu": PSU.officers, "bdu": BDU.officers}

Counts = npt.NDArray[np.int64]
"""By hour of week, then test."""


@dataclass(frozen=True)
class NoNoticeWeek:
    """What tests at every hour of a week come to, of one force or of several together."""

    at_once: Counts
    """PSUs mustered within 20 minutes."""
    within: Counts
    """PSUs mustered within 60 minutes."""
    officers: Counts
    """Officers of PSUs and BDUs at the rendezvous point within 60 minutes."""
    in_serials: Counts
    """The same if crews that assemble come in serials."""
    inspectors: Counts
    """On duty and trained to lead PSUs, the same in every test."""
    others: Counts
    """Sergeants and constables on duty who are trained, level 2 and level 3."""

    def __add__(self, other: "NoNoticeWeek") -> "NoNoticeWeek":
        names = [each.name for each in fields(self)]
        return NoNoticeWeek(**{n: getattr(self, n) + getattr(other, n) for n in names})


def together(weeks: Iterable[NoNoticeWeek]) -> NoNoticeWeek:
    """Several forces tested in the same hours."""
    return reduce(NoNoticeWeek.__add__, weeks)


def sure(counts: Counts) -> list[int]:
    """By hour: the number that at least `SURE` of its tests reach.

    >>> sure(np.array([[3, 1, 2, 3, 3], [0, 4, 4, 4, 4]]))
    [2, 4]
    """
    most = int((1 - SURE) * counts.shape[1] + 1e-9)
    return [int(number) for number in np.sort(counts, axis=1)[:, most]]


def share_of_hours(counts: Counts, wanted: int) -> float:
    """Share of the hours at which at least `SURE` of the tests reach so many."""
    return sum(number >= wanted for number in sure(counts)) / len(counts)


def week_of(
    night: Scenario, force: str, kinds: Sequence[str], tests: int, seed: int
) -> NoNoticeWeek:
    """Tests of one force, of crews of some kinds.

    The scenario starts on a Monday at 00:00, under roster readiness; only its forces matter.
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
    """Of the crews of one kind at one hour: at once, within, officers, officers in serials."""
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
    """Officers who are ready in time if a crew comes in parts, evenly, as it assembles."""
    whole, there = OFFICERS[kind], 0
    for part in range(1, PARTS + 1):
        if begins + quantise(part * (ready - begins) / PARTS) <= latest:
            there = part * whole // PARTS
    return there


def _on_duty(rosters: Mapping[str, Roster], kinds: Sequence[str], hour: int) -> tuple[int, int]:
    """Inspectors to lead PSUs, and sergeants and constables of both levels, who are on duty."""
    pools = [people_on_duty(rosters[kind], hour) for kind in kinds]
    inspectors = people_on_duty(rosters["psu"], hour).inspectors
    return inspectors, sum(each.sergeants + each.constables for each in pools)


def people_on_duty(roster: Roster, hour: int) -> Pool:
    """The people and carriers of a kind at an hour of the week."""
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
"""Classes of day, and the days of each."""
BAND: Final = 3
"""Hours of a row in the table of hours."""


def bands() -> Iterator[tuple[str, list[list[int]]]]:
    """Rows of the table of hours: hours of day, and the hours of week of each class of day."""
    for first in range(0, 24, BAND):
        hours = range(first, first + BAND)
        name = f"{first:02d}:00–{(first + BAND) % 24:02d}:00"
        yield name, [[24 * day + hour for day in days for hour in hours] for days in DAYS.values()]
