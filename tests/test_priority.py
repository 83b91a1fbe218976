"""Whom do desks and donors serve first?

Ash, elm and fir host and have nobody; oak, an hour from all, lends. A host judges 20 minutes after
its incident begins, its RICC works for 20 minutes, and a donor answers after 15.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.ground.errors import InputError
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from tests.strategies import law, seeds, worlds
from tests.worlds import Trouble, incident, lever, rows, run, units, world

HIGH, USUAL, LOW = 1, 2, 3


def night(oak: int, *incidents: Trouble, **more: object) -> Scenario:
    return world({"ash": 0, "elm": 0, "fir": 0, "oak": oak}, incidents, **more)


def offered(log: Sequence[Event]) -> list[tuple[float, str | None, int | None, str | None]]:
    return [(row.minute, row.incident, row.count, row.cause) for row in rows(log, ev.AID_OFFERED)]


# --- desks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fir", "turns"),
    [(USUAL, ["ash-1", "elm-1", "fir-1"]), (HIGH, ["ash-1", "fir-1", "elm-1"])],
)
def test_a_desk_takes_the_higher_first_of_what_waits_and_finishes_what_it_has_begun(
    fir: int, turns: list[str]
) -> None:
    """One desk, which has had ash's request since 20; elm's comes at 25, fir's at 30."""
    log = run(
        night(
            3,
            incident("ash", 1, priority=LOW),
            incident("elm", 1, begins=5),
            incident("fir", 1, begins=10, priority=fir),
            ricc_desks={"forest": 1},
            duration=90.0,
        )
    )
    assert [(40.0, turns[0]), (60.0, turns[1]), (80.0, turns[2])] == [
        (row.minute, row.incident) for row in rows(log, ev.AID_BROKERED)
    ]


# --- donors ---------------------------------------------------------------------------------------


def two_ask(oak: int, ash: int, elm: int, priority: int) -> list[Event]:
    """Oak is asked at 40 for ash and, five minutes later, for elm."""
    happen = incident("ash", ash), incident("elm", elm, begins=5, priority=priority)
    return run(night(oak, *happen, duration=65.0))


@pytest.mark.parametrize(
    ("priority", "given"),
    [
        (USUAL, [(55.0, "ash-1", 2, "full")]),
        (LOW, [(55.0, "ash-1", 2, "full")]),
        (HIGH, [(55.0, "ash-1", 0, "none"), (60.0, "elm-1", 2, "full")]),
    ],
)
def test_what_a_lower_one_has_asked_for_a_higher_one_asks_for_too_and_gets(
    priority: int, given: list[tuple[float, str, int, str]]
) -> None:
    assert given == offered(two_ask(2, 2, 2, priority))


def test_a_donor_keeps_its_readiest_crews_back_for_the_higher() -> None:
    log = two_ask(3, 3, 1, HIGH)
    assert [(55.0, "ash-1", 2, "part"), (60.0, "elm-1", 1, "full")] == offered(log)
    assert ["oak-psu-02", "oak-psu-03"] == units(log, ev.UNIT_ORDERED, incident="ash-1")
    assert ["oak-psu-01"] == units(log, ev.UNIT_ORDERED, incident="elm-1")


def test_of_equals_who_has_asked_first_gets_the_readiest() -> None:
    log = two_ask(3, 2, 1, USUAL)
    assert ["oak-psu-01", "oak-psu-02"] == units(log, ev.UNIT_ORDERED, incident="ash-1")
    assert ["oak-psu-03"] == units(log, ev.UNIT_ORDERED, incident="elm-1")


def test_its_answer_says_what_is_left_besides() -> None:
    log = two_ask(5, 3, 1, HIGH)
    assert [4, 2] == [row.known_stock for row in rows(log, ev.AID_OFFERED)]


def test_crews_on_their_way_to_a_lower_one_are_not_turned() -> None:
    """Oak's crew is ordered for ash at 55; elm asks at 80 and finds none."""
    happen = incident("ash", 1, priority=LOW), incident("elm", 1, begins=60, priority=HIGH)
    log = run(night(1, *happen, duration=300.0))
    assert ["ash-1"] == [row.incident for row in rows(log, ev.UNIT_DEPLOYED)]
    assert [] == rows(log, ev.UNIT_CANCELLED)


# --- one minute -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("second", "gets"), [(USUAL, "ash-1"), (HIGH, "ash-2")])
def test_of_two_judged_in_one_minute_the_higher_gets_the_hosts_last_crew(
    second: int, gets: str
) -> None:
    happen = incident("ash", 1), incident("ash", 1, incident_id="ash-2", priority=second)
    log = run(world({"ash": 1}, happen, duration=300.0))
    assert [gets] == [row.incident for row in rows(log, ev.UNIT_ORDERED)]


# --- units that are out ---------------------------------------------------------------------------


def with_lever(scenario: Scenario, key: str, name: str) -> Scenario:
    policies = replace(scenario.policies, **{key: lever(key, name)})
    return replace(scenario, policies=policies)


@pytest.mark.parametrize(("fir", "goes_to"), [(USUAL, "elm-1"), (HIGH, "fir-1")])
def test_a_released_unit_goes_where_need_is_higher_and_not_where_it_is_larger(
    fir: int, goes_to: str
) -> None:
    happen = (
        incident("oak", 1, ends=300.0),
        incident("elm", 3),
        incident("fir", 1, priority=fir),
    )
    log = run(with_lever(night(1, *happen, drawdown="none"), "retasking", "largest_shortfall"))
    assert [goes_to] == [row.incident for row in rows(log, ev.UNIT_ORDERED, cause="re-tasked")]


@pytest.mark.parametrize(("ash", "recalled"), [(USUAL, 1), (LOW, 1), (HIGH, 0)])
def test_nobody_is_called_home_from_where_need_is_higher(ash: int, recalled: int) -> None:
    happen = incident("ash", 1, priority=ash), incident("oak", 1, begins=600.0)
    log = run(with_lever(night(1, *happen), "recall", "own_need"))
    assert recalled == len(rows(log, ev.UNIT_ORDERED, cause="recalled"))


@pytest.mark.parametrize(("ash", "asked"), [(USUAL, []), (HIGH, [110.0])])
def test_relief_does_not_wait_for_an_incident_of_a_lower_priority(
    ash: int, asked: list[float]
) -> None:
    """Ash's crew, deployed at 110, wants relief; elm is short, and oak is too far from it."""
    happen = (
        incident("ash", 1, ends=1200.0, priority=ash),
        incident("elm", 1, ends=400.0, drives={"oak": 500.0}),
    )
    scenario = world({"ash": 1, "elm": 0, "oak": 1}, happen, mode="sustained", duration=300.0)
    log = run(with_lever(scenario, "priority", "new_incidents_first"))
    assert asked == [row.minute for row in rows(log, ev.AID_REQUESTED, cause="relief")]


# --- every night ----------------------------------------------------------------------------------


@law(40)
@given(worlds(), seeds(), st.sampled_from((HIGH, LOW)))
def test_where_all_have_one_priority_it_changes_nothing(
    scenario: Scenario, seed: int, priority: int
) -> None:
    usual, alike = (
        tuple(replace(each, priority=stated) for each in scenario.incidents)
        for stated in (None, priority)
    )
    nights = [replace(scenario, incidents=each) for each in (usual, alike)]
    assert run(nights[0], seed) == run(nights[1], seed)


@law(100)
@given(worlds(incidents=4, no_answer=0.0), seeds())
def test_what_a_donor_gives_a_lower_one_the_highest_that_has_asked_does_not_lack(
    scenario: Scenario, seed: int
) -> None:
    """Of a donor that hosts nothing, which might need its own."""
    highest = min(each.threat for each in scenario.incidents)
    first = {each.incident_id for each in scenario.incidents if each.threat == highest}
    hosts = {each.force for each in scenario.incidents}
    waiting: dict[tuple[str | None, str | None], set[tuple[str | None, int | None, int | None]]]
    waiting, promised = defaultdict(set), set()
    for row in run(scenario, seed):
        donor, ask = (row.force, row.kind), (row.incident, row.tier, row.request)
        if row.force in hosts:
            continue
        if row.event == ev.AID_ASKED and row.incident in first:
            waiting[donor].add(ask)
        elif row.event == ev.AID_OFFERED and row.incident in first:
            waiting[donor].discard(ask)
            assert row.cause == "full" or (donor, ask) not in promised
        elif row.event == ev.AID_OFFERED and row.count:
            promised |= {(donor, each) for each in waiting[donor]}


# --- as a scenario says it ------------------------------------------------------------------------


def test_a_scenario_says_which_incident_is_served_first() -> None:
    scenario = load_scenario("quickstart", settings=["incidents.cardiff.priority=1"])
    assert [HIGH] == [i.priority for i in scenario.incidents if i.incident_id == "cardiff"]


@pytest.mark.parametrize("found", ["0", "4", "high"])
def test_a_priority_is_1_2_or_3(found: str) -> None:
    with pytest.raises(InputError, match="priority") as error:
        load_scenario("quickstart", settings=[f"incidents.cardiff.priority={found}"])
    assert "from 1 to 3" in str(error.value)
