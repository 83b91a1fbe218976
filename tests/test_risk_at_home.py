"""How much less does a force lend that may soon need its crews itself?

Ash hosts in the forest with oak; yew and elm are of the heath, two hours away. Ash judges at 20 and
its RICC has worked at 40; those of the region answer at 55. NPoCC has worked at 70 and the RICC of
the heath at 80; those of the heath answer at 95.
"""

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given

from mobsim.api import load
from mobsim.country.forces import Agreement
from mobsim.ground.errors import InputError
from mobsim.policy.triggers.national_call import national_call
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.scenario import Scenario, Tension
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.telling.plan import read_back
from tests.strategies import law, likely_worlds, seeds, worlds
from tests.worlds import Crews, Trouble, crews, incident, rows, run, world

REGIONS = {"forest": ["ash", "oak"], "heath": ["elm", "yew"]}
Answer = tuple[str | None, float, int | None, str | None]


def night(troubles: Sequence[Trouble], has: dict[str, Crews], **more: Any) -> Scenario:
    return world(
        {"ash": 0, "oak": 0, "elm": 0, "yew": 0} | has,
        troubles,
        regions=REGIONS,
        **({"risk_lends": 0.5} | more),
    )


def answers(scenario: Scenario) -> list[Answer]:
    """Who answered when, how many, and how."""
    return [(row.force, row.minute, row.count, row.cause) for row in _offers(scenario)]


def _offers(scenario: Scenario) -> list[Event]:
    return rows(run(scenario), ev.AID_OFFERED)


def given_by(scenario: Scenario) -> dict[str | None, int]:
    """What each force that was asked has offered in all."""
    found: dict[str | None, int] = {}
    for row in _offers(scenario):
        found[row.force] = found.get(row.force, 0) + (row.count or 0)
    return found


# --- incidents of the region ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("has", "lends", "lent"), [(4, 0.5, 2), (5, 0.5, 2), (1, 0.5, 0), (10, 0.29, 2), (4, 1.0, 4)]
)
def test_a_force_beside_an_incident_lends_a_share_rounded_down(
    has: int, lends: float, lent: int
) -> None:
    scenario = night([incident("ash", 20)], {"oak": has}, risk_lends=lends, duration=600.0)
    assert lent == sum(given_by(scenario).values())


def test_a_force_without_an_incident_in_its_region_lends_all() -> None:
    scenario = night([incident("ash", 20)], {"oak": 4, "yew": 4})
    assert {"oak": 2, "yew": 4} == given_by(scenario)


def test_what_the_region_keeps_the_country_is_asked_for_in_the_same_minute() -> None:
    log = run(night([incident("ash", 4)], {"oak": 4, "yew": 4}))
    requests = rows(log, ev.AID_REQUESTED)
    assert [(20.0, 2, 4), (40.0, 3, 2)] == [(r.minute, r.tier, r.count) for r in requests]
    assert [2, 2] == [row.count for row in rows(log, ev.AID_ASKED)]


def test_two_incidents_may_have_to_run_before_a_force_is_at_risk() -> None:
    both = [incident("ash", 3), incident("oak", 0, incident_id="ouse")]
    has: dict[str, Crews] = {"oak": 4}
    assert {"oak": 3} == given_by(night(both[:1], has, risk_incidents=2))
    assert {"oak": 2} == given_by(night(both, has, risk_incidents=2, duration=100.0))


def test_the_share_is_of_all_that_a_force_lends_not_of_what_is_left() -> None:
    """Ash's request is worked again every hour: oak is not asked for a third crew."""
    scenario = night([incident("ash", 20)], {"oak": 4}, duration=1000.0)
    assert [("oak", 55.0, 2, "full")] == answers(scenario)


def test_the_share_is_of_what_is_above_the_floor_at_the_level_of_drawdown() -> None:
    """Of ten fit two stay and six are owed: half of six; after a call half of eight."""
    owned = crews(10, commitment=6, floor=2)
    lent = night([incident("ash", 20)], {"oak": owned}, drawdown="moderate", duration=600.0)
    assert {"oak": 3} == given_by(lent)
    lent = night([incident("ash", 20)], {"oak": owned}, duration=600.0)
    assert {"oak": 4} == given_by(lent)


def test_after_a_national_call_a_force_at_risk_still_lends_its_share_alone() -> None:
    """Of eight above the floor a call puts to use, oak lends half."""
    owned = crews(10, commitment=6, floor=2)
    call = national_call(100.0)
    lent = night([incident("ash", 20)], {"oak": owned}, drawdown="moderate", trigger=call)
    assert {"oak": 4} == given_by(lent)


def test_once_the_incident_has_ended_the_force_lends_all_again() -> None:
    """Ash needs its own crew until 300; NPoCC has worked elm's request at 320."""
    first, second = incident("ash", 1, ends=300), incident("elm", 4, begins=250)
    assert {"oak": 4} == given_by(night([first, second], {"ash": 1, "oak": 4}))


def test_a_host_uses_all_its_own_and_what_it_uses_counts_as_lent() -> None:
    """Ash has six and needs two: of the three that it would lend one is left."""
    troubles = [incident("ash", 2), incident("oak", 6, begins=200.0)]
    scenario = night(troubles, {"ash": 6}, risk_lends=0.5)
    assert 2 == len(rows(run(scenario), ev.UNIT_ORDERED, tier=1))
    assert {"ash": 1} == given_by(scenario)
    assert 6 == len(rows(run(night([incident("ash", 6)], {"ash": 6})), ev.UNIT_ORDERED))


# --- what is known when ---------------------------------------------------------------------------


def test_an_ask_says_that_its_donor_keeps_some_because_of_risk_at_home() -> None:
    log = run(night([incident("ash", 4)], {"oak": 4, "yew": 4}))
    assert [("oak", 2, 2, "risk at home"), ("yew", 2, 4, None)] == [
        (row.force, row.count, row.known_stock, row.cause) for row in rows(log, ev.AID_ASKED)
    ]


@pytest.mark.parametrize(("begins", "answer"), [(94.0, (2, "risk at home")), (96.0, (4, "full"))])
def test_a_force_that_is_at_risk_when_it_answers_offers_less_and_says_why(
    begins: float, answer: tuple[int, str]
) -> None:
    scenario = night([incident("ash", 4), incident("elm", 0, begins=begins)], {"yew": 4})
    assert ("yew", 95.0, *answer) == answers(scenario)[0]


def test_a_force_that_has_lent_more_than_it_would_now_offers_none_and_calls_nobody_back() -> None:
    """Yew's three are ordered at 95; at 100 elm has trouble, and yew would lend two of four."""
    need = [(0, 3), (200, 4)]
    troubles = [incident("ash", need), incident("elm", 0, begins=100.0)]
    log = run(night(troubles, {"yew": 4}, look_ahead=0.0, duration=1000.0))
    assert 3 == len(rows(log, ev.UNIT_ORDERED, force="yew"))
    assert 3 == len(rows(log, ev.UNIT_DEPLOYED, force="yew"))


def test_a_report_of_before_the_risk_is_asked_in_vain_once() -> None:
    """Oak said at 0, before ash's trouble, that it has four; from its answer on it says two."""
    log = run(night([incident("ash", 8)], {"oak": 4}, report_interval=500.0, duration=400.0))
    assert [(4, None)] == [(row.count, row.cause) for row in rows(log, ev.AID_ASKED)]
    assert [(2, 2, "risk at home")] == [
        (row.count, row.known_stock, row.cause) for row in rows(log, ev.AID_OFFERED)
    ]


def test_partners_lend_less_too_and_the_ask_stays_one_under_an_agreement() -> None:
    pact = (Agreement("pact", frozenset({"ash", "oak"}), None),)
    log = run(night([incident("ash", 8)], {"oak": 4}, agreements=pact, duration=200.0))
    assert [(2, "agreement")] == [(row.count, row.cause) for row in rows(log, ev.AID_ASKED)]


def test_a_line_that_risk_leaves_without_crews_says_so() -> None:
    log = run(night([incident("ash", 8)], {"oak": 4}, duration=200.0))
    assert {(0, "drawdown")} == {(row.known_stock, row.cause) for row in rows(log, ev.NEED_UNMET)}


# --- tensions -------------------------------------------------------------------------------------


def tension(begins: float, ends: float, lends: float | None, *forces: str) -> Tension:
    return Tension(frozenset(forces), begins, ends, lends)


@pytest.mark.parametrize(
    ("begins", "ends", "lent"), [(0, 500, 2), (95, 500, 2), (96, 500, 4), (0, 95, 2), (0, 70, 4)]
)
def test_a_tension_counts_from_its_first_minute_to_before_its_last(
    begins: float, ends: float, lent: int
) -> None:
    """NPoCC lists at 70 and yew answers at 95."""
    expected = (tension(begins, ends, None, "yew"),)
    scenario = night([incident("ash", 4)], {"yew": 4}, tensions=expected, duration=96.0)
    assert lent == given_by(scenario)["yew"]


def test_of_several_risks_the_one_that_leaves_least_counts() -> None:
    said = (tension(0, 900, 0.25, "oak"), tension(0, 900, 0.75, "oak"))
    scenario = night([incident("ash", 20)], {"oak": 8}, tensions=said, duration=600.0)
    assert {"oak": 2} == given_by(scenario)


def test_a_tension_with_a_share_of_its_own_counts_though_risk_lowers_nothing_else() -> None:
    said = (tension(0, 900, 0.25, "oak"),)
    scenario = night(
        [incident("ash", 8)], {"oak": 4, "yew": 4}, tensions=said, risk_lends=1.0, duration=800.0
    )
    assert {"oak": 1, "yew": 4} == given_by(scenario)


@law(40)
@given(worlds(risk_lends=1.0, risk_incidents=1), seeds())
def test_where_nothing_is_kept_back_the_night_is_as_without_risk(
    scenario: Scenario, seed: int
) -> None:
    log = run(scenario, seed)
    if all(each.lends is None for each in scenario.tensions):
        assert run(night_without(scenario), seed) == log
    else:
        lowered = {force for each in scenario.tensions for force in each.forces if each.lends != 1}
        kept = rows(log, ev.AID_ASKED, cause="risk at home")
        kept += rows(log, ev.AID_OFFERED, cause="risk at home")
        assert {row.force for row in kept} <= lowered


@law(40)
@given(likely_worlds(), seeds())
def test_only_a_force_at_risk_gives_it_as_a_reason(scenario: Scenario, seed: int) -> None:
    """An ask may go by a report of when it was at risk; an answer goes by its own minute."""
    holding = {each.incident_id for each in scenario.incidents if each.holding}
    running: Counter[str] = Counter()
    risk = scenario.risk
    for row in run(scenario, seed):
        if row.event in (ev.INCIDENT_BEGAN, ev.INCIDENT_ENDED) and row.incident not in holding:
            region = scenario.force_region[str(row.force)]
            running[region] += 1 if row.event == ev.INCIDENT_BEGAN else -1
        if row.event == ev.AID_OFFERED and row.cause == "risk at home":
            force = str(row.force)
            near = running[scenario.force_region[force]] >= risk.incidents and risk.lends < 1
            assert near or any(
                force in each.forces and each.begins <= row.minute < each.ends
                for each in scenario.tensions
            )


def night_without(scenario: Scenario) -> Scenario:
    return dataclasses.replace(scenario, tensions=())


# --- as a scenario says it ------------------------------------------------------------------------


def test_a_scenario_says_who_lends_less_when() -> None:
    settings = [
        "risk={lends: 50%, incidents: 2}",
        "tensions=[{force: kent, from: -3h, until: +2h, lends: 25%}, {region: wales}]",
    ]
    scenario = load_scenario("quickstart", settings=settings)
    assert (0.5, 2) == (scenario.risk.lends, scenario.risk.incidents)
    kent, wales = scenario.tensions
    assert Tension(frozenset({"kent"}), 0.0, 120.0, 0.25) == kent
    assert {"dyfed-powys", "gwent", "north-wales", "south-wales"} == wales.forces
    assert (0.0, scenario.duration, None) == (wales.begins, wales.ends, wales.lends)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{lends: 50%}", "missing 'force'; expected a force such as 'kent', or 'region'"),
        ("{force: kent, region: wales}", "found 'region' and 'force'; expected one of them"),
        ("{force: kentt}", "unknown force 'kentt'; did you mean 'kent'?"),
        ("{region: walse}", "unknown region 'walse'; did you mean 'wales'?"),
        ("{force: kent, from: +9d}", "'+9d' is not before the scenario's end"),
        ("{force: kent, from: +3h, until: +0h}", "'+0h' is not after 'from'"),
        ("{force: kent, from: -3h, until: +0h}", "'+0h' is not after the scenario's start"),
        ("{force: kent, lends: 150%}", "expected a share such as '15%', from 0% to 100%"),
        ("{force: kent, lend: 50%}", "unknown key 'lend'; did you mean 'lends'?"),
    ],
)
def test_a_tension_that_cannot_be_is_a_fault(said: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario("quickstart", settings=[f"tensions=[{said}]"])
    assert told in str(caught.value)


def test_a_plan_reads_tensions_back_and_questions_one_that_changes_nothing() -> None:
    said = "tensions=[{force: kent, until: +2h}]"
    plain = read_back(resolve("quickstart", settings=[said]))
    lowered = read_back(resolve("quickstart", settings=[said, "risk.lends=40%"]))
    [lines] = [each.lines for each in lowered.paragraphs if each.heading == "Tensions"]
    assert lines[0].startswith("Kent: ")
    assert lines[0].endswith("lending 40% of what they would otherwise lend")
    assert ["changes nothing" in " ".join(each.remarks) for each in (plain, lowered)] == [
        True,
        False,
    ]


def test_a_story_says_that_risk_at_home_keeps_crews_there() -> None:
    found = load("quickstart", settings=["risk.lends=50%", "incidents.cardiff.need.psu=30"]).run()
    told = " ".join(str(found.why("cardiff")).split())
    assert "reported, fewer because of risk at home" in told
