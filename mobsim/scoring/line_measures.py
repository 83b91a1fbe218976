"""How does each national line stand?"""

from collections.abc import Set as AbstractSet
from typing import Any, cast

from mobsim.country.line_verdicts import Verdict, verdict_on_run, verdict_on_stock
from mobsim.scoring.events import INCIDENT_BEGAN, NATIONAL_CALL_MADE
from mobsim.scoring.facts import LineFacts
from mobsim.scoring.incidents import SHARES, share_of
from mobsim.scoring.measures import FirstToBreak, LineMeasures, NationalShare, RegionMeasures
from mobsim.scoring.steps import StepCurve
from mobsim.scoring.tally import LineTally, LogTally

NATIONAL_SHARES = cast("tuple[NationalShare, ...]", SHARES)


def counted_from(tally: LogTally) -> tuple[str, float] | None:
    """Where the clock of the national figures starts: at the call, else at the first incident."""
    if tally.national_call is not None:
        return NATIONAL_CALL_MADE, tally.national_call
    began = [
        clocks.began
        for incident, clocks in tally.clocks.items()
        if clocks.began is not None and incident not in tally.facts.holding
    ]
    return (INCIDENT_BEGAN, min(began)) if began else None


def measure_national(tally: LogTally, refused: AbstractSet[str]) -> list[LineMeasures]:
    """The national lines, in the order of the facts."""
    start = None if "national.counted_from" in refused else counted_from(tally)
    return [
        _measure_line(tally, line, start, refused)
        for line in tally.lines
        if line.facts.region is None
    ]


def _measure_line(
    tally: LogTally, line: LineTally, start: tuple[str, float] | None, refused: AbstractSet[str]
) -> LineMeasures:
    facts = line.facts
    judged = "national.binds_at" not in refused
    at, cause, where = (line.binds if judged else None) or (None, None, None)
    deployed = "national.time_to" not in refused
    at_once = "national.time_to_at_once" not in refused
    return LineMeasures(
        line=facts.line,
        kind=facts.kind,
        required=facts.required,
        declared=facts.declared,
        headroom=facts.declared - facts.required,
        **_in_use(line, refused),
        binds_at=at,
        binds_cause=cast(Any, cause),
        binds_where=where,
        counted_from=cast(Any, start[0]) if start else None,
        counted_from_at=start[1] if start else None,
        time_to=_time_to(line.ever, facts.required, start if deployed else None),
        time_to_at_once=_time_to(line.deployed, facts.required, start if at_once else None),
        **_strength(line, refused),
        verdict_stock=_verdict_on_stock(tally, facts),
        verdict_run=(
            verdict_on_run(binds=line.binds is not None, scarce=line.scarce) if judged else None
        ),
        verdict_timeline=None,
    )


def _in_use(line: LineTally, refused: AbstractSet[str]) -> dict[str, Any]:
    most, at = line.in_use.highest()
    if "national.peak_in_use" in refused:
        return {"peak_in_use": None, "peak_in_use_at": None}
    return {"peak_in_use": most, "peak_in_use_at": at}


def _strength(line: LineTally, refused: AbstractSet[str]) -> dict[str, int | None]:
    crews, most = line.ever.level, line.deployed.highest()[0]
    return {
        "crews_deployed": None if "national.time_to" in refused else crews,
        "most_at_once": None if "national.time_to_at_once" in refused else most,
    }


def _time_to(
    crews: StepCurve, required: int, start: tuple[str, float] | None
) -> dict[NationalShare, float | None]:
    if start is None:
        return dict.fromkeys(NATIONAL_SHARES)
    return crews.minutes_to({s: share_of(s, required) for s in NATIONAL_SHARES}, start[1])


def _verdict_on_stock(tally: LogTally, facts: LineFacts) -> Verdict | None:
    return verdict_on_stock(facts.declared, facts.required) if tally.facts.returns_loaded else None


def measure_regions(tally: LogTally, refused: AbstractSet[str]) -> list[RegionMeasures]:
    """The figures that each region must be able to field, in the order of the facts."""
    return [
        RegionMeasures(
            line=line.facts.line,
            region=line.facts.region,
            required=line.facts.required,
            declared=line.facts.declared,
            headroom=line.facts.declared - line.facts.required,
            **_in_use(line, refused),
            **_strength(line, refused),
            verdict_stock=_verdict_on_stock(tally, line.facts),
        )
        for line in tally.lines
        if line.facts.region is not None
    ]


def first_to_break(tally: LogTally) -> FirstToBreak | None:
    """The line that binds first; of those that bind in one minute the first in the facts."""
    bound = [line for line in tally.lines if line.binds is not None]
    first = min(bound, key=lambda line: line.binds[0] if line.binds else 0.0, default=None)
    if first is None or first.binds is None:
        return None
    at, cause, incident = first.binds
    return FirstToBreak(first.facts.line, at, incident, cast(Any, cause))


def reserve_by_hour(tally: LogTally) -> dict[str, list[int]]:
    """By line, units declared less units in use, not below 0, at each whole hour."""
    return {
        line.facts.line: [
            max(0, line.facts.declared - used) for used in line.in_use.hours(tally.facts.duration)
        ]
        for line in tally.lines
        if line.facts.region is None
    }
