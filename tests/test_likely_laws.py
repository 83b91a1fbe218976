"""Do the laws hold over days with every lever on?

Worlds of several days with rosters, old reports, wrong estimates, donors that hesitate, tired
crews, operations, holding areas, need that is only seen, officers of two kinds, crews that stand by
and aid that is lodged. Each law is written against the log and the scenario alone.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.country.lines import LONDON_REGION
from mobsim.engine import simulate
from mobsim.ground.clock import LONDON, WallClock
from mobsim.ground.randomness import Chance
from mobsim.ground.units import TICKS_PER_MINUTE
from mobsim.policy import lending_limit
from mobsim.policy.triggers.reactive import reactive
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring import score
from mobsim.scoring.events import EVENTS, UNIT_EVENTS, Event
from mobsim.scoring.tally import MOVED
from mobsim.telling.night_facts import facts_of
from tests.strategies import fixed_examples, law, likely_worlds, seeds
from tests.test_laws import NEXT, Rewritten, Watching
from tests.worlds import chance_of, run

PLACES = {
    **NEXT,
    "home": {**NEXT["home"], ev.UNIT_COMMITTED: "committed", ev.UNIT_STOOD_BY: "stands by"},
    "stands by": {**NEXT["home"], ev.UNIT_RETURNED: "back"},
    "deployed": {ev.UNIT_STOOD_DOWN: "off"},
    "off": {**NEXT["off"], ev.UNIT_COMMITTED: "committed"},
    "between two": {ev.UNIT_ORDERED: "on the road"},
    "committed": {ev.UNIT_RETURNED: "back", ev.UNIT_ORDERED: "on the road"},
    "back": {ev.UNIT_RESTED: "home", ev.UNIT_UNFIT: "unfit"},
    "unfit": {ev.UNIT_RESTED: "home"},
    "withdrawn": {ev.UNIT_RESTED: "home"},
}
"""As `tests.test_laws.NEXT`, with what only happens on likely nights."""
AT_HOME = ("home", "stands by")


@dataclass
class Clerk:
    """Who reads the log row by row and knows where every crew is."""

    scenario: Scenario
    at: dict[str, str] = field(default_factory=dict)
    resting: set[str] = field(default_factory=set)
    standing_by: set[str] = field(default_factory=set)
    out: Counter[tuple[str, str]] = field(default_factory=Counter)
    called: bool = False

    def read(self, row: Event) -> tuple[str, str]:
        """Where the row's unit was, and where it is then."""
        if row.event == ev.NATIONAL_CALL_MADE:
            self.called = True
        if row.event not in UNIT_EVENTS:
            return "", ""
        unit = str(row.unit)
        was = self.at.get(unit, "home")
        assert row.event in PLACES[was], f"{unit} is {was}: {row}"
        now = self._next(unit, was, row)
        self.at[unit] = now
        key = (str(row.force), str(row.kind))
        self.out[key] += (was in AT_HOME) - (now in AT_HOME)
        return was, now

    def _next(self, unit: str, was: str, row: Event) -> str:
        now = PLACES[was][row.event]
        if row.event == ev.UNIT_STOOD_DOWN:
            self.resting.add(unit)
            if row.cause in MOVED:
                return "between two"
        if row.event in (ev.UNIT_RESTED, ev.UNIT_RETURNED, ev.UNIT_COMMITTED):
            self.resting.discard(unit)
        withdrawn = row.event == ev.UNIT_CANCELLED and row.cause == "withdrawn"
        if row.event == ev.UNIT_STOOD_BY:
            self.standing_by.add(unit)
        elif withdrawn or row.event in (ev.UNIT_MUSTERED, ev.UNIT_RETURNED):
            self.standing_by.discard(unit)
        if withdrawn:
            return "withdrawn"
        if now == "home" and unit in self.standing_by:
            return "stands by"
        return "off" if now == "near" and unit in self.resting else now

    def home(self, force: str, kind: str) -> int:
        """Crews free at home, those left out whose officers are in a crew of another kind."""
        owned = self.scenario.stock[force]
        numbers = range(1, owned[kind].fit + 1)
        away = {n for n in numbers if self.place(force, kind, n) not in AT_HOME}
        return owned[kind].fit - len(away | self._twins_out(force, kind))

    def place(self, force: str, kind: str, number: int) -> str:
        return self.at.get(f"{force}-{kind}-{number:02d}", "home")

    def _twins_out(self, force: str, kind: str) -> set[int]:
        found = set()
        for one, other, shift in shared(self.scenario, force):
            if kind in (one, other):
                mine, theirs = (0, shift) if kind == one else (shift, 0)
                twin = other if kind == one else one
                for number in shared_numbers(self.scenario, force, one, other):
                    if self.place(force, twin, number - theirs) != "home":
                        found.add(number - mine)
        return found

    def available(self, force: str, kind: str) -> int:
        """Crews that the force may lend, its own need aside."""
        stock = self.scenario.stock[force][kind]
        level = "extensive" if self.called else self.scenario.drawdown
        limit = lending_limit(level, stock.commitment, stock.fit, stock.kept)
        spare = min(limit - self.out[force, kind], self.home(force, kind) - stock.kept)
        return max(0, spare)


def shared(scenario: Scenario, force: str) -> list[tuple[str, str, int]]:
    """Kinds made up of officers of another, and how far their numbers are apart."""
    needed = {kind for each in scenario.incidents for kind in each.need}
    beforehand = [each.units for each in (*scenario.operations, *scenario.posture)]
    needed |= {kind for units in beforehand for by_kind in units.values() for kind in by_kind}
    owned = scenario.stock[force]
    return [
        (kind, each.filled_by, each.fit - owned[each.filled_by].fit)
        for kind, each in owned.items()
        if each.filled and {kind, each.filled_by} <= needed
    ]


def shared_numbers(scenario: Scenario, force: str, one: str, other: str) -> range:
    """Numbers of the first kind's crews that share officers with the second's."""
    owned = scenario.stock[force]
    both = min(owned[one].filled, owned[one].fit, owned[other].fit)
    return range(owned[one].fit - both + 1, owned[one].fit + 1)


def read(scenario: Scenario, log: list[Event]) -> Iterator[tuple[Event, str, str, Clerk]]:
    """Each row, where its unit was and is, and the clerk after it."""
    clerk = Clerk(scenario)
    for row in log:
        yield row, *clerk.read(row), clerk


@law(120)
@given(likely_worlds(), seeds())
def test_a_unit_is_in_one_place_serves_one_incident_and_is_one_of_those_there_are(
    scenario: Scenario, seed: int
) -> None:
    serving: dict[str | None, str | None] = {}
    for row, was, now, _ in read(scenario, run(scenario, seed)):
        if not was or row.incident is None:
            continue
        force, kind = str(row.force), str(row.kind)
        number = int(str(row.unit).rsplit("-", 1)[1])
        assert 1 <= number <= scenario.stock[force][kind].fit
        free = was in (*AT_HOME, "between two", "committed")
        assert free or serving[row.unit] == row.incident
        serving[row.unit] = None if now == "home" else row.incident


@law(60)
@given(likely_worlds(), seeds())
def test_nobody_is_in_two_crews_at_once(scenario: Scenario, seed: int) -> None:
    for row, was, now, clerk in read(scenario, run(scenario, seed)):
        if was in AT_HOME and now != "home":
            force = str(row.force)
            for one, other, shift in shared(scenario, force):
                for number in shared_numbers(scenario, force, one, other):
                    assert "home" in (
                        clerk.place(force, one, number),
                        clerk.place(force, other, number - shift),
                    )


@law(60)
@given(likely_worlds(), seeds())
def test_clocks_never_run_back_and_rests_are_kept(scenario: Scenario, seed: int) -> None:
    log = run(scenario, seed)
    minutes = [row.minute for row in log]
    assert minutes == sorted(minutes)
    assert all((minute * TICKS_PER_MINUTE).is_integer() for minute in minutes)
    durations = scenario.durations
    since: dict[str | None, float] = {}
    for row, was, now, _ in read(scenario, log):
        if now in ("back", "withdrawn", "unfit"):
            since[row.unit] = row.minute
        if row.event == ev.UNIT_RESTED and now == "home":
            rest = durations.recovery if was == "unfit" else durations.rest
            rest += durations.day_off if row.cause == "day off" else 0.0
            assert rest == row.minute - since[row.unit]
        if row.event == ev.UNIT_UNFIT:
            assert durations.recovery == row.expected_minute - row.minute


@law(100)
@given(likely_worlds(), seeds())
def test_no_donor_offers_more_than_it_is_asked_for_or_may_lend(
    scenario: Scenario, seed: int
) -> None:
    asked: Counter[tuple[object, ...]] = Counter()
    regions = scenario.force_region
    offered: Counter[tuple[object, ...]] = Counter()
    for row, _, _, clerk in read(scenario, run(scenario, seed)):
        what = (row.force, row.incident, row.tier, row.request, row.kind)
        if row.event == ev.AID_ASKED:
            asked[what] += row.count
        if row.event == ev.AID_OFFERED:
            lendable = clerk.available(str(row.force), str(row.kind))
            assert row.count <= row.known_stock <= lendable
            assert row.count <= asked[what]
            asked[what] = 0
            if row.cause in ("refused", "no answer", "none"):
                assert row.count == 0
            offered[(row.minute, *what)] += row.count
            if regions[str(row.force)] == LONDON_REGION != regions[str(row.counterpart)]:
                rule = scenario.policies.london_release
                capital = ("london", row.kind) in [(e.where, e.kind) for e in scenario.lines]
                lends = not capital or rule.lends(called=clerk.called)
                assert lends or not row.count
        if row.event == ev.UNIT_ORDERED and row.request is not None and row.cause not in MOVED:
            offered[(row.minute, *what)] -= 1
            assert offered[(row.minute, *what)] >= 0
            kept = scenario.stock[str(row.force)][str(row.kind)].kept
            assert clerk.home(str(row.force), str(row.kind)) >= kept


@law(80)
@given(likely_worlds(), seeds())
def test_units_that_move_straight_on_leave_in_that_minute_for_an_incident_that_judged_need(
    scenario: Scenario, seed: int
) -> None:
    """Who is at hand goes before need is judged, as soon as there is some."""
    areas = {each.incident_id for each in scenario.incidents if each.holding}
    log = run(scenario, seed)
    judged: Counter[tuple[object, object]] = Counter()
    need: Counter[tuple[object, object]] = Counter()
    for row, after in zip(log, [*log[1:], None], strict=True):
        what = (row.incident, row.kind)
        if row.event == ev.NEED_JUDGED:
            judged[what] = row.count
        if row.event == ev.NEED_CHANGED:
            need[what] = row.count
        if row.event == ev.UNIT_ORDERED and row.cause in MOVED:
            assert row.incident not in areas
            at_hand = row.cause in ("turned", "sent forward") and row.request is None
            assert judged[what] > 0 or (at_hand and need[what] > 0)
            assert (row.cause == "recalled") <= (row.tier == 1 and row.force == row.counterpart)
        if row.event == ev.UNIT_STOOD_DOWN and row.cause in MOVED:
            later = [r for r in log[log.index(row) :] if r.unit == row.unit][1]
            assert (later.event, later.cause, later.minute) == (
                ev.UNIT_ORDERED, row.cause, row.minute,
            )  # fmt: skip
            assert (row.cause == "sent forward") == (row.incident in areas) or (
                row.cause == "recalled"
            )
        assert after is None or after.minute >= row.minute


@law(80)
@given(likely_worlds(mode="sustained"), seeds())
def test_units_moved_on_keep_their_tours(scenario: Scenario, seed: int) -> None:
    """No tour is longer than its limit unless it was over before the unit deployed.

    It begins as the crew stands by, if it did.
    """
    stood_by: dict[str | None, float] = {}
    mustered: dict[str | None, float] = {}
    deployed: dict[str | None, float] = {}
    for row, was, now, _ in read(scenario, run(scenario, seed)):
        if row.event == ev.UNIT_STOOD_BY:
            stood_by[row.unit] = row.minute
        if now in ("back", "withdrawn"):
            stood_by.pop(row.unit, None)
        if row.event == ev.UNIT_MUSTERED or (row.event == ev.UNIT_COMMITTED and was == "home"):
            mustered[row.unit] = stood_by.pop(row.unit, row.minute)
        if row.event == ev.UNIT_DEPLOYED:
            deployed[row.unit] = row.minute
        if row.event == ev.UNIT_STOOD_DOWN and was == "deployed":
            longest = max(scenario.durations.tour, scenario.durations.tour_at_most)
            limit = max(mustered[row.unit] + longest, deployed[row.unit])
            assert row.minute <= limit


@law(80)
@given(likely_worlds(), seeds())
def test_no_more_units_stay_deployed_than_the_release_rule_keeps(
    scenario: Scenario, seed: int
) -> None:
    """A relief counts from its predecessor's standing down, a spell's need from its beginning."""
    hold = scenario.policies.release.hold_minutes
    log = run(scenario, seed)
    judged: dict[tuple[object, object], list[tuple[float, int]]] = {}
    need: Counter[tuple[object, object]] = Counter()
    began: dict[object, float] = {}
    present: dict[tuple[object, object], set[str | None]] = {}
    waits: dict[str | None, str] = {}
    for row, after in zip(log, [*log[1:], None], strict=True):
        what = (row.incident, row.kind)
        there = present.setdefault(what, set())
        if row.event == ev.NEED_CHANGED:
            if not any(units for (name, _), units in need.items() if name == row.incident):
                began[row.incident] = row.minute
            need[what] = row.count
        starts = row.event == ev.NEED_CHANGED and began[row.incident] == row.minute
        if starts or row.event == ev.NEED_JUDGED:
            judged.setdefault(what, []).append((row.minute, row.count))
        if row.event == ev.UNIT_ORDERED:
            predecessor = str(row.cause).removeprefix("relief of ")
            waits[row.unit] = predecessor if predecessor != row.cause else ""
        if row.event == ev.UNIT_DEPLOYED:
            there.add(row.unit)
        if row.event == ev.UNIT_STOOD_DOWN:
            there.discard(row.unit)
            waits = {unit: "" if old == row.unit else old for unit, old in waits.items()}
        if after is None or after.minute > row.minute:
            for key, units in present.items():
                known = judged.get(key, [(0.0, 0)])
                last, _ = known[-1]
                kept = max(need for minute, need in known if minute >= last - hold)
                assert sum(not waits[unit] for unit in units) <= kept


@law(60)
@given(likely_worlds(mode="sustained", trigger=reactive(), chance="drawn"), seeds())
def test_what_npocc_is_told_to_be_in_use_is_what_the_log_says(
    scenario: Scenario, seed: int
) -> None:
    log: list[Event] = []
    watching = Watching(log, [])
    policies = replace(scenario.policies, trigger=watching)  # type: ignore[arg-type]
    simulate(replace(scenario, policies=policies), Chance(seed), log.append)
    clerk, using = Clerk(scenario), {}
    told = dict(watching.told)
    for place, row in enumerate(log):
        if place in told:
            found = Counter(using.values())
            assert {kind: found[kind] for kind in told[place]} == told[place]
        was, now = clerk.read(row)
        off_duty = was == "stands by" and now == "back"
        if off_duty or row.event in (ev.UNIT_ORDERED, ev.UNIT_COMMITTED):
            using[str(row.unit)] = str(row.kind)
        if now in AT_HOME or (now == "near" and row.event != ev.UNIT_STOOD_DOWN):
            using.pop(str(row.unit), None)


@law(30)
@given(likely_worlds(trigger=reactive()), seeds())
def test_without_incidents_and_operations_nothing_happens(scenario: Scenario, seed: int) -> None:
    assert [] == run(replace(scenario, incidents=(), operations=(), posture=()), seed)


@law(30)
@given(likely_worlds(), seeds(), st.integers(1, 4))
def test_a_start_whole_weeks_later_at_the_same_wall_clock_changes_no_row(
    scenario: Scenario, seed: int, weeks: int
) -> None:
    """True where the clocks do not change: January to March."""
    first = datetime(2026, 1, 7, 20, 0, tzinfo=LONDON)
    later = first + timedelta(weeks=weeks)
    assert run(replace(scenario, clock=WallClock(first)), seed) == run(
        replace(scenario, clock=WallClock(later)), seed
    )


class RewrittenAtOnce(Rewritten):
    """As that, but what happens in the minute in which it is decided is only turned round later."""

    def happens(self, probability: float, start: float, purpose: str, *ids: str | int) -> bool:
        if purpose in ("withdraw", "unfit") and start <= self.cut:
            return Chance.happens(self, probability, start, purpose, *ids)
        return super().happens(probability, start, purpose, *ids)


@law(120)
@given(likely_worlds(serials=1), seeds(), st.integers(0, 10**6))
def test_what_is_drawn_for_later_changes_nothing_until_then(
    scenario: Scenario, seed: int, place: int
) -> None:
    """Whatever is known by reports and estimates, nobody sees the future.

    The first part of a crew comes by when the last of it will: such crews are in no world here.
    """
    chance = chance_of(scenario, seed)
    log = run(scenario, seed)
    cut = log[place % len(log)].minute
    other: list[Event] = []
    simulate(scenario, RewrittenAtOnce(chance, cut), other.append)
    assert [row for row in log if row.minute <= cut] == [row for row in other if row.minute <= cut]


@law(40)
@given(likely_worlds(), seeds())
def test_every_row_has_the_columns_of_its_event_and_every_measure_is_given(
    scenario: Scenario, seed: int
) -> None:
    log = run(scenario, seed)
    for row in log:
        assert row.event in EVENTS
        if row.event in UNIT_EVENTS:
            assert None not in (row.force, row.unit, row.kind)
            of_an_operation = row.event in (ev.UNIT_COMMITTED, ev.UNIT_UNFIT)
            assert (row.incident is None) == (row.tier is None)
            assert not of_an_operation or row.incident is None
    assert {} == score(log, facts_of(scenario)).refused


@pytest.mark.slow
def test_generated_likely_nights_together_show_every_event_and_every_cause() -> None:
    found: Counter[str] = Counter()

    @fixed_examples(300)
    @given(likely_worlds(), seeds())
    def look(scenario: Scenario, seed: int) -> None:
        log = run(scenario, seed)
        found.update({row.event for row in log})
        found.update({row.cause for row in log if row.cause})

    look()
    wanted = {*EVENTS, *MOVED, "withdrawn", "refused", "part", "tired", "stock freed"}
    assert set() == {each for each in wanted if found[each] < 3}
