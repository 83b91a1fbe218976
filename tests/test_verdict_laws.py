"""Can a verdict contradict what happened, or another verdict?"""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given

from mobsim.country.lines import BEYOND_REGION, LONDON_REGION
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import TargetFacts, score
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.telling.night_facts import facts_of
from tests.strategies import law, likely_worlds, seeds, worlds
from tests.worlds import run


def at_home(scenario: Scenario, log: list[Event]) -> Iterator[tuple[Event, dict[str, int]]]:
    """Each row of need that was left, and by force how many of its kind were free then."""
    away: dict[str, set[str]] = {}
    kinds: dict[str, str] = {}
    for row in log:
        unit, force = row.unit or "", row.force or ""
        if row.event in (ev.UNIT_ORDERED, ev.UNIT_COMMITTED):
            away.setdefault(force, set()).add(unit)
            kinds[unit] = row.kind or ""
        elif (row.event == ev.UNIT_RESTED and row.cause != "near the RVP") or (
            row.event == ev.UNIT_CANCELLED
            and row.cause != "withdrawn"
            and unit not in toured(log, row)
        ):
            away[force].discard(unit)
        elif row.event == ev.NEED_UNMET:
            kind = row.kind or ""
            yield (
                row,
                {
                    each: scenario.stock[each][kind].fit
                    - sum(kinds[unit] == kind for unit in away.get(each, ()))
                    for each in scenario.force_region
                },
            )


def toured(log: list[Event], until: Event) -> set[str]:
    """Units near an RVP when an order was taken back: they are not at home."""
    near: set[str] = set()
    for row in log:
        if row is until:
            return near
        if row.event == ev.UNIT_MUSTERED:
            near.add(row.unit or "")
        elif row.event == ev.UNIT_RESTED and row.cause != "near the RVP":
            near.discard(row.unit or "")
    return near


@law(60)
@given(worlds(), seeds())
def test_a_line_never_breaks_while_a_crew_is_left_that_may_be_sent(
    scenario: Scenario, seed: int
) -> None:
    """Of stock it breaks only if no force has more free than it keeps, else one has."""
    for row, free in at_home(scenario, run(scenario, seed)):
        kind = row.kind or ""
        above = [
            force
            for force, left in free.items()
            if scenario.force_region[force] != BEYOND_REGION
            and left > scenario.stock[force][kind].kept
        ]
        if row.cause == "stock":
            assert [] == above
        elif row.cause == "drawdown":
            assert above
        assert (row.cause is None) == ((row.known_stock or 0) > 0)
        if row.cause is not None and scenario.rules.host_floor == "used":
            assert 0 == free[row.force or ""]  # the host's own would have been sent


@law(40)
@given(likely_worlds(), seeds())
def test_need_is_judged_on_the_line_of_its_place_alone(scenario: Scenario, seed: int) -> None:
    for row in run(scenario, seed):
        if row.event == ev.NEED_UNMET:
            in_london = scenario.force_region[row.force or ""] == LONDON_REGION
            lines = {
                line.line
                for line in scenario.lines
                if line.kind == row.kind
                and line.where != ("outside-london", "london")[not in_london]
            }
            assert row.counterpart in (lines or {row.kind})


@law(60)
@given(worlds(), seeds())
def test_a_target_s_verdict_follows_from_the_strength_curve_alone(
    scenario: Scenario, seed: int
) -> None:
    log = run(scenario, seed)
    place = scenario.incidents[0]
    facts = replace(
        facts_of(scenario),
        targets=[
            TargetFacts(place.incident_id, "psu", units, place.begins + by)
            for units in (1, 3)
            for by in (60.0, 240.0)
        ],
    )
    curve = [
        (row.minute, 1 if row.event == ev.UNIT_DEPLOYED else -1)
        for row in log
        if row.incident == place.incident_id and row.kind == "psu"
        if row.event == ev.UNIT_DEPLOYED
        or (row.event == ev.UNIT_STOOD_DOWN and row.unit in deployed_before(log, row))
    ]
    for target in score(log, facts).targets:
        there, reached = 0, None
        for minute in sorted({minute for minute, _ in curve}):
            there += sum(change for at, change in curve if at == minute)
            if reached is None and there >= target.units:
                reached = minute
        told = "never" if reached is None else "met" if reached <= target.by else "late"
        assert (reached, told) == (target.reached_at, target.verdict)


def deployed_before(log: list[Event], until: Event) -> set[str | None]:
    """Units deployed at the incident of a row, and not stood down since."""
    there: set[str | None] = set()
    for row in log:
        if row is until:
            return there
        if row.incident == until.incident and row.event == ev.UNIT_DEPLOYED:
            there.add(row.unit)
        elif row.incident == until.incident and row.event == ev.UNIT_STOOD_DOWN:
            there.discard(row.unit)
    return there
