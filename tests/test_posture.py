"""Do crews that stand ready beforehand come at their notice, shift after shift?

Ash hosts, oak is of its region, an hour away. Whoever stands by is ready 15 minutes after an order;
any other crew, within the hour. Ash judges at 20, its RICC has worked at 40, donors answer at 55.
"""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from mobsim.ground.errors import InputError
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.scenario import Posture, Scenario, Stock
from mobsim.scoring import events as ev
from mobsim.scoring import score
from mobsim.scoring.events import Event
from mobsim.scoring.officer_counts import CONSTRUCTS, CrewWindow
from mobsim.scoring.stints import stints_of
from mobsim.telling.night_facts import facts_of
from mobsim.telling.plan import read_back
from tests.strategies import law, likely_worlds, seeds
from tests.test_second_scoring import assert_same_scores_however_known
from tests.worlds import DAY, Crews, crews, incident, rows, run, times, units, world

ONE = {"psu": 1}


def ready(
    has: dict[str, Crews],
    stand: dict[str, Any],
    *incidents: Any,
    begins: float = 0.0,
    ends: float = 2 * DAY,
    **more: Any,
) -> Scenario:
    """A night on which crews stand by, of each force as many as are named."""
    whose = {force: {"psu": n} if isinstance(n, int) else n for force, n in stand.items()}
    posture = Posture("posture-1", begins, ends, whose, 15.0)
    usual = {"mode": "sustained"} | more
    return world(has, incidents, posture=(posture,), **usual)


# --- coming ---------------------------------------------------------------------------------------


def test_a_crew_that_stands_by_is_the_first_response_at_its_notice() -> None:
    """Ordered at 100, it drives 20 minutes and is booked in for 10; its fellow musters at 160."""
    log = run(ready({"ash": 2}, {"ash": 1}, incident("ash", 2, begins=100.0, ends=400.0)))
    assert ["ash-psu-02"] == units(log, ev.UNIT_STOOD_BY, minute=0.0)
    assert ["ash-psu-02"] == units(log, ev.UNIT_ORDERED, cause="first response")
    assert [115.0, 160.0] == times(log, ev.UNIT_MUSTERED)
    assert [145.0, 190.0] == times(log, ev.UNIT_DEPLOYED)


def test_aid_that_stands_by_comes_at_its_notice() -> None:
    log = run(ready({"ash": 0, "oak": 2}, {"oak": 1}, incident("ash", 1)))
    assert [(70.0, "oak-psu-02")] == [(r.minute, r.unit) for r in rows(log, ev.UNIT_MUSTERED)][:1]


def test_a_force_lends_none_that_stands_by_while_its_own_need_is_unmet() -> None:
    night = [incident("ash", 1), incident("oak", 3, incident_id="oak-1")]
    log = run(ready({"ash": 0, "oak": 2}, {"oak": 2}, *night))
    assert {"oak-1"} == {row.incident for row in rows(log, ev.UNIT_ORDERED)}


def test_a_crew_whose_order_is_taken_back_stands_by_again() -> None:
    """Ordered at 100 for a need that ends at 110, then for one at 300."""
    need = [(0, 1), (10, 0), (200, 1), (300, 0)]
    log = run(ready({"ash": 1}, {"ash": 1}, incident("ash", need, begins=100.0), judging=5))
    assert [100.0, 300.0] == times(log, ev.UNIT_ORDERED, cause="first response")
    assert [110.0] == times(log, ev.UNIT_CANCELLED)
    assert [315.0] == times(log, ev.UNIT_MUSTERED)


def test_a_crew_whose_order_is_taken_back_after_its_shift_goes_off_duty() -> None:
    """Its shift ends at 110, it should muster at 115; need is gone at 112."""
    night = incident("ash", [(0, 1), (12, 0)], begins=100.0)
    log = run(ready({"ash": 1}, {"ash": 1}, night, ends=110.0, judging=5))
    assert [112.0] == times(log, ev.UNIT_CANCELLED)
    assert [112.0] == times(log, ev.UNIT_RETURNED, cause="posture-1")
    assert [112.0 + 660.0] == times(log, ev.UNIT_RESTED)


def test_whose_shift_leaves_no_time_is_passed_over() -> None:
    """From its order it takes 45 minutes, and 20 to be home by 720: 655 is too late."""
    for begins, first in ((654.0, "ash-psu-02"), (655.0, "ash-psu-01")):
        night = incident("ash", 1, begins=begins, ends=begins + 300.0)
        log = run(ready({"ash": 2}, {"ash": 1}, night, ends=DAY))
        assert first == units(log, ev.UNIT_ORDERED)[0]


def test_a_tour_begins_with_standing_by() -> None:
    """Home by 720, 20 minutes away."""
    log = run(ready({"ash": 1}, {"ash": 1}, incident("ash", 1, begins=100.0), ends=720.0))
    assert [700.0] == times(log, ev.UNIT_STOOD_DOWN, cause="tour ended")[:1]


@pytest.mark.parametrize(
    ("has", "stands"),
    [
        ({"ash": 3}, "ash-psu-03"),
        ({"ash": crews(3, floor=1)}, "ash-psu-03"),
        ({"ash": 1, "oak": 2}, "oak-psu-02"),
    ],
)
def test_who_stands_by_relieves_nobody(has: dict[str, Crews], stands: str) -> None:
    """Ash's first crew is ordered at 20 and asks for its relief as it is deployed.

    With a floor of 1, one of the two that are left may go: the one that does not stand by.
    """
    night = incident("ash", 1)
    log = run(ready(has, {stands[:3]: 1}, night, begins=25.0, ends=719.0, host_floor="kept"))
    assert [stands] == units(log, ev.UNIT_STOOD_BY)
    reliefs = [row for row in rows(log, ev.UNIT_ORDERED) if row.cause == "relief of ash-psu-01"]
    assert stands not in {row.unit for row in reliefs if row.minute < 719.0}
    assert reliefs[0].minute < 300.0


def test_who_cannot_serve_is_not_among_what_a_broker_knows_of() -> None:
    """The shift ends at 50; the RICC works until 40 and expects an order at 55."""
    log = run(ready({"ash": 0, "oak": 3}, {"oak": 1}, incident("ash", 9), ends=50.0))
    assert [(40.0, 2)] == [
        (row.minute, row.known_stock) for row in rows(log, ev.AID_BROKERED, tier=2, count=2)
    ]


def test_a_clock_that_ran_out_is_not_running_though_crews_go_off_duty_since() -> None:
    """Oak's crew is free at 1020; at 1200 the other that stood by goes off duty, and rests."""
    night = [incident("ash", 1, ends=300), incident("elm", 1, begins=1445)]
    has = {"ash": 0, "elm": 0, "oak": 3}
    log = run(ready(has, {"oak": 2}, *night, ends=1200.0, mode="surge", duration=3 * DAY))
    assert [1200.0] == times(log, ev.UNIT_RETURNED, cause="posture-1")
    assert [55.0, 1500.0] == times(log, ev.FORCE_ALERTED, force="oak")


def test_who_stands_by_makes_up_no_crew_of_another_kind() -> None:
    night = incident("ash", {"psu": 1, "medics": 2}, begins=100.0, ends=2000.0)
    scenario = ready({"ash": {"psu": 1, "medics": 2}}, {"ash": 1}, night)
    medics = Stock(2, 2, 2, 2, 0, 1, "psu")
    scenario = replace(scenario, stock={"ash": {**scenario.stock["ash"], "medics": medics}})
    log = run(scenario)
    ordered = [row.unit for row in rows(log, ev.UNIT_ORDERED) if row.minute < 700.0]
    assert ["ash-psu-01", "ash-medics-01"] == ordered


def test_a_host_asks_for_no_relief_before_it_has_judged() -> None:
    """Its crew is deployed at 645 and has to leave at 700; oak is asked at the judging, at 650."""
    night = incident("ash", 2, begins=600.0)
    log = run(ready({"ash": 1, "oak": 2}, {"ash": 1}, night, judging=50))
    assert (650.0, 2) == next((r.minute, r.count) for r in rows(log, ev.AID_REQUESTED))


def test_a_crew_that_stands_by_comes_whole_where_others_come_in_serials() -> None:
    night = incident("ash", 2, begins=100.0, ends=400.0)
    scenario = ready({"ash": 2}, {"ash": 1}, night, serials=3, host_readiness="local")
    assert "ash-psu-02" not in units(run(scenario), ev.SERIAL_REACHED_RVP)


# --- shifts ---------------------------------------------------------------------------------------


def test_crews_stand_by_for_a_tour_and_rest_while_others_do() -> None:
    log = run(ready({"ash": 2}, {"ash": 1}, ends=2000.0, duration=3000.0))
    stood = [(row.minute, row.unit, row.expected_minute) for row in rows(log, ev.UNIT_STOOD_BY)]
    assert [
        (0.0, "ash-psu-02", 720.0),
        (720.0, "ash-psu-01", 1440.0),
        (1440.0, "ash-psu-02", 2000.0),
    ] == stood
    assert [720.0, 1440.0, 2000.0] == times(log, ev.UNIT_RETURNED, cause="posture-1")
    assert [1380.0, 2100.0, 2660.0] == times(log, ev.UNIT_RESTED)


def test_in_a_surge_nobody_is_relieved() -> None:
    log = run(ready({"ash": 2}, {"ash": 1}, ends=2000.0, duration=3000.0, mode="surge"))
    assert [2000.0] == [row.expected_minute for row in rows(log, ev.UNIT_STOOD_BY)]
    assert [2000.0] == times(log, ev.UNIT_RETURNED)


def test_crews_that_are_not_there_are_short() -> None:
    log = run(ready({"ash": 2}, {"ash": 3}, ends=720.0))
    short = rows(log, ev.OPERATION_SHORT)
    assert [(0.0, "ash", 1, "posture-1")] == [
        (row.minute, row.force, row.count, row.cause) for row in short
    ]


# --- scores ---------------------------------------------------------------------------------------


def test_officers_who_stand_by_are_counted_with_their_shifts() -> None:
    """Two of three crews stand by at a time; one is sent at 100, and back at 420."""
    night = incident("ash", 1, begins=100.0, ends=400.0)
    scenario = ready({"ash": 3}, {"ash": 2}, night, ends=1440.0)
    log, facts = run(scenario), facts_of(scenario)
    stints = stints_of(log, facts)
    counted = {
        name: CONSTRUCTS[name](stints, facts, CrewWindow(0.0, DAY))
        for name in ("standing-by", "shifts", "sent", "on-duty", "deployed-at-once")
    }
    assert {
        "standing-by": 50, "shifts": 75, "sent": 25, "on-duty": 75, "deployed-at-once": 25
    } == counted  # fmt: skip
    scores = score(log, facts)
    assert scores.home is not None
    assert scores.people is not None
    assert ({"psu": 2}, {"psu": 3}) == (scores.home.most_standing_by, scores.home.standby_shifts)
    assert 3 == scores.people.tours
    assert (420.0 + 720.0 + 720.0) / 60 * 25 == scores.people.officer_hours


@law(40)
@given(likely_worlds(standing=(1, 2)), seeds())
def test_both_scorings_say_the_same_where_crews_stand_by(scenario: Scenario, seed: int) -> None:
    assert_same_scores_however_known(run(scenario, seed), facts_of(scenario))


# --- laws -----------------------------------------------------------------------------------------


@law(60)
@given(likely_worlds(standing=(1, 2)), seeds())
def test_of_each_posture_no_more_stand_by_than_are_to_and_each_comes_at_its_notice(
    scenario: Scenario, seed: int
) -> None:
    postures = {each.posture_id: each for each in scenario.posture}
    free: dict[str | None, Event] = {}
    ordered: dict[str | None, tuple[Event, Event]] = {}
    for row in run(scenario, seed):
        if row.event == ev.UNIT_STOOD_BY:
            assert row.unit not in free
            free[row.unit] = row
            so_many = Counter((r.cause, r.force, r.kind) for r in free.values())
            wanted = postures[row.cause or ""].units[row.force or ""][row.kind or ""]
            assert so_many[row.cause, row.force, row.kind] <= wanted
        elif row.event == ev.UNIT_ORDERED and row.unit in free:
            assert not (row.cause or "").startswith("relief")
            assert row.minute < (free[row.unit].expected_minute or 0.0)
            ordered[row.unit] = free.pop(row.unit), row
        elif row.event == ev.UNIT_RETURNED and row.unit in free:
            stood = free.pop(row.unit)
            assert (stood.cause, True) == (row.cause, row.minute >= (stood.expected_minute or 0))
        elif row.unit in ordered and row.event in (ev.UNIT_CANCELLED, ev.UNIT_MUSTERED):
            stood, order = ordered.pop(row.unit)
            if row.event == ev.UNIT_MUSTERED:
                assert order.minute + postures[stood.cause or ""].notice == row.minute
            elif row.cause != "withdrawn":
                free[row.unit] = stood


# --- as a scenario says it ------------------------------------------------------------------------


def test_a_scenario_says_whose_crews_stand_ready_and_how_many() -> None:
    everyone = "{all: on, units: {psu: 1}}"
    london = "{region: london, units: {psu: 15%}, until: +6h}"
    kent = "{force: Kent Police, units: {psu: 2, aep: 1}, from: +1h, notice: 5m}"
    night = load_scenario("quickstart", settings=[f"posture=[{london}, {kent}, {everyone}]"])
    share, named, whole = night.posture
    assert {"metropolitan": {"psu": 11}} == share.units  # 15 % of 73; of the City's 2 none
    assert (0.0, 360.0, 15.0) == (share.begins, share.ends, share.notice)
    assert 43 == len(whole.units)
    assert ({"kent": {"aep": 1, "psu": 2}}, 60.0, 5.0) == (named.units, named.begins, named.notice)


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("{units: {psu: 1}}", "posture[0]: missing 'force'; expected a force such as 'kent'"),
        ("{force: kent}", "posture[0]: missing 'units'; expected crews by kind"),
        (
            "{force: kent, all: on, units: {psu: 1}}",
            "posture[0].all: found 'all' and 'force'",
        ),
        ("{region: kent, units: {psu: 1}}", "posture[0].region: unknown region 'kent'"),
        ("{force: wales, units: {psu: 1}}", "posture[0].force: 'wales' is a region"),
        ("{all: off, units: {psu: 1}}", "posture[0].all: found 'off', expected 'on'"),
        ("{all: on, units: {psu: 0}}", "posture[0].units: found no crew"),
        ("{all: on, units: {pus: 1}}", "posture[0].units.pus: unknown kind 'pus'"),
        ("{all: on, units: {psu: 1}, from: +90h}", "posture[0].from: '+90h' is at +90h00, after"),
        (
            "{all: on, units: {psu: 1}, from: +2h, until: 2026-08-15 18:30}",
            "is not after it begins",
        ),
        ("{all: on, units: {psu: 1}, notice: 5}", "posture[0].notice: found 5, a bare number"),
        ("{all: on, units: {psu: 1.5}}", "posture[0].units.psu: found 1.5"),
    ],
)
def test_a_posture_that_cannot_be_is_refused_at_its_place(
    entry: str, fault: str, tmp_path: Path
) -> None:
    night = tmp_path / "night.yaml"
    night.write_text(
        "schema: 1\nquestion: Who is ready?\nstart: 2026-08-15 18:00\nduration: 30h\n"
        "incidents: [{name: Leeds, force: west-yorkshire, begins: +3h, severity: local}]\n"
        f"posture: [{entry}]\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as refused:
        load_scenario(night)
    assert [True] == [fault in str(each) for each in refused.value.faults]


def test_check_says_how_many_of_a_posture_a_force_has_not() -> None:
    asked = "posture=[{force: bedfordshire, units: {psu: 99}}]"
    found = resolve("quickstart", settings=[asked])
    fit = found.scenario.stock["bedfordshire"]["psu"].fit
    said = (
        f"Bedfordshire has {fit} of the 99 PSUs that should be on standby in Posture 1; "
        f"{99 - fit} will"
    )
    assert any(remark.startswith(said) for remark in read_back(found).remarks)
    fewer = resolve("quickstart", settings=[asked.replace("99", str(fit))])
    assert not any("on standby" in remark for remark in read_back(fewer).remarks)


def test_a_posture_and_a_tension_know_a_force_by_any_of_its_names() -> None:
    settings = [
        "posture=[{force: South Yorks, units: {psu: 1}}]",
        "tensions=[{force: South Yorks}]",
    ]
    night = load_scenario("quickstart", settings=settings)
    assert ["south-yorkshire"] == [*night.posture[0].units]
    assert {"south-yorkshire"} == night.tensions[0].forces
