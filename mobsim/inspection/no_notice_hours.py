"""What are the results of the test without notice, over the hours of a week?"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from statistics import median_low
from typing import Final

from mobsim.country import doctrine
from mobsim.country.pool import NEEDS, Pool
from mobsim.ground.errors import listed
from mobsim.inspection.inspection_evidence import InspectionEvidence
from mobsim.inspection.inspection_parts import HourOfWeek, NoNoticeTest, OverHours
from mobsim.inspection.no_notice_week import (
    HOURS,
    NoNoticeWeek,
    bands,
    people_on_duty,
    pooled,
    share_of_hours,
    sure,
    together,
)

INSPECTORS: Final = 10
"""The number of West Midlands inspectors who could be at the rendezvous point within an hour,
according to HMIC (2014).
"""


def _ten_and_seven_hundred(week: NoNoticeWeek) -> float:
    """The share of hours with ten inspectors and more than 700 sergeants and constables on duty."""
    there = (week.inspectors[:, 0] >= INSPECTORS) & (
        week.others[:, 0] > doctrine.WEST_MIDLANDS_WITHIN_AN_HOUR
    )
    return float(there.mean())


PUBLISHED_RESULTS: Final[Mapping[str, tuple[str, Callable[[NoNoticeWeek], float]]]] = {
    "kent-within": (
        "Kent: one equipped PSU within 60 minutes",
        lambda week: share_of_hours(week.within, doctrine.KENT_WITHIN_AN_HOUR),
    ),
    "west-midlands-at-once": (
        "West Midlands: three PSUs at once (within 20 minutes)",
        lambda week: share_of_hours(week.at_once, doctrine.WEST_MIDLANDS_AT_ONCE),
    ),
    "west-midlands-hour": (
        "West Midlands: 10 inspectors, over 700 sergeants and constables, on duty",
        _ten_and_seven_hundred,
    ),
}
"""Each published result by id: its text, and a function that gives the share of hours that reach
it.
"""


def tested_at_every_hour(evidence: InspectionEvidence, forces: Sequence[str]) -> NoNoticeTest:
    """The test of one force, or of several forces at the same hour."""
    week = together(evidence.week(force) for force in forces)
    hours = _hours(evidence, forces, week)
    fields = ("at_once", "within", "officers", "officers_in_serials", "inspectors", "others")
    spreads = {name: spread([getattr(each, name) for each in hours]) for name in fields}
    return NoNoticeTest(
        tests=evidence.how.tests,
        seed=evidence.how.seed,
        week=evidence.monday.isoformat(),
        **spreads,
        reached={name: reach(week) for name, (_, reach) in PUBLISHED_RESULTS.items()},
        hours=hours,
        bands=[_band(name, classes, hours) for name, classes in bands()],
    )


def spread(numbers: Sequence[int]) -> OverHours:
    """The lowest, the median and the best of some numbers.

    >>> spread([2, 1, 4])
    OverHours(lowest=1, median=2, best=4)
    """
    return OverHours(min(numbers), median_low(numbers), max(numbers))


def _hours(
    evidence: InspectionEvidence, forces: Sequence[str], week: NoNoticeWeek
) -> list[HourOfWeek]:
    at_once, within = sure(week.at_once), sure(week.within)
    officers, in_serials = sure(week.officers), sure(week.in_serials)
    found = []
    for hour in range(HOURS):
        crews, people = on_duty(evidence, forces, hour)
        found.append(
            HourOfWeek(
                hour=hour,
                name=hour_name(evidence, hour),
                crews_on_duty=sum(crews),
                scarcest=listed(people.scarcest(NEEDS["psu"])),
                at_once=at_once[hour],
                within=within[hour],
                officers=officers[hour],
                officers_in_serials=in_serials[hour],
                inspectors=int(week.inspectors[hour, 0]),
                others=int(week.others[hour, 0]),
            )
        )
    return found


def on_duty(
    evidence: InspectionEvidence, forces: Sequence[str], hour: int
) -> tuple[list[int], Pool]:
    """For one hour, each force's PSUs on duty, and all people and carriers on duty."""
    night = evidence.night
    rosters = [night.rosters[force]["psu"] for force in forces]
    fit = (night.stock[force]["psu"].fit for force in forces)
    crews = [min(most, each.by_hour[hour]) for most, each in zip(fit, rosters, strict=True)]
    return crews, pooled(people_on_duty(each, hour) for each in rosters)


def hour_name(evidence: InspectionEvidence, hour: int) -> str:
    """The name of an hour, e.g. ``Mon 04:00``."""
    return evidence.night.clock.format(60.0 * hour)


def _band(name: str, classes: Sequence[Sequence[int]], hours: Sequence[HourOfWeek]) -> list[str]:
    """One row in the table of hours: the lowest numbers in a band of hours, by class of day."""
    cells = [
        f"{min(hours[h].at_once for h in of)} / {min(hours[h].within for h in of)}"
        for of in classes
    ]
    return [name, *cells]


def binding(hours: Sequence[HourOfWeek]) -> str:
    """The role or vehicle that is scarcest at the largest number of hours, and that number."""
    (what, often), *_ = Counter(each.scarcest for each in hours).most_common(1)
    return f"{what} (at {often} of {len(hours)} hours)"
