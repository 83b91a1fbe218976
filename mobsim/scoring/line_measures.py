"""What does a run show about each national line?"""

from collections.abc import Set as AbstractSet
from typing import Any, cast

from mobsim.country.line_verdicts import verdict_on_capacity, verdict_on_stock
from mobsim.scoring.declaring import withheld
from mobsim.scoring.events import INCIDENT_BEGAN, NATIONAL_CALL_MADE
from mobsim.scoring.incidents import SHARES, share_of
from mobsim.scoring.measures import FirstToBreak, LineMeasures, NationalShare, RegionMeasures
from mobsim.scoring.steps import StepCurve
from mobsim.scoring.tally import LineTally, LogTally

NATIONAL_SHARES = cast("tuple[NationalShare, ...]", SHARES)


def counted_from(tally: LogTally) -> tuple[str, float] | None:
    """The event and minute from which the national figures count: the national call, if any."""
    if tally.national_call is not None:
        return NATIONAL_CALL_MADE, tally.national_call
    began = [
        clocks.began
        for incident, clocks in tally.clocks.items()
        if clocks.began is not None and incident not in tally.facts.holding
    ]
    return (INCIDENT_BEGAN, min(began)) if began else None


def measure_national(tally: LogTally, refused: AbstractSet[str]) -> list[LineMeasures]:
    """The measures of the national lines, in the order of the list in the facts."""
    start = counted_from(tally)
    return [
        withheld(_measure_line(tally, line, start), refused)
        for line in tally.lines
        if line.facts.region is None
    ]


def _measure_line(
    tally: LogTally, line: LineTally, start: tuple[str, float] | None
) -> LineMeasures:
    facts, binds = line.facts, line.binds
    return LineMeasures(
        **_figures(tally, line),
        kind=facts.kind,
        binds_at=binds.at if binds else None,
        binds_cause=binds.cause if binds else None,
        binds_where=binds.incident if binds else None,
        counted_from=cast(Any, start[0]) if start else None,
        counted_from_at=start[1] if start else None,
        time_to=_time_to(line.ever, facts.required, start),
        time_to_at_once=_time_to(line.deployed, facts.required, start),
        verdict_capacity=verdict_on_capacity(
            needed=line.needed, binds=binds is not None, scarce=line.scarce
        ),
        **_left_for_london(line),
        verdict_timeline=None,
    )


def _left_for_london(line: LineTally) -> dict[str, Any]:
    if line.facts.london != "inside":
        return {"least_left": None, "least_left_at": None}
    most, at = line.lent.highest()
    return {"least_left": max(0, line.facts.declared - most), "least_left_at": at}


def _figures(tally: LogTally, line: LineTally) -> dict[str, Any]:
    """The measures that national lines and regions' shares of them have in common."""
    facts = line.facts
    most, at = line.in_use.highest()
    judged = tally.facts.returns_loaded
    return {
        "line": facts.line,
        "required": facts.required,
        "declared": facts.declared,
        "headroom": facts.declared - facts.required,
        "peak_in_use": most,
        "peak_in_use_at": at,
        "crews_deployed": line.ever.level,
        "most_at_once": line.deployed.highest()[0],
        "verdict_stock": verdict_on_stock(facts.declared, facts.required) if judged else None,
    }


def _time_to(
    crews: StepCurve, required: int, start: tuple[str, float] | None
) -> dict[NationalShare, float | None]:
    if start is None:
        return dict.fromkeys(NATIONAL_SHARES)
    return crews.minutes_to({s: share_of(s, required) for s in NATIONAL_SHARES}, start[1])


def measure_regions(tally: LogTally, refused: AbstractSet[str]) -> list[RegionMeasures]:
    """The measures of the regions' shares of the lines, in the order of the list in the facts."""
    return [
        withheld(RegionMeasures(**_figures(tally, line), region=line.facts.region), refused)
        for line in tally.lines
        if line.facts.region is not None
    ]


def first_to_break(tally: LogTally) -> FirstToBreak | None:
    """The line that breaks first; if several break in one minute, the first listed in the facts."""
    bound = [line.binds for line in tally.lines if line.binds is not None]
    return min(bound, key=lambda each: each.at, default=None)


def reserve_by_hour(tally: LogTally) -> dict[str, list[int]]:
    """The units declared minus the units in use, but at least 0, for each line and whole hour."""
    return {
        line.facts.line: [
            max(0, line.facts.declared - used) for used in line.in_use.hours(tally.facts.duration)
        ]
        for line in tally.lines
        if line.facts.region is None
    }
