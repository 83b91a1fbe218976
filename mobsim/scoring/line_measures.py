"""How does each national line stand?"""

from collections.abc import Set as AbstractSet
from typing import Any, cast

from mobsim.country.lines import WATCH_SHARE
from mobsim.scoring.events import INCIDENT_BEGAN, NATIONAL_CALL_MADE
from mobsim.scoring.facts import LineFacts
from mobsim.scoring.incidents import SHARES, share_of
from mobsim.scoring.measures import (
    FirstToBreak,
    LineMeasures,
    NationalShare,
    RegionMeasures,
    Verdict,
)
from mobsim.scoring.tally import Line, Tally

NATIONAL_SHARES = cast("tuple[NationalShare, ...]", SHARES)


def counted_from(tally: Tally) -> tuple[str, float] | None:
    """Where the clock of the national figures starts: at the call, else at the first incident."""
    if tally.national_call is not None:
        return NATIONAL_CALL_MADE, tally.national_call
    began = [
        clocks.began
        for incident, clocks in tally.clocks.items()
        if clocks.began is not None and incident not in tally.facts.holding
    ]
    return (INCIDENT_BEGAN, min(began)) if began else None


def measure_national(tally: Tally, refused: AbstractSet[str]) -> list[LineMeasures]:
    """The national lines, in the order of the facts."""
    start = counted_from(tally)
    return [
        _measure_line(tally, line, start, refused)
        for line in tally.lines
        if line.facts.region is None
    ]


def _measure_line(
    tally: Tally, line: Line, start: tuple[str, float] | None, refused: AbstractSet[str]
) -> LineMeasures:
    facts = line.facts
    at, cause, where = line.binds or (None, None, None)
    judged = "national.binds_at" not in refused
    deployed = "national.time_to" not in refused
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
        time_to=_different_crews(line, start if deployed else None),
        time_to_at_once=_at_once(line, start if deployed else None),
        **_strength(line, refused),
        verdict_stock=_verdict_on_stock(tally, facts),
        verdict_run=_verdict_on_run(line) if judged else None,
        verdict_timeline=None,
    )


def _in_use(line: Line, refused: AbstractSet[str]) -> dict[str, Any]:
    most, at = line.in_use.highest()
    if "national.peak_in_use" in refused:
        return {"peak_in_use": None, "peak_in_use_at": None}
    return {"peak_in_use": most, "peak_in_use_at": at}


def _strength(line: Line, refused: AbstractSet[str]) -> dict[str, int | None]:
    if "national.time_to" in refused:
        return {"crews_deployed": None, "most_at_once": None}
    return {"crews_deployed": len(line.crews), "most_at_once": line.deployed.highest()[0]}


def _different_crews(
    line: Line, start: tuple[str, float] | None
) -> dict[NationalShare, float | None]:
    minutes = list(line.crews.values())
    found: dict[NationalShare, float | None] = dict.fromkeys(NATIONAL_SHARES)
    for share in NATIONAL_SHARES:
        wanted = share_of(share, line.facts.required)
        if start is not None and len(minutes) >= wanted:
            found[share] = max(0.0, minutes[wanted - 1] - start[1]) if wanted else 0.0
    return found


def _at_once(line: Line, start: tuple[str, float] | None) -> dict[NationalShare, float | None]:
    found: dict[NationalShare, float | None] = dict.fromkeys(NATIONAL_SHARES)
    for share in NATIONAL_SHARES:
        if start is not None:
            wanted = share_of(share, line.facts.required)
            reached = line.deployed.first_at_least(wanted, start[1])
            found[share] = None if reached is None else reached - start[1]
    return found


def _verdict_on_stock(tally: Tally, facts: LineFacts) -> Verdict | None:
    if not tally.facts.returns_loaded:
        return None
    headroom = facts.declared - facts.required
    if headroom < 0:
        return "fail"
    return "watch" if headroom < WATCH_SHARE * facts.required else "pass"


def _verdict_on_run(line: Line) -> Verdict:
    if line.binds is not None:
        return "fail"
    return "watch" if line.scarce else "pass"


def measure_regions(tally: Tally, refused: AbstractSet[str]) -> list[RegionMeasures]:
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


def first_to_break(tally: Tally) -> FirstToBreak | None:
    """The line that binds first; of those that bind in one minute the first in the facts."""
    bound = [line for line in tally.lines if line.binds is not None]
    first = min(bound, key=lambda line: line.binds[0] if line.binds else 0.0, default=None)
    if first is None or first.binds is None:
        return None
    at, cause, incident = first.binds
    return FirstToBreak(first.facts.line, at, incident, cast(Any, cause))


def reserve_by_hour(tally: Tally) -> dict[str, list[int]]:
    """By line, units declared less units in use, not below 0, at each whole hour."""
    return {
        line.facts.line: [
            max(0, line.facts.declared - used) for used in line.in_use.hours(tally.facts.duration)
        ]
        for line in tally.lines
        if line.facts.region is None
    }
