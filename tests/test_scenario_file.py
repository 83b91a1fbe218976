"""What does a scenario file mean, and what is said of one that cannot be used?"""

import dataclasses
import io
import json
import pickle
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from mobsim.country.demand import Need, Responsive, ramp_hold_decay
from mobsim.country.forces import load_forces, load_regions
from mobsim.ground.errors import Fault, InputError
from mobsim.ground.randomness import Exponential, Fixed, Lognormal, Triangular, Uniform
from mobsim.ground.tables import data_path
from mobsim.policy import LEVERS, Policies, shipped
from mobsim.policy.rankings.assignment import Assignment
from mobsim.policy.triggers.anticipatory import anticipatory
from mobsim.scenario.declared import write_distribution
from mobsim.scenario.file import json_schema, load_scenario, resolve, shipped_scenarios
from mobsim.scenario.file.choices import with_defaults
from mobsim.scenario.file.defaults import default_document
from mobsim.scenario.file.scenario_finding import migrate
from mobsim.scenario.file.scenario_keys import DurationKeys, LayerKeys
from mobsim.scenario.file.value_readers import (
    read_distribution,
    read_duration,
)
from mobsim.scenario.file.yaml_reading import Node, read_yaml
from mobsim.scenario.scenario import Durations, Rules, Scenario, Timeline
from tests.strategies import law
from tests.worlds import lever, usual_levers

SMALLEST = """\
schema: 1
question: Does it load?
start: 2026-06-03 14:00
duration: 24h
incidents:
  - name: Leeds
    force: west-yorkshire
    begins: 20:00
    need: {psu: 5}
"""

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a scenario file into the working folder and gives its name."""
    monkeypatch.chdir(tmp_path)

    def write_file(text: str, name: str = "night.yaml") -> str:
        (tmp_path / name).write_text(textwrap.dedent(text), encoding="utf-8")
        return name

    return write_file


@pytest.fixture
def load(write: Write) -> Callable[..., Scenario]:
    """The smallest scenario with further lines, or with a line replaced."""

    def load_text(more: str = "", **options: object) -> Scenario:
        return load_scenario(write(SMALLEST + textwrap.dedent(more)), **options)  # type: ignore[arg-type]

    return load_text


def faults_of(source: str, **options: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_scenario(source, **options)  # type: ignore[arg-type]
    return [str(fault) for fault in caught.value.faults]


def yaml_of(plain: object) -> str:
    out = io.StringIO()
    YAML(typ="safe", pure=True).dump(plain, out)
    return out.getvalue()


# What a file means


def test_the_smallest_scenario_has_every_default(load: Callable[..., Scenario]) -> None:
    scenario = load()
    assert Durations() == scenario.durations
    assert Timeline() == scenario.timeline
    desks = dict.fromkeys((region.region_id for region in load_regions()), 2)
    assert Rules(ricc_desks=desks) == scenario.rules
    assert ("night", "Night", "surge") == (scenario.name, scenario.title, scenario.mode)
    assert ("local", "moderate", "nearest") == (
        scenario.host_readiness,
        scenario.drawdown,
        scenario.policies.ranking_name,
    )
    assert not scenario.returns_loaded
    assert () == scenario.agreements


def test_the_default_desks_are_those_of_the_table_of_regions() -> None:
    assert {2} == {region.desks for region in load_regions()}


def test_every_shipped_scenario_asks_a_question_and_those_of_folders_load() -> None:
    """The others are loaded, each with its overrides, where they are written and read again."""
    names = {shipped.name for shipped in shipped_scenarios()}
    assert {
        "quickstart",
        "national-drill",
        "three-large",
        "nineteen-small",
        "six-cities-saturday",
        "three-days",
    } <= names
    for found in shipped_scenarios():
        assert found.question.endswith("?")
        for override in (None, *found.overrides) if "/" in found.name else ():
            night = load_scenario(found.name, override=override)
            assert night.incidents or night.disorder


@pytest.mark.parametrize("name", ["six-cities-saturday", "three-days"])
def test_a_shipped_night_can_be_asked_what_is_likely(name: str) -> None:
    promised, likely = load_scenario(name), load_scenario(name, override="likely")
    assert ("timeline", "roster") == (promised.readiness, likely.readiness)
    assert promised.incidents == likely.incidents
    kent, likely_kent = (night.stock["kent"]["psu"] for night in (promised, likely))
    assert (kent.trained, kent.commitment) == (likely_kent.trained, likely_kent.commitment)


def test_six_cities_can_have_a_forward_reserve() -> None:
    cities = load_scenario("six-cities-saturday").incidents
    scenario = load_scenario("six-cities-saturday", override="forward-reserve")
    reserve, *others = scenario.incidents
    assert ("reserve", "derbyshire", 0.0) == (
        reserve.incident_id,
        reserve.force,
        reserve.begins,
    )
    assert (True, 20) == (reserve.holding, reserve.need["psu"].peak)
    assert cities == tuple(others)
    assert lever("retasking", "largest_shortfall") is scenario.policies.retasking


@pytest.mark.parametrize(
    "shipped",
    [
        pytest.param(each, marks=[] if "/" not in each.name else [pytest.mark.slow])
        for each in shipped_scenarios()
    ],
    ids=lambda shipped: shipped.name,
)
def test_a_resolved_scenario_written_as_yaml_is_the_same_scenario(
    shipped: object, write: Write
) -> None:
    for override in (None, *shipped.overrides):  # type: ignore[attr-defined]
        scenario = load_scenario(shipped.name, override=override)  # type: ignore[attr-defined]
        again = load_scenario(write(yaml_of(scenario.resolved), "again.yaml"))
        assert scenario.incidents or scenario.disorder
        assert scenario == again
        assert scenario.resolved == again.resolved


def test_every_option_survives_being_resolved(load: Callable[..., Scenario], write: Write) -> None:
    scenario = load(
        """\
        name: all-of-it
        title: "All of it: 100 %"
        mode: sustained
        chance: typical
        london: inside_297
        london_75: available_to
        north_wales: north-west
        agreements: [example-surrey-sussex, {forces: [kent, essex], kinds: [psu, dogs]}]
        not_fit: 0.2
        leave: 12%
        floor_share: 5%
        readiness: {timeline: {rounding: national, within_bracket: spread, shares: [50%, 100%],
          ends: [2h, 8h]}}
        host_readiness: {local: {on_duty: {"12:00": 30%, "00:00": 10%}, formed: 20%}}
        drawdown: extensive
        ranking: {fast_and_plentiful: {band: 90m}}
        trigger: {anticipatory: {in_use_share: 30%}}
        desks: off
        ricc_desks: {london: 4}
        reserve_share: 10%
        need_bias: 0.7
        need_cv: 0.2
        refusals: 1%
        refusals_per_incident: 4%
        part_offers: 8%
        part_share: 25%
        withdrawals: 2%
        fatigue: 6%
        durations:
          seen_need_lasts: 6h
          report_interval: 90m
          recovery: 36h
          judging: {uniform: [5m, 15m]}
          answer: {exponential: {mean: 20m}}
          recall: {lognormal: {mean: 2h, cv: 0.5}}
          ricc_desk: {fixed: 12m}
        """
    )
    assert scenario == load_scenario(write(yaml_of(scenario.resolved), "again.yaml"))
    assert Uniform(5, 15) == scenario.durations.judging
    assert Exponential(20) == scenario.durations.answer
    assert Lognormal(120, 0.5) == scenario.durations.recall
    assert Fixed(12) == scenario.durations.ricc_desk
    assert (4, 2) == (scenario.rules.ricc_desks["london"], scenario.rules.ricc_desks["eastern"])
    assert (0.5, 1.0) == scenario.timeline.shares
    assert 0.3 == scenario.local.on_duty_shares[12]
    assert ["agreement-2", "example-surrey-sussex"] == [a.agreement_id for a in scenario.agreements]
    assert anticipatory(0.3) == scenario.policies.trigger
    durations, rules = scenario.durations, scenario.rules
    assert (360.0, 90.0, 2160.0) == (
        durations.seen_need_lasts,
        durations.report_interval,
        durations.recovery,
    )
    assert (0.7, 0.2) == (rules.need_bias, rules.need_cv)
    assert (0.01, 0.04) == (rules.refusals, rules.refusals_per_incident)
    assert (0.08, 0.25) == (rules.part_offers, rules.part_share)
    assert (0.02, 0.06) == (rules.withdrawals, rules.fatigue)


def test_fit_is_trained_less_not_fit_and_leave_of_the_month(load: Callable[..., Scenario]) -> None:
    trained = {force.force_id: force.stock["psu"].trained for force in load_forces()}
    assert 62 == trained["west-midlands"]
    # 62 × (1 − 0.15 − 0.10) = 46.5, rounded half up; a tenth of 47 stays at home.
    assert (47, 5) == _fit_and_floor(load(), "west-midlands", "psu")
    august = load(settings=["start=2026-08-03 14:00"])
    # 62 × (1 − 0.15 − 0.15) = 43.4
    assert (43, 4) == _fit_and_floor(august, "west-midlands", "psu")


def test_what_is_owed_or_declared_is_fit_whoever_is_on_leave(
    load: Callable[..., Scenario],
) -> None:
    assert (21, 2) == _fit_and_floor(load(settings=["stock=declared"]), "west-midlands", "psu")
    owed = load(settings=["stock=commitment", "host_readiness=timeline"])
    assert (21, 2) == _fit_and_floor(owed, "west-midlands", "psu")


def test_absence_takes_its_share_of_whatever_crews_are_counted(
    load: Callable[..., Scenario],
) -> None:
    # 62 × 0.75 × 0.91 = 42.3; 21 × 0.91 = 19.1
    for stock, left in ("fit", 42), ("declared", 19):
        scenario = load(settings=[f"stock={stock}", "absence=9%"])
        assert left == scenario.stock["west-midlands"]["psu"].fit
    by_roster = load(settings=["readiness=roster", "stock=declared", "absence=50%"])
    # Half of 21, and constables, of whom there are none to spare, are short first.
    assert 10 == by_roster.stock["west-midlands"]["psu"].fit


def test_a_force_with_fewer_than_four_crews_has_no_floor(load: Callable[..., Scenario]) -> None:
    scenario = load()
    assert 2 == scenario.stock["kent"]["aep"].trained
    assert 0 == scenario.stock["kent"]["aep"].floor
    assert 1 == scenario.stock["gwent"]["psu"].floor
    without = load(settings=["floor_share=0%"])
    assert {0} == {stock.floor for kinds in without.stock.values() for stock in kinds.values()}


def _fit_and_floor(scenario: Scenario, force: str, kind: str) -> tuple[int, int]:
    stock = scenario.stock[force][kind]
    return stock.fit, stock.floor


def test_shares_on_duty_are_linear_between_the_hours_given(load: Callable[..., Scenario]) -> None:
    shares = load().local.on_duty_shares
    assert 168 == len(shares)
    assert (0.25, 0.18, 0.08) == (shares[14], shares[22], shares[24 + 4])
    assert 0.215 == shares[18]  # half-way from 14:00 to 22:00
    assert 0.13 == shares[1]  # half-way from 22:00 to 04:00, past midnight
    saturday = 5 * 24
    assert [0.18] * 4 == list(shares[saturday + 18 : saturday + 22])
    assert [0.18] * 4 == list(shares[saturday + 42 : saturday + 46])


@pytest.mark.parametrize(
    ("begins", "minute"),
    [
        ("20:00", 360.0),
        ("14:00", 0.0),
        ("13:00", 1380.0),
        ("Thu 02:00", 720.0),
        ("Thursday 02:00", 720.0),
        ("+2h", 120.0),
        ("90m", 90.0),
        ("2026-06-03 20:30", 390.0),
        ("2026-06-03T20:30+01:00", 390.0),
    ],
)
def test_an_incident_begins_at_a_clock_time_a_weekday_a_date_or_an_offset(
    begins: str, minute: float, load: Callable[..., Scenario]
) -> None:
    scenario = load(settings=[f"incidents.leeds.begins={begins}"])
    assert minute == scenario.incidents[0].begins


def test_need_may_be_a_number_steps_a_shape_or_a_severity(write: Write) -> None:
    scenario = load_scenario(
        write(
            """\
            schema: 1
            question: How much?
            start: 2026-06-03 14:00
            duration: 24h
            incidents:
              - {name: A, force: kent, begins: +0m, lasts: 2h, need: {psu: 3, aep: 0}}
              - {name: B, force: kent, begins: +1h, ends: 17:00,
                 need: {psu: [{at: +0m, units: 2}, {at: 16:00, units: 6}]}}
              - {name: C, force: kent, begins: +0m,
                 need: {psu: {peak: 4, ramp: 1h, hold: 1h, decay: 1h, step: 30m}}}
              - {name: D, force: kent, begins: +0m, severity: large}
            """
        )
    )
    needs = {incident.name: incident.need for incident in scenario.incidents}
    assert {"psu": Need((0.0, 120.0), (3, 0))} == needs["A"]  # a need of none is no need
    assert {"psu": Need((60.0, 120.0, 180.0), (2, 6, 0))} == needs["B"]
    assert {"psu": ramp_hold_decay(4, 0.0, 60.0, 60.0, 60.0, 30.0)} == needs["C"]
    assert {"psu": Need((0.0,), (99,))} == needs["D"]
    assert [120.0, 180.0, 1440.0, 180.0] == [i.ends for i in scenario.incidents]
    assert ["a", "c", "d", "b"] == [i.incident_id for i in scenario.incidents]


def test_need_may_respond_to_the_units_that_are_there(load: Callable[..., Scenario]) -> None:
    plain = "incidents.leeds.need.psu={responsive: {starts: 6, most: 40}}"
    leeds = load(settings=[plain]).incidents[0]
    # From 20:00, six hours after the start, to the end of the scenario.
    assert {"psu": Responsive(360.0, 1440.0, 6, 40, 0.25, 0.5, 30.0)} == leeds.need
    assert (1440.0, False) == (leeds.ends, leeds.seen)
    more = "incidents.leeds.need.psu.responsive={growth: 10%, decay: 100%, step: 1h}"
    ends = load(settings=[plain, more, "incidents.leeds.lasts=4h"]).incidents[0]
    assert {"psu": Responsive(360.0, 600.0, 6, 40, 0.1, 1.0, 60.0)} == ends.need
    assert 600.0 == ends.ends


def test_an_incident_goes_on_until_the_last_of_its_needs_is_over(
    load: Callable[..., Scenario],
) -> None:
    settings = [
        "incidents.leeds.need.psu={peak: 4, hold: 1h}",
        "incidents.leeds.need.aep={responsive: {starts: 1, most: 2}}",
    ]
    assert 1440.0 == load(settings=settings).incidents[0].ends


def test_one_way_of_writing_a_need_drives_out_another(load: Callable[..., Scenario]) -> None:
    responsive = "incidents.leeds.need.psu={responsive: {starts: 1, most: 2}}"
    shape = "incidents.leeds.need.psu={peak: 4, hold: 1h}"
    steps = "incidents.leeds.need.psu=[{at: +0m, units: 9}]"

    def need(*settings: str) -> object:
        return load(settings=settings).incidents[0].need["psu"]

    assert need(responsive) == need(shape, responsive) == need(steps, responsive)
    assert need(shape) == need(responsive, shape) == need(steps, shape)
    assert 7 == need(steps, "incidents.leeds.need.psu[0].units=7").peak  # type: ignore[attr-defined]


def test_a_holding_area_is_an_incident_that_says_so(load: Callable[..., Scenario]) -> None:
    assert [False] == [incident.holding for incident in load().incidents]
    held = load(settings=["incidents.leeds.holding=on"]).incidents[0]
    assert (True, 5) == (held.holding, held.need["psu"].peak)


def test_a_layer_adds_an_incident_under_a_new_id(write: Write) -> None:
    write(SMALLEST)
    text = """\
    schema: 1
    base: night.yaml
    overrides:
      reserve:
        incidents:
          leeds: {need: {psu: 7}}
          ready:
            {name: Reserve, force: derbyshire, begins: +0m, holding: on, need: {psu: 3}}
    """
    found = resolve(write(text, "over.yaml"), override="reserve")
    assert [("ready", True), ("leeds", False)] == [
        (incident.incident_id, incident.holding) for incident in found.scenario.incidents
    ]
    assert ("ready", "override reserve") == found.origins["incidents.ready.id"]
    assert (3, "override reserve") == found.origins["incidents.ready.need.psu"]
    assert ["leeds"] == [i.incident_id for i in load_scenario("over.yaml").incidents]
    slip = write(text.replace("begins: +0m, ", ""), "slip.yaml")
    assert [
        (
            "slip.yaml:7:7: overrides.reserve.incidents.ready: unknown incident 'ready'; expected "
            "one of: leeds; a new incident needs 'name' and 'begins'"
        )
    ] == faults_of(slip, override="reserve")


def test_a_place_is_hosted_by_the_nearest_force_unless_one_is_named(write: Write) -> None:
    text = SMALLEST.replace("force: west-yorkshire", "place: {lat: 53.80, lon: -1.55}")
    scenario = load_scenario(write(text))
    assert "west-yorkshire" == scenario.incidents[0].force
    assert 20.0 == scenario.incidents[0].drive_minutes["west-yorkshire"]
    named = load_scenario(write(text), settings=["incidents.leeds.force=humberside"])
    assert "humberside" == named.incidents[0].force


def test_the_host_is_on_the_timeline_only_with_its_commitment(
    load: Callable[..., Scenario], write: Write
) -> None:
    scenario = load("host_readiness: timeline")
    assert scenario.stock["kent"]["psu"].commitment == scenario.stock["kent"]["psu"].fit
    both = faults_of(write(SMALLEST + "host_readiness: timeline\nstock: fit\n"))
    assert [
        (
            "night.yaml:11:8: stock: found 'fit' with host_readiness: timeline, which promises "
            "commitments; expected 'commitment'"
        )
    ] == both


def test_every_lever_is_the_one_that_was_named(load: Callable[..., Scenario]) -> None:
    plain = load().policies
    assert Policies("nearest", **usual_levers()) == plain
    chosen = load(
        """\
        ranking: assignment
        release: {hold: {for: 90m}}
        retasking: largest_shortfall
        recall: own_need
        priority: new_incidents_first
        london_release: at_call
        """
    ).policies
    assert Assignment() == chosen.ranking == chosen.assignment
    assert 90.0 == chosen.release.hold_minutes
    assert lever("retasking", "largest_shortfall") is chosen.retasking
    assert lever("recall", "own_need") is chosen.recall
    assert lever("priority", "new_incidents_first") == chosen.priority
    assert lever("london_release", "at_call") == chosen.london_release
    assert 60.0 == load("release: hold\n").policies.release.hold_minutes


def test_a_roster_counts_fit_crews_by_the_share_on_duty(load: Callable[..., Scenario]) -> None:
    assert ("timeline", {}) == (load().readiness, load().rosters)
    scenario = load("readiness: roster\n")
    assert ("roster", "local", 0.6) == (
        scenario.readiness,
        scenario.host_readiness,
        scenario.rules.recall_after_call,
    )
    assert scenario.rosters.keys() == scenario.stock.keys()
    found = scenario.rosters["west-midlands"]["psu"]
    # Of 62 × 18 constables 837 are fit: 46 crews.
    assert 46 == scenario.stock["west-midlands"]["psu"].fit
    # 837 × 25 % are 11 crews on a Monday at 14:00, 837 × 8 % are 3 at 04:00; 168 hours of a week.
    assert (168, 11, 3) == (len(found.by_hour), found.by_hour[14], found.by_hour[4])
    # On a Sunday, and so on a bank holiday, 837 × 25 % × 0.8 are 9 at 14:00.
    assert (24, 9) == (len(found.holiday), found.holiday[14])
    assert 0.5 == load("readiness: {roster: {recall_after_call: 50%}}\n").rules.recall_after_call


def test_a_roster_follows_who_is_said_to_be_on_duty(load: Callable[..., Scenario]) -> None:
    more = """\
    readiness: roster
    host_readiness: {local: {on_duty: {"03:00": 100%, weekend_evening: 0%}}}
    """
    found = load(more).rosters["west-midlands"]["psu"]
    assert (46, 0) == (found.by_hour[3], found.by_hour[6 * 24 + 18])


def test_static_takes_every_delay_away_unless_the_file_keeps_it(
    load: Callable[..., Scenario],
) -> None:
    scenario = load("static: true\ndurations: {answer: 15m}\n")
    durations = scenario.durations
    assert Fixed(15) == durations.answer
    assert Fixed(0) == durations.judging
    assert (0.0, 0.0, 720.0, 30.0) == (
        durations.own_travel,
        durations.convoy_wait,
        durations.tour,
        durations.judging_interval,
    )
    assert (480.0, 0.0, 1440.0) == (
        durations.seen_need_lasts,
        durations.report_interval,
        durations.recovery,
    )
    assert (1.0, 0.0, 0.0, False) == (
        scenario.rules.convoy_factor,
        scenario.rules.travel_cv,
        scenario.rules.no_answer,
        scenario.rules.desks,
    )
    assert ("typical", "timeline") == (scenario.chance, scenario.host_readiness)
    assert 0 == scenario.stock["kent"]["psu"].floor
    assert 11 == scenario.stock["kent"]["psu"].fit


def test_likely_takes_what_is_likely_for_what_is_promised(load: Callable[..., Scenario]) -> None:
    scenario = load("likely: on\n")
    rules, release = scenario.rules, scenario.policies.release
    assert ("roster", "local", 120.0) == (
        scenario.readiness,
        scenario.host_readiness,
        scenario.durations.report_interval,
    )
    assert scenario.rosters
    assert (0.8, 0.3) == (rules.need_bias, rules.need_cv)
    assert (0.02, 0.05) == (rules.refusals, rules.refusals_per_incident)
    assert (0.10, 0.5) == (rules.part_offers, rules.part_share)
    assert (0.03, 0.03) == (rules.withdrawals, rules.fatigue)
    assert 60.0 == release.hold_minutes


def test_what_a_file_says_itself_wins_over_the_likely_preset(write: Write) -> None:
    more = "likely: on\nreadiness: timeline\nrelease: at_once\ndurations: {report_interval: 4h}\n"
    found = resolve(write(SMALLEST + more + "refusals: 0%\n"))
    assert ("timeline", {}) == (found.scenario.readiness, found.scenario.rosters)
    assert 0.0 == found.scenario.policies.release.hold_minutes
    assert 240.0 == found.scenario.durations.report_interval
    assert (0.0, 0.05) == (
        found.scenario.rules.refusals,
        found.scenario.rules.refusals_per_incident,
    )
    assert ("4h", "night.yaml:13:30") == found.origins["durations.report_interval"]
    assert (0.8, "likely preset") == found.origins["need_bias"]
    origins = resolve("night.yaml", settings=["readiness=roster", "release.hold.for=30m"]).origins
    assert ("30m", "--set") == origins["release.hold.for"]


def test_every_value_of_a_preset_says_that_it_is_the_presets(write: Write) -> None:
    plain = resolve(write(SMALLEST)).origins
    likely = resolve(write(SMALLEST + "likely: on\n")).origins
    assert {"likely preset"} == {
        origin
        for path, (value, origin) in likely.items()
        if path != "likely" and (value, origin) != plain.get(path)
    }
    assert ("60%", "likely preset") == likely["readiness.roster.recall_after_call"]
    assert ("60m", "likely preset") == likely["release.hold.for"]


def test_a_layer_may_turn_the_likely_preset_off_again(write: Write) -> None:
    write(SMALLEST + "likely: on\n")
    assert "timeline" == load_scenario("night.yaml", settings=["likely=off"]).readiness
    static = load_scenario("night.yaml", settings=["likely=off", "static=on"])
    assert ("timeline", "typical") == (static.readiness, static.chance)


# Layers


LAYERED = """\
schema: 1
base: night.yaml
drawdown: minimal
overrides:
  surge:
    drawdown: extensive
    incidents: {leeds: {need: {psu: 7}}}
"""


def test_a_later_layer_wins_key_by_key_and_every_origin_is_known(write: Write) -> None:
    write(SMALLEST)
    derived = write(LAYERED, "derived.yaml")
    found = resolve(derived, override="surge", settings=["drawdown=none", "convoy_size=3"])
    scenario, origins = found.scenario, found.origins
    assert ("none", 3, 7) == (
        scenario.drawdown,
        scenario.rules.convoy_size,
        scenario.incidents[0].need["psu"].peak,
    )
    assert "derived-surge" == scenario.name
    assert ("none", "--set") == origins["drawdown"]
    assert (7, "override surge") == origins["incidents.leeds.need.psu"]
    assert ("24h", "night.yaml:4:11") == origins["duration"]
    assert ("nearest", "default") == origins["ranking"]
    assert ("minimal", "derived.yaml:3:11") == resolve(derived).origins["drawdown"]
    static = resolve(derived, settings=["static=true"]).origins
    assert (1.0, "static preset") == static["convoy_factor"]


def test_a_setting_addresses_an_incident_by_id_or_by_place(load: Callable[..., Scenario]) -> None:
    for path in ("incidents.leeds.need.psu", "incidents[0].need.psu", "incidents.0.need.psu"):
        assert 40 == load(settings=[f"{path}=40"]).incidents[0].need["psu"].peak


def test_a_later_layer_drives_out_what_cannot_stand_beside_it(
    load: Callable[..., Scenario],
) -> None:
    more = """\
    ranking: {fast_and_plentiful: {band: 30m}}
    """
    assert "force" == load(more, settings=["ranking=force"]).policies.ranking_name
    chosen = load(more, settings=["ranking.nearest={}"])
    assert "nearest" == chosen.policies.ranking_name
    fixed = load(settings=["durations.answer.uniform=[1m, 2m]"])
    assert Uniform(1, 2) == fixed.durations.answer
    severe = load(settings=["incidents.leeds.severity=small"])
    assert 15 == severe.incidents[0].need["psu"].peak
    cut = load(settings=["incidents.leeds.lasts=2h", "incidents.leeds.ends=23:00"])
    assert 540.0 == cut.incidents[0].ends


def test_one_figure_for_all_and_then_some_by_name(load: Callable[..., Scenario]) -> None:
    scenario = load("ricc_desks: 3\n", settings=["ricc_desks.london=5"])
    assert (5, 3) == (scenario.rules.ricc_desks["london"], scenario.rules.ricc_desks["wales"])


def test_paths_in_a_scenario_are_read_from_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "return.csv").write_bytes(data_path("forces.csv").read_bytes())
    (folder / "night.yaml").write_text(SMALLEST + "forces: return.csv\n", encoding="utf-8")
    (folder / "over.yaml").write_text("schema: 1\nbase: night.yaml\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("plans/night.yaml", "plans/over.yaml"):
        scenario = load_scenario(name)
        assert scenario.returns_loaded
        assert str(folder / "return.csv") == scenario.resolved["forces"]


def test_a_shipped_scenario_can_be_built_on_by_its_bare_name(write: Write) -> None:
    scenario = load_scenario(write("schema: 1\nbase: quickstart\nduration: 12h\n"))
    assert ("night", 720.0) == (scenario.name, scenario.duration)


def test_further_kinds_come_from_a_table_of_the_users(write: Write) -> None:
    header = data_path("unit_kinds.csv").read_text(encoding="utf-8").splitlines()[0]
    row = dict.fromkeys(header.split(","), "")
    row |= {"kind_id": "drones", "name": "drone team", "plural": "drone teams", "short": "UAS"}
    row |= {"officers": "2", "notional_commitment": "43", "basis": "assumed"}
    write(f"{header}\n{','.join(row.values())}\n", "kinds.csv")
    text = SMALLEST.replace("psu: 5", "drones: 1") + "kinds: kinds.csv\n"
    assert ["drones"] == list(load_scenario(write(text)).incidents[0].need)


def test_a_byte_order_mark_and_crlf_are_tolerated(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALLEST.replace("\n", "\r\n").encode())
    assert 1 == len(load_scenario(path).incidents)


def test_standard_input_is_named_by_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = io.TextIOWrapper(io.BytesIO(SMALLEST.encode()))
    monkeypatch.setattr("sys.stdin", fake)
    assert "stdin" == load_scenario("-").name


# Clocks that change


def test_a_start_that_does_not_exist_or_exists_twice_is_refused(write: Write) -> None:
    gap = SMALLEST.replace("2026-06-03 14:00", "2026-03-29 01:30")
    assert [
        (
            "night.yaml:3:8: start: 2026-03-29 01:30 does not exist: the clocks go forward then; "
            "expected a time before 01:00 or from 02:00"
        )
    ] == faults_of(write(gap))
    fold = SMALLEST.replace("2026-06-03 14:00", "2026-10-25 01:30")
    assert [
        (
            "night.yaml:3:8: start: 2026-10-25 01:30 exists twice: the clocks go back then; "
            "expected an offset, '2026-10-25 01:30+01:00' for the first or '2026-10-25 "
            "01:30+00:00' for the second"
        )
    ] == faults_of(write(fold))


def test_an_offset_says_which_of_two_hours_is_meant(write: Write) -> None:
    minutes = {}
    for offset in ("+01:00", "+00:00"):
        text = SMALLEST.replace("2026-06-03 14:00", f"2026-10-25 01:30{offset}")
        minutes[offset] = load_scenario(write(text)).incidents[0].begins
    # 20:00 is 18½ hours of the wall later, and an hour more from the first 01:30.
    assert {"+01:00": 19.5 * 60, "+00:00": 18.5 * 60} == minutes


def test_an_offset_that_london_does_not_have_is_refused(write: Write) -> None:
    text = SMALLEST.replace("2026-06-03 14:00", "2026-06-03 14:00+02:00")
    assert ["found an offset that Europe/London does not have"] == [
        fault.split(": ", 2)[2].split(" at ")[0] for fault in faults_of(write(text))
    ]


def test_an_incident_in_the_hour_that_does_not_exist_is_refused(write: Write) -> None:
    text = SMALLEST.replace("2026-06-03 14:00", "2026-03-28 20:00").replace(
        "20:00\n  ", "01:15\n  "
    )
    text = text.replace("begins: 20:00", "begins: 01:15")
    assert faults_of(write(text))[0].startswith(
        "night.yaml:8:13: incidents[0].begins: 2026-03-29 01:15 does not exist"
    )


# Bad input


ONE_FAULT = {
    "an unknown key": (
        "drawdwn: none\n",
        "night.yaml:10:1: drawdwn: unknown key 'drawdwn'; did you mean 'drawdown'?",
    ),
    "an unknown duration": (
        "durations: {judgin: 20m}\n",
        "night.yaml:10:13: durations.judgin: unknown key 'judgin'; did you mean 'judging'?",
    ),
    "a bare number as duration": (
        "durations: {judging: 20}\n",
        (
            "night.yaml:10:22: durations.judging: found 20, a bare number; a duration needs its "
            "unit: '20m' or '20h'"
        ),
    ),
    "a bare number inside a distribution": (
        "durations:\n  judging: {triangular: [10m, 20, 45m]}\n",
        (
            "night.yaml:11:31: durations.judging.triangular[1]: found 20, a bare number; a "
            "duration needs its unit: '20m' or '20h'"
        ),
    ),
    "an unknown distribution": (
        "durations: {judging: {trianguler: [1m, 2m, 3m]}}\n",
        (
            "night.yaml:10:23: durations.judging.trianguler: unknown distribution 'trianguler'; "
            "did you mean 'triangular'?"
        ),
    ),
    "a distribution out of order": (
        "durations: {judging: {uniform: [3m, 2m]}}\n",
        (
            "night.yaml:10:32: durations.judging.uniform: expected durations in increasing order, "
            "such as [10m, 30m]"
        ),
    ),
    "no time between judgings": (
        "durations: {judging_interval: 0m}\n",
        "night.yaml:10:31: durations.judging_interval: found '0m', expected more than 0m",
    ),
    "an unknown ranking": (
        "ranking: nearst\n",
        "night.yaml:10:10: ranking: unknown ranking 'nearst'; did you mean 'nearest'?",
    ),
    "an unknown release": (
        "release: {holds: {for: 60m}}\n",
        "night.yaml:10:10: release: unknown release 'holds'; did you mean 'hold'?",
    ),
    "a hold for nothing": (
        "release: {hold: {for: 0m}}\n",
        "night.yaml:10:23: release.hold.for: found '0m', expected more than 0m",
    ),
    "an unknown re-tasking": (
        "retasking: largest\n",
        (
            "night.yaml:10:12: retasking: unknown retasking 'largest'; did you mean "
            "'largest_shortfall'?"
        ),
    ),
    "an unknown recall": (
        "recall: always\n",
        "night.yaml:10:9: recall: unknown recall 'always'; expected one of: never, own_need",
    ),
    "an unknown priority": (
        "priority: relief\n",
        "night.yaml:10:11: priority: unknown priority 'relief'; did you mean 'relief_first'?",
    ),
    "an unknown release of London": (
        "london_release: at_cal\n",
        (
            "night.yaml:10:17: london_release: unknown london_release 'at_cal'; did you mean "
            "'at_call'?"
        ),
    ),
    "a roster with a host on the timeline": (
        "readiness: roster\nhost_readiness: timeline\n",
        (
            "night.yaml:11:17: host_readiness: found 'timeline' with readiness: roster, by which "
            "the host's crews turn out too; expected 'local'"
        ),
    ),
    "a roster of what is owed": (
        "readiness: {roster: {recall_after_call: 50%}}\nstock: commitment\n",
        (
            "night.yaml:11:8: stock: found 'commitment' with readiness: roster, which counts the "
            "crews that are fit; expected 'fit'"
        ),
    ),
    "a roster without delay": (
        "readiness: roster\nstatic: on\n",
        (
            "night.yaml:10:12: readiness: found 'roster' with host_readiness: timeline (static "
            "preset); expected 'timeline'"
        ),
    ),
    "both presets at once": (
        "static: on\nlikely: on\n",
        "night.yaml:11:1: likely: found 'likely' and 'static' both on, expected one of them",
    ),
    "what is likely with a host on the timeline": (
        "likely: on\nhost_readiness: timeline\n",
        (
            "night.yaml:11:17: host_readiness: found 'timeline' with readiness: roster (likely "
            "preset), by which the host's crews turn out too; expected 'local'"
        ),
    ),
    "a recall beyond all": (
        "readiness: {roster: {recall_after_call: 160%}}\n",
        (
            "night.yaml:10:41: readiness.roster.recall_after_call: found '160%', expected a share "
            "such as '15%', from 0% to 100%"
        ),
    ),
    "a parameter that a policy does not have": (
        "ranking: {nearest: {band: 60m}}\n",
        "night.yaml:10:21: ranking.nearest.band: unknown key 'band'; 'nearest' has no parameters",
    ),
    "a share above all": (
        "not_fit: 15\n",
        (
            "night.yaml:10:10: not_fit: found 15, expected a share such as '15%', from 0% to 100%; "
            "did you mean '15%'?"
        ),
    ),
    "an unknown drawdown": (
        "drawdown: extensife\n",
        "night.yaml:10:11: drawdown: found 'extensife'; did you mean 'extensive'?",
    ),
    "a switch that is neither": (
        "desks: maybe\n",
        "night.yaml:10:8: desks: found 'maybe', expected on or off",
    ),
    "a count that is none": (
        "npocc_desks: 0\n",
        "night.yaml:10:14: npocc_desks: found 0, expected a whole number from 1 to 1000",
    ),
    "an estimate of nothing": (
        "need_bias: 0\n",
        "night.yaml:10:12: need_bias: found 0, expected a number from 0.1 to 3",
    ),
    "more refusals than asks": (
        "refusals: 120%\n",
        (
            "night.yaml:10:11: refusals: found '120%', expected a share such as '15%', from 0% to "
            "100%"
        ),
    ),
    "an unknown region": (
        "ricc_desks: {walse: 3}\n",
        "night.yaml:10:14: ricc_desks.walse: unknown region 'walse'; did you mean 'wales'?",
    ),
    "a RICC that stands in and is lost itself": (
        "ricc_at: {wales: london, london: eastern}\n",
        (
            "night.yaml:10:11: ricc_at.wales: found 'london', which is lost itself; expected a "
            "region that is not"
        ),
    ),
    "a RICC of no region": (
        "ricc_at: {walse: london}\n",
        "night.yaml:10:11: ricc_at.walse: unknown region 'walse'; did you mean 'wales'?",
    ),
    "a RICC at a number": (
        "ricc_at: {wales: 3}\n",
        "night.yaml:10:18: ricc_at.wales: found 3, expected the id of a region",
    ),
    "an unknown month": (
        "leave: {agust: 20%}\n",
        (
            "night.yaml:10:9: leave.agust: unknown key 'agust'; did you mean 'august'?; as in "
            "{august: 15%, other: 10%}"
        ),
    ),
    "shares and ends that do not pair": (
        "readiness: {timeline: {shares: [50%, 100%]}}\n",
        (
            "night.yaml:10:32: readiness.timeline.shares: found 2 shares and 4 ends, expected "
            "the same number of both"
        ),
    ),
    "a last share that is not all": (
        "readiness: {timeline: {shares: [10%, 40%, 60%, 90%]}}\n",
        "night.yaml:10:32: readiness.timeline.shares: expected the last share to be 100%",
    ),
    "an agreement with an unknown force": (
        "agreements: [{forces: [kent, Leeds]}]\n",
        (
            "night.yaml:10:30: agreements[0].forces[1]: unknown force 'Leeds'; did you mean "
            "'west-yorkshire' (Leeds)?"
        ),
    ),
    "a national call after the end": (
        "trigger: {national_call: {at: +40h}}\n",
        "night.yaml:10:31: trigger.national_call.at: expected a time before the scenario's end",
    ),
    "a mapping where a name should stand": (
        "mode: {surge: 1}\n",
        "night.yaml:10:7: mode: found a mapping; expected one of: surge, sustained",
    ),
    "an override with a slip that is not chosen": (
        "overrides:\n  late: {drawdown: mini}\n",
        "night.yaml:11:20: overrides.late.drawdown: found 'mini'; did you mean 'minimal'?",
    ),
    "an override of an incident that is not there": (
        "overrides:\n  late: {incidents: {leds: {lasts: 2h}}}\n",
        (
            "night.yaml:11:22: overrides.late.incidents.leds: unknown incident 'leds'; did you "
            "mean 'leeds'?"
        ),
    ),
    "more away than there are": (
        "not_fit: 95%\n",
        "night.yaml:10:10: not_fit: 'not_fit' and 'leave' add up to more than 100%",
    ),
    "a table that is not there": ("forces: nowhere.csv\n", "nowhere.csv"),
}


@pytest.mark.parametrize(("more", "expected"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_one_slip_is_told_with_its_place_and_the_way_out(
    more: str, expected: str, write: Write
) -> None:
    found = faults_of(write(SMALLEST + more))
    assert 1 == len(found)
    assert expected in found[0]


INCIDENT_FAULTS = {
    "an unknown force with a near name": (
        "force: west-yorkshire",
        "force: Avon",
        "night.yaml:7:12: incidents[0].force: unknown force 'Avon'; did you mean 'avon-somerset'?",
    ),
    "a city for a force": (
        "force: west-yorkshire",
        "force: Leeds",
        (
            "night.yaml:7:12: incidents[0].force: unknown force 'Leeds'; did you mean "
            "'west-yorkshire' (Leeds)?"
        ),
    ),
    "a force by the name it calls itself": (
        "force: west-yorkshire",
        "force: Kint Police",
        "night.yaml:7:12: incidents[0].force: unknown force 'Kint Police'; did you mean 'kent'?",
    ),
    "61:00": (
        "begins: 20:00",
        "begins: 61:00",
        (
            "night.yaml:8:13: incidents[0].begins: found '61:00', which is not a time of day; "
            "expected 00:00 to 23:59"
        ),
    ),
    "a weekday that is none": (
        "begins: 20:00",
        "begins: Sux 20:00",
        (
            "night.yaml:8:13: incidents[0].begins: found 'Sux 20:00', expected a weekday such as "
            "'Sun' or 'Sunday' before the time"
        ),
    ),
    "a bare number as time": (
        "begins: 20:00",
        "begins: 20",
        (
            "night.yaml:8:13: incidents[0].begins: found 20, expected a time such as '20:00', "
            "'Sun 02:00', '+2h' or '2026-08-15 20:00'"
        ),
    ),
    "a date that is none": (
        "begins: 20:00",
        "begins: 2026-06-31 20:00",
        (
            "night.yaml:8:13: incidents[0].begins: found '2026-06-31 20:00', which is not a date "
            "and time: day is out of range for month"
        ),
    ),
    "a negative need": (
        "{psu: 5}",
        "{psu: -5}",
        "night.yaml:9:17: incidents[0].need.psu: found -5, expected a whole number from 0 to 2000",
    ),
    "an absurd need": (
        "{psu: 5}",
        "{psu: 2001}",
        (
            "night.yaml:9:17: incidents[0].need.psu: found 2001, expected a whole number from 0 to "
            "2000"
        ),
    ),
    "half a unit": (
        "{psu: 5}",
        "{psu: 2.5}",
        "night.yaml:9:17: incidents[0].need.psu: found 2.5, expected a whole number from 0 to 2000",
    ),
    "an unknown kind": (
        "{psu: 5}",
        "{psuu: 5}",
        "night.yaml:9:12: incidents[0].need.psuu: unknown kind 'psuu'; did you mean 'psu'?",
    ),
    "a need of nothing": (
        "{psu: 5}",
        "{psu: 0}",
        (
            "night.yaml:9:11: incidents[0].need: found a need of nothing, expected a need of at "
            "least one unit"
        ),
    ),
    "steps out of order": (
        "{psu: 5}",
        "{psu: [{at: +1h, units: 5}, {at: +1h, units: 6}]}",
        (
            "night.yaml:9:44: incidents[0].need.psu[1].at: '+1h' is not after the step before it; "
            "put steps in order"
        ),
    ),
    "an incident after the end": (
        "begins: 20:00",
        "begins: +24h",
        (
            "night.yaml:8:13: incidents[0].begins: '+24h' is at +24h00, after the scenario's end "
            "at Thu 14:00 (+24h00); begin earlier or lengthen 'duration'"
        ),
    ),
    "an incident before the start": (
        "begins: 20:00",
        "begins: 2026-06-03 13:00",
        "night.yaml:8:13: incidents[0].begins: '2026-06-03 13:00' is before the start at Wed 14:00",
    ),
    "an end before the beginning": (
        "need: {psu: 5}",
        "need: {psu: 5}\n    ends: 2026-06-03 19:00",
        "night.yaml:10:11: incidents[0].ends: '2026-06-03 19:00' is not after the incident begins",
    ),
    "two ends": (
        "need: {psu: 5}",
        "need: {psu: 5}\n    ends: 23:00\n    lasts: 2h",
        "night.yaml:10:11: incidents[0].ends: found 'lasts' and 'ends', expected one of them",
    ),
    "a need and a severity": (
        "need: {psu: 5}",
        "need: {psu: 5}\n    severity: small",
        (
            "night.yaml:10:15: incidents[0].severity: found 'severity' and 'need', expected one of "
            "them"
        ),
    ),
    "a shape that outlasts its incident": (
        "need: {psu: 5}",
        "lasts: 2h\n    need: {psu: {peak: 3, hold: 3h}}",
        (
            "night.yaml:10:17: incidents[0].need.psu: ramp, hold and decay last until +3h00, "
            "after the incident ends; shorten them or leave out its end"
        ),
    ),
    "a place at sea": (
        "force: west-yorkshire",
        "place: {lat: 53.8, lon: 15.5}",
        "night.yaml:7:29: incidents[0].place.lon: found 15.5, expected degrees east from -6.5 to 2",
    ),
    "no need": (
        "    need: {psu: 5}\n",
        "",
        (
            "night.yaml:6:5: incidents[0]: missing 'need'; expected a need of at least one unit, "
            "such as {psu: 40}, or a severity"
        ),
    ),
    "most that is fewer than at first": (
        "need: {psu: 5}",
        "need: {psu: {responsive: {starts: 6, most: 4}}}",
        (
            "night.yaml:9:48: incidents[0].need.psu.responsive.most: found 4, expected at least "
            "the 6 that it starts with"
        ),
    ),
    "a response from nothing": (
        "need: {psu: 5}",
        "need: {psu: {responsive: {starts: 0, most: 4}}}",
        (
            "night.yaml:9:39: incidents[0].need.psu.responsive.starts: found 0, expected a whole "
            "number from 1 to 2000"
        ),
    ),
    "a response without its most": (
        "need: {psu: 5}",
        "need: {psu: {responsive: {starts: 2}}}",
        (
            "night.yaml:9:30: incidents[0].need.psu.responsive: missing 'most'; expected "
            "{responsive: {starts: 6, most: 40}}"
        ),
    ),
    "a response that is misspelt": (
        "need: {psu: 5}",
        "need: {psu: {responsiv: {starts: 2, most: 4}}}",
        (
            "night.yaml:9:18: incidents[0].need.psu.responsiv: unknown key 'responsiv'; did you "
            "mean 'responsive'?"
        ),
    ),
    "a growth that is misspelt": (
        "need: {psu: 5}",
        "need: {psu: {responsive: {starts: 2, most: 4, grow: 10%}}}",
        (
            "night.yaml:9:51: incidents[0].need.psu.responsive.grow: unknown key 'grow'; did you "
            "mean 'growth'?"
        ),
    ),
    "a response beside a peak": (
        "need: {psu: 5}",
        "need: {psu: {responsive: {starts: 2, most: 4}, peak: 4}}",
        (
            "night.yaml:9:58: incidents[0].need.psu.peak: found 'peak' and 'responsive', "
            "expected one of them"
        ),
    ),
    "a holding area whose need responds": (
        "need: {psu: 5}",
        "holding: on\n    need: {psu: {responsive: {starts: 2, most: 4}}}",
        (
            "night.yaml:10:30: incidents[0].need.psu.responsive: found a need that grows while it "
            "is not met, in a holding area, where units stand ready for others; expected a "
            "number, steps or a peak"
        ),
    ),
    "a holding area that may be": (
        "need: {psu: 5}",
        "holding: perhaps\n    need: {psu: 5}",
        "night.yaml:9:14: incidents[0].holding: found 'perhaps', expected on or off",
    ),
    "no place": (
        "    force: west-yorkshire\n",
        "",
        (
            "night.yaml:6:5: incidents[0]: missing 'force'; expected the host, such as "
            "'west-yorkshire', or a town as 'place'"
        ),
    ),
    "no name": (
        "name: Leeds\n    force",
        "force",
        (
            "night.yaml:6:5: incidents[0]: missing 'name'; expected what the incident is called, "
            "such as 'Leeds'"
        ),
    ),
    "no start": (
        "start: 2026-06-03 14:00\n",
        "",
        "night.yaml:1:1: missing 'start'; expected a date and time such as '2026-08-15 18:00'",
    ),
    "a start without a time": (
        "start: 2026-06-03 14:00",
        "start: 2026-06-03",
        (
            "night.yaml:3:8: start: found '2026-06-03', expected a date and time such as "
            "'2026-08-15 18:00'"
        ),
    ),
    "a bare number of hours": (
        "duration: 24h",
        "duration: 24",
        (
            "night.yaml:4:11: duration: found 24, a bare number; a duration needs its unit: '24m' "
            "or '24h'"
        ),
    ),
    "a region for a list": (
        "  - name: Leeds\n    force: west-yorkshire\n    begins: 20:00\n    need: {psu: 5}\n",
        "  []\n",
        "night.yaml:6:3: incidents: found none, expected at least one incident",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "expected"), INCIDENT_FAULTS.values(), ids=INCIDENT_FAULTS.keys()
)
def test_a_slip_in_an_incident_is_told_with_its_place_and_the_way_out(
    old: str, new: str, expected: str, write: Write
) -> None:
    assert old in SMALLEST
    assert [expected] == faults_of(write(SMALLEST.replace(old, new)))


def test_two_incidents_of_one_id_are_refused(write: Write) -> None:
    twice = SMALLEST + SMALLEST[SMALLEST.index("  - name") :]
    assert [
        (
            "night.yaml:10:5: incidents[1]: the id 'leeds' already belongs to incidents[0]; give "
            "one of them another 'id'"
        )
    ] == faults_of(write(twice))


def test_all_faults_of_a_file_are_told_at_once_in_order_of_place(write: Write) -> None:
    text = """\
    schema: 1
    question: Everything?
    start: 2026-03-29 01:30
    duration: 30
    drawdwn: none
    ranking: nearst
    incidents:
      - name: Leeds
        force: Avon
        begins: 61:00
        need: {psu: -3, psuu: 3}
      - name: Hull
        begins: +2h
    overrides:
      late: {drawdown: mini}
    """
    found = faults_of(write(text))
    expected = ["3:8", "4:11", "5:1", "6:10", "9:12", "10:13", "11:17", "11:21", "12:5", "12:5"]
    assert [*expected, "15:20"] == [":".join(fault.split(":")[1:3]) for fault in found]


NOT_READABLE = {
    "a tab": (
        "schema: 1\nincidents:\n\t- name: x\n",
        "night.yaml:3:1: found a tab; expected spaces for indentation",
    ),
    "not YAML": (
        "schema: 1\nquestion: who: what\n",
        (
            "night.yaml:2:14: not YAML: found a second colon; quote a text with a colon: "
            "question: 'who: what'"
        ),
    ),
    "a wrong indentation": (
        "schema: 1\nincidents:\n  - name: Leeds\n   force: west-yorkshire\n",
        (
            "night.yaml:4:4: not YAML: out of line with what is above; keys that belong "
            "together begin in the same column"
        ),
    ),
    "an open bracket": (
        "schema: [1\n",
        "night.yaml:1:9: not YAML: found '[' that is not closed by ']'",
    ),
    "two documents": (
        "schema: 1\n---\nschema: 1\n",
        ("night.yaml:2:1: not YAML: found a second document; expected one scenario in each file"),
    ),
    "a control character": (
        "schema: 1\nquestion: \x07\n",
        "night.yaml:2: not YAML: found the control character #x0007",
    ),
    "a list": (
        "- 1\n",
        "night.yaml:1:1: missing 'schema'; expected 'schema: 1' as the first line",
    ),
    "nothing": (
        "",
        "night.yaml:1:1: missing 'schema'; expected 'schema: 1' as the first line",
    ),
}


@pytest.mark.parametrize(("text", "expected"), NOT_READABLE.values(), ids=NOT_READABLE.keys())
def test_what_cannot_be_read_is_told_with_its_place(text: str, expected: str, write: Write) -> None:
    assert [expected] == faults_of(write(text))


def test_what_leaves_the_rest_readable_is_told_with_all_other_faults(write: Write) -> None:
    text = (
        "question: Who comes?\n"
        "start: 2026-08-15 18:00\n"
        "duration: 8h\n"
        "mode: surg\n"
        "mode: sustained\n"
        "title: !!python/name:os.system 1\n"
        '"\\x07": 1\n'
        "absence: 1" + "0" * 500 + "\n"
        "overrides: {late: {drawdown: mini}}\n"
        "incidents:\n"
        "  - {name: Leeds, force: west-yorkshire, begins: +1h, need: {psu: six, psu: 6}}\n"
    )
    expected = [
        "1:1: missing 'schema'; expected 'schema: 1' as the first line",
        "4:7: mode: found 'surg'; did you mean 'surge'?",
        "5:1: mode: duplicate key 'mode'; it is already on line 4",
        "6:8: title: found the tag '!!python/name:os.system'; expected none",
        "7:1: found the character U+0007, which cannot be printed; leave it out",
        (
            "8:10: absence: found 501 characters of a number, expected at most 400; if this is "
            "intended, raise the limit with --limit digits=N"
        ),
        "9:30: overrides.late.drawdown: found 'mini'; did you mean 'minimal'?",
        "11:67: incidents[0].need.psu: found 'six', expected a whole number from 0 to 2000",
        "11:72: incidents[0].need.psu: duplicate key 'psu'; it is already on line 11",
    ]
    assert [f"night.yaml:{each}" for each in expected] == faults_of(write(text))
    of_keys = {expected[1], *expected[6:8]}
    with_no_override = {f"night.yaml:{each}" for each in expected if each not in of_keys}
    unknown = "night.yaml: overrides: unknown override 'night'; "
    unknown += "expected one of: late, likely, static"
    assert {*with_no_override, unknown} == {*faults_of(write(text), override="night")}


def test_a_value_that_cannot_be_read_hides_no_duplicate_of_its_key(write: Write) -> None:
    text = SMALLEST + "durations: {answer: !!x 5m, answer: 6m, drive: 1}\n"
    found = faults_of(write(text))
    assert 3 == len(found)
    assert "found the tag" in found[0]
    assert "duplicate key 'answer'" in found[1]


def test_a_newer_file_is_not_at_fault_for_keys_that_this_mobsim_does_not_know(
    write: Write,
) -> None:
    newer = "night.yaml:1:9: schema: found 2, newer than this mobsim reads (1); update mobsim"
    assert [newer] == faults_of(write("schema: 2\nnew: 1\nnew: 2\n"))


def test_two_duplicate_keys_are_both_told(write: Write) -> None:
    text = SMALLEST + "mode: surge\nmode: surge\ndurations:\n  answer: 5m\n  answer: 6m\n"
    assert ["night.yaml:11:1", "night.yaml:14:3"] == [
        ":".join(fault.split(":")[:3]) for fault in faults_of(write(text))
    ]


def test_a_text_that_unfolds_without_end_is_refused(write: Write) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]"
        for a, b in zip("abcdefg", "bcdefgh", strict=True)
    ]
    for text, limit in (("\n".join(lines), "nodes"), ("a: &a [*a]", "depth"), ("[" * 800, "depth")):
        assert f"--limit {limit}=N" in faults_of(write(text))[0]


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"schema: 1\ntitle: \xe9\n")
    assert [f"{path}:2: found byte 0xe9, which is not UTF-8; save it as UTF-8 text"] == faults_of(
        str(path)
    )


def test_a_missing_file_is_told_with_the_nearest_shipped_scenario() -> None:
    assert [
        "quickstrat: no such file, nor a shipped scenario; did you mean 'quickstart'?"
    ] == faults_of("quickstrat")


def test_a_folder_is_not_a_scenario(tmp_path: Path) -> None:
    assert [f"{tmp_path}: found a folder, expected a scenario file"] == faults_of(str(tmp_path))


def test_a_base_that_is_missing_or_builds_on_itself_is_told(write: Write) -> None:
    missing = faults_of(write("schema: 1\nbase: other.yaml\n"))
    assert missing[0].startswith("night.yaml:2:7: base: 'other.yaml': no such file")
    write("schema: 1\nbase: night.yaml\n", "other.yaml")
    assert [
        (
            "other.yaml:2:7: base: 'night.yaml' builds on this scenario itself; expected another "
            "scenario"
        )
    ] == faults_of("night.yaml")


def test_a_base_that_is_missing_hides_no_fault_of_the_file_itself(write: Write) -> None:
    text = "base: other.yaml\nmode: surge\nmode: surge\n"
    found = [fault.split(": ")[0] for fault in faults_of(write(text))]
    assert ["night.yaml:1:1", "night.yaml:1:7", "night.yaml:3:1"] == found


def test_a_road_table_in_two_pieces_is_told(write: Write) -> None:
    rows = data_path("roads.csv").read_text(encoding="utf-8").splitlines()
    apart = [row for row in rows if "devon-cornwall" not in row]
    write("\n".join(apart) + "\n", "roads.csv")
    found = faults_of(write(SMALLEST + "roads: roads.csv\n"))
    assert 1 == len(found)
    assert "no road leads to 'devon-cornwall'; add one" in found[0]


def test_a_table_with_faults_is_told_together_with_the_scenario(write: Write) -> None:
    write(data_path("forces.csv").read_text(encoding="utf-8").replace(",62,", ",many,"), "my.csv")
    found = faults_of(write(SMALLEST + "forces: my.csv\ndrawdown: al\n"))
    assert any("many" in fault and "my.csv" in fault for fault in found)
    assert any("drawdown" in fault for fault in found)


SETTINGS = {
    "drawdown": "--set: drawdown: found 'drawdown', expected PATH=VALUE such as drawdown=extensive",
    "drawdown=zzz": "--set: drawdown: found 'zzz'; expected one of: extensive, minimal, "
    "moderate, none",
    "durations.judgin=20m": "--set: durations.judgin: unknown key 'judgin'; did you mean "
    "'judging'?",
    "incidents.leds.force=kent": "--set: incidents.leds: unknown incident 'leds'; did you mean "
    "'leeds'?",
    "incidents[3].force=kent": "--set: incidents.3: found '3', expected a place from 0 to 0",
    "schema=2": "--set: schema: 'schema' belongs in a file",
    "drawdown=[": "--set:1:2: not YAML: while parsing a flow node, expected the node content, but "
    "found '<stream end>'",
}


@pytest.mark.parametrize(("setting", "expected"), SETTINGS.items())
def test_a_setting_that_cannot_be_used_is_told(setting: str, expected: str, write: Write) -> None:
    found = faults_of(write(SMALLEST), settings=[setting])
    assert expected.split("not YAML", maxsplit=1)[0] in found[0]
    if "not YAML" not in expected:
        assert [expected] == found


def test_an_unknown_override_is_told_with_the_nearest_name() -> None:
    assert [
        "national-drill.yaml: overrides: unknown override 'sustaind'; did you mean 'sustained'?"
    ] == faults_of("national-drill", override="sustaind")
    assert faults_of("quickstart", override="x")[0].endswith("expected one of: likely, static")


# Versions of the schema


def test_a_newer_schema_is_refused_and_so_is_none(write: Write) -> None:
    newer = faults_of(write(SMALLEST.replace("schema: 1", "schema: 2")))
    assert [
        "night.yaml:1:9: schema: found 2, newer than this mobsim reads (1); update mobsim"
    ] == newer
    word = faults_of(write(SMALLEST.replace("schema: 1", "schema: one")))
    assert ["night.yaml:1:9: schema: found 'one', expected the version of the schema: 1"] == word


def renamed(root: Node, old: str, new: str) -> Node:
    """The mapping with one key renamed, wherever it stands."""
    items = {new if key == old else key: node for key, node in root.items.items()}
    return Node(items, root.mark, root.key)


def test_an_older_schema_is_taken_from_version_to_version_with_its_places() -> None:
    def second(root: Node) -> Node:
        return renamed(root, "lending", "drawdown_level")

    def third(root: Node) -> Node:
        return renamed(root, "drawdown_level", "drawdown")

    root = read_yaml("schema: 1\nlending: none\n", "old.yaml")
    migrated, faults = migrate(root, current=3, migrations={1: second, 2: third})
    assert [] == faults
    assert "none" == migrated.items["drawdown"].value
    assert (2, 1) == (migrated.items["drawdown"].key_mark.line, 1)
    assert "lending" not in migrated.items


# The schema and the code agree


def test_every_default_is_that_of_the_code() -> None:
    keys = LayerKeys.model_validate(default_document())
    assert keys.durations is not None
    for field in dataclasses.fields(Durations):
        expected = getattr(Durations(), field.name)
        found = getattr(keys.durations, field.name)
        assert expected == found
    rules = Rules(ricc_desks={})
    for field in dataclasses.fields(Rules):
        if field.name not in ("ricc_desks", "recall_after_call"):
            assert getattr(rules, field.name) == getattr(keys, field.name)


def test_every_duration_can_be_set() -> None:
    assert {f.name for f in dataclasses.fields(Durations)} == set(DurationKeys.model_fields)


@pytest.mark.parametrize(("key", "name"), [(k, name) for k in LEVERS for name in shipped(k)])
def test_every_policy_can_be_chosen_with_its_parameters_at_their_defaults(
    key: str, name: str
) -> None:
    chosen = resolve("quickstart", settings=[f"{key}={name}"])
    found = chosen.scenario.policies
    assert with_defaults(key, name) == _mapping(chosen.scenario.resolved[key])
    made = lever(key, name)
    assert (made, made) == (getattr(found, key), pickle.loads(pickle.dumps(getattr(found, key))))


def _mapping(choice: object) -> object:
    return choice if isinstance(choice, dict) else {choice: {}}


def test_the_json_schema_names_every_key_and_is_json() -> None:
    schema = json_schema()
    assert {"schema", "base", "overrides"} | set(LayerKeys.model_fields) == set(
        schema["properties"]
    )
    assert schema["additionalProperties"] is False
    assert json.loads(json.dumps(schema)) == schema
    assert "null" not in json.dumps(schema["properties"]["drawdown"])


MINUTES = st.integers(0, 600).map(float)


@st.composite
def distributions(draw: Callable[..., float]) -> object:
    low, mode, high = sorted(draw(MINUTES) for _ in range(3))
    return draw(
        st.sampled_from(  # type: ignore[arg-type]
            [
                Fixed(low),
                Uniform(low, high),
                Triangular(low, mode, high),
                Lognormal(low + 1, 0.25),
                Exponential(high + 1),
            ]
        )
    )


@given(distributions())
def test_a_distribution_is_read_back_as_it_was_written(distribution: object) -> None:
    assert distribution == read_distribution(write_distribution(distribution))  # type: ignore[arg-type]


@given(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text()))
)
def test_a_duration_is_minutes_or_a_value_error(found: object) -> None:
    try:
        minutes = read_duration(found)
    except ValueError:
        return
    assert minutes >= 0


YAML_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 3000),
        st.sampled_from(["x", "2h", "20:00", "roster", "hold"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b", "hold", "for", "roster"]), inner, max_size=2),
    ),
    max_leaves=6,
)


@law(100)
@given(st.sampled_from(sorted(LayerKeys.model_fields)), YAML_VALUES)
def test_whatever_stands_under_a_key_it_loads_or_every_fault_has_a_place(
    key: str, value: object
) -> None:
    text = yaml_of({key: value})
    kept = [line for line in SMALLEST.splitlines() if not line.startswith(f"{key}:")]
    if key == "incidents":
        kept = kept[:4]
    for fault in _faults_or_none("\n".join(kept) + "\n" + text):
        assert fault.message
        assert fault.line >= 1 or key in ("forces", "kinds", "requirements", "roads")


def _faults_or_none(text: str) -> Iterator[Fault]:
    from mobsim.scenario.file.key_checking import read_keys
    from mobsim.scenario.file.resolving import _Resolver
    from mobsim.scenario.file.scenario_finding import ScenarioSource, read_document
    from mobsim.scenario.file.stacking import stack

    try:
        document = read_document(ScenarioSource("night.yaml", "night", Path(), text))
        tree, faults = stack(document, [], "night")
        keys, more = read_keys(tree)
        resolver = _Resolver(tree, keys)
        resolver.faults = faults + more
        resolver.scenario()
    except InputError as error:
        yield from error.faults
