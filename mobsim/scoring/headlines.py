"""What are the headline figures of a night?"""

import math
from collections import defaultdict
from collections.abc import Set as AbstractSet

from mobsim.country.lines import PSU
from mobsim.ground.units import MINUTES_PER_DAY
from mobsim.scoring.declaring import withheld
from mobsim.scoring.home_cover import officers_taken
from mobsim.scoring.incidents import LASTS, share_of
from mobsim.scoring.line_measures import first_to_break, reserve_by_hour
from mobsim.scoring.measures import Asked, Headlines, WorstShortfall
from mobsim.scoring.steps import combine, total
from mobsim.scoring.tally import ANSWERS, Front, LogTally

HELD_SHARE = 0.90
"""The share of a day's needed unit-minutes that must be met to hold the level (an assumption)."""


def measure_headlines(tally: LogTally, refused: AbstractSet[str]) -> Headlines:
    """Compute the headline figures of a night."""
    aid_at, aid_where, aid_kind = _first_aid(tally) or (None, None, None)
    found = Headlines(
        first_to_break=first_to_break(tally),
        worst_shortfall=_worst_shortfall(tally),
        first_aid_at=aid_at,
        first_aid_where=aid_where,
        first_aid_kind=aid_kind,
        forty_percent_at=_forty_percent_at(tally),
        reserve_by_hour=reserve_by_hour(tally),
        endurance_days=_endurance(tally) if tally.facts.mode == "sustained" else None,
        officers_taken=officers_taken(tally),
    )
    return withheld(found, refused)


def measure_asked(tally: LogTally) -> Asked:
    """Compute the measures of requests and asks, which are 0 or None if no aid was requested."""
    return Asked(
        first_ricc_at=tally.first_request.get(2),
        first_npocc_at=tally.first_request.get(3),
        national_call_at=tally.national_call,
        requests={"2": tally.requests[2], "3": tally.requests[3]},
        asks=tally.counts["AidAsked"],
        units_asked=tally.units_asked,
        units_offered=tally.units_offered,
        moved=dict(tally.moved),
        withdrawn=tally.withdrawn,
        answers={answer: tally.answers.get(answer, 0) for answer in ANSWERS},
    )


def _worst_shortfall(tally: LogTally) -> WorstShortfall | None:
    """The worst shortfall in officers; ties are broken by time, then by incident and kind."""
    found = []
    for (incident, kind), front in tally.fronts.items():
        worst = front.short.lasting(LASTS, tally.facts.duration)
        if worst is not None:
            units, at, lasts = worst
            officers = units * (tally.facts.officers(kind) or 1)
            found.append((-officers, at, incident, kind, units, lasts))
    if not found:
        return None
    _, at, incident, kind, units, lasts = min(found)
    return WorstShortfall(units, kind, incident, at, lasts)


def deepest(tally: LogTally, worst: WorstShortfall) -> tuple[int, int]:
    """The first whole minute at which the worst shortfall is deepest, and the units then short.

    At least ``worst.units`` units are short throughout the shortfall; at its deepest, more may be
    short.
    """
    short, until = tally.fronts[worst.incident, worst.kind].short, worst.at + worst.lasts
    minutes = {math.ceil(minute) for minute in (worst.at, *short.minutes)}
    inside = sorted(minute for minute in minutes if worst.at <= minute < until)
    minute = max(inside, key=short.at)
    return minute, short.at(minute)


def most_at_once(tally: LogTally, kind: str) -> tuple[int, int]:
    """The most units of a kind needed at once, and the largest part of need met at once, in units.

    Both numbers are sums over all places; units beyond the need of their place do not count.
    """
    fronts = [front for (_, each), front in tally.fronts.items() if each == kind]
    needed, there = total(front.need for front in fronts), total(front.met for front in fronts)
    return needed.highest()[0], there.highest()[0]


def _first_aid(tally: LogTally) -> tuple[float, str, str] | None:
    came = [
        (front.first_aid_at, incident, kind)
        for (incident, kind), front in tally.fronts.items()
        if front.first_aid_at is not None
    ]
    return min(came, default=None)


def _forty_percent_at(tally: LogTally) -> float | None:
    fronts = [front for (_, kind), front in tally.fronts.items() if kind == PSU]
    needed, _ = total(front.need for front in fronts).highest()
    if not needed:
        return None
    return total(front.met for front in fronts).first_at_least(share_of("40", needed), 0.0)


def _endurance(tally: LogTally) -> dict[str, int]:
    by_kind: dict[str, list[Front]] = defaultdict(list)
    for (_, kind), front in tally.fronts.items():
        if front.need.minutes:
            by_kind[kind].append(front)
    return {
        kind: days_held(fronts, tally.facts.duration) for kind, fronts in sorted(by_kind.items())
    }


def days_held(fronts: list[Front], end: float) -> int:
    """The number of consecutive 24-hour periods in which the level is held.

    The first period begins at the first minute when there is need and all of it is met. The count
    stops before a period that ends after the log, has no need, or has too little need met. For
    example, an evening of disorder and the quiet day after it make up one period.
    """
    need, there = total(front.need for front in fronts), total(front.met for front in fronts)
    full = combine(lambda needed, found: int(0 < needed <= found), need, there)
    start = full.first_at_least(1, 0.0)
    days = 0
    while start is not None and start + MINUTES_PER_DAY <= end:
        until = start + MINUTES_PER_DAY
        needed = need.area(start, until)
        if not needed or there.area(start, until) < HELD_SHARE * needed:
            break
        days, start = days + 1, until
    return days
