"""Is one force's own situation on a night what the scenario says, and nothing else?

In the toy world ash hosts in the forest with oak; yew is of the heath, two hours away. Ash judges
at 20 and its RICC has worked at 40; oak answers at 55. NPoCC has worked at 70 and the RICC of the
heath at 80; yew answers at 95.
"""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim.cli.main import main
from mobsim.country.force_tables import laid_sources, source_text
from mobsim.country.returns import forces_csv, freeze, read_returns
from mobsim.ground.errors import InputError
from mobsim.ground.tables import data_path
from mobsim.policy.triggers.national_call import national_call
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import load_scenario, resolve
from mobsim.scenario.scenario import Posture, Scenario, Stock
from mobsim.scoring import events as ev
from mobsim.scoring.events import Event
from mobsim.scoring.tally import MOVED
from mobsim.telling.plan import read_back
from tests.strategies import law, likely_worlds, seeds, worlds
from tests.test_capability import with_drones
from tests.worlds import Crews, Trouble, incident, lever, rows, run, times, world

REGIONS = {"forest": ["ash", "oak"], "heath": ["yew"]}


def lending(fit: int, lends: int | None, **more: int) -> Stock:
    return replace(Stock(fit, fit, fit, fit, 0, lends=lends), **more)


def night(has: dict[str, Crews], *troubles: Trouble, **more: Any) -> Scenario:
    return world({"ash": 0, "oak": 0, "yew": 0} | has, troubles, regions=REGIONS, **more)


def sent(scenario: Scenario) -> dict[str | None, int]:
    """Units ordered, by the force that sends them."""
    return dict(Counter(row.force for row in rows(run(scenario), ev.UNIT_ORDERED)))


# --- what it lends --------------------------------------------------------------------------------


def test_where_the_nearest_lends_none_the_next_sends() -> None:
    has: dict[str, Crews] = {"oak": lending(4, 0), "yew": 4}
    assert {"yew": 1} == sent(night(has, incident("ash", 1), duration=400.0))
    assert {"oak": 1} == sent(night(has | {"oak": 4}, incident("ash", 1), duration=400.0))


@pytest.mark.parametrize("kept", ["used", "kept"])
def test_a_force_that_lends_none_meets_its_own_disorder_with_all_and_is_at_no_floor(
    kept: str,
) -> None:
    log = run(night({"ash": lending(6, 0)}, incident("ash", 6), host_floor=kept))
    assert 6 == len(rows(log, ev.UNIT_DEPLOYED, force="ash"))
    assert not rows(log, ev.FLOOR_OVERRIDDEN)


def test_so_many_at_most_are_lent_at_once_whatever_the_drawdown() -> None:
    """Of four it lends two; what is asked for again each hour finds no third."""
    assert {"oak": 2} == sent(night({"oak": lending(4, 2)}, incident("ash", 4), duration=900.0))


def test_a_national_call_does_not_lift_what_is_lent_at_most() -> None:
    scenario = night(
        {"oak": lending(4, 1)},
        incident("ash", 4),
        trigger=national_call(0.0),
        drawdown="moderate",
        duration=900.0,
    )
    assert {"oak": 1} == sent(scenario)
    assert {1} == {row.count for row in rows(run(scenario), ev.AID_ASKED)}


def test_the_floor_and_what_is_lent_at_most_are_not_added_up() -> None:
    """Of six three stay at home and four may be lent: three are."""
    has: dict[str, Crews] = {"oak": lending(6, 4, floor=3)}
    assert {"oak": 3} == sent(night(has, incident("ash", 6), duration=900.0))


def test_a_line_is_not_said_to_have_crews_left_that_nobody_lends() -> None:
    log = run(night({"oak": lending(4, 0)}, incident("ash", 3), duration=200.0))
    assert {"stock"} == {row.cause for row in rows(log, ev.NEED_UNMET)}


@law(60)
@given(likely_worlds(), seeds())
def test_a_force_that_lends_none_has_no_unit_outside_its_own_incidents(
    scenario: Scenario, seed: int
) -> None:
    """It gives none to operations, which take what is agreed, and no unit goes straight on."""
    force = scenario.forces[0].force_id
    none = {kind: replace(owned, lends=0) for kind, owned in scenario.stock[force].items()}
    without = [
        replace(each, units={who: units for who, units in each.units.items() if who != force})
        for each in scenario.operations
    ]
    quiet = replace(
        scenario,
        stock={**scenario.stock, force: none},
        operations=tuple(without),
        policies=replace(scenario.policies, retasking=lever("retasking", "never")),
    )
    log = run(quiet, seed)
    assert {force} >= {row.counterpart for row in rows(log, ev.UNIT_ORDERED, force=force)}
    assert {0} >= {row.count for row in rows(log, ev.AID_OFFERED, force=force)}


@law(15)
@given(worlds(), seeds(), st.integers(0, 3))
def test_to_lend_no_more_than_there_are_changes_nothing(
    scenario: Scenario, seed: int, more: int
) -> None:
    def lending_at_most(limit: Callable[[Stock], int | None]) -> list[Event]:
        stock = {
            force: {kind: replace(owned, lends=limit(owned)) for kind, owned in kinds.items()}
            for force, kinds in scenario.stock.items()
        }
        return run(replace(scenario, stock=stock), seed)

    assert lending_at_most(lambda _: None) == lending_at_most(lambda owned: owned.fit + more)


# --- its notice -----------------------------------------------------------------------------------


def test_aid_musters_no_sooner_than_its_force_gives_notice() -> None:
    """Of four, one is promised in 1 h and one in 4 h of the order at 55, the others later."""
    has: dict[str, Crews] = {"oak": 4}
    usual = night(has, incident("ash", 2), duration=400.0)
    assert [115.0, 295.0] == times(run(usual), ev.UNIT_MUSTERED)
    noticed = night(has, incident("ash", 2), duration=400.0, notices={"oak": 120.0})
    assert [175.0, 295.0] == times(run(noticed), ev.UNIT_MUSTERED)
    expected = rows(run(noticed), ev.AID_ASKED)[0].expected_minute
    assert 55.0 + 120.0 + 60.0 + 30.0 == expected


@law(60)
@given(likely_worlds(standing=()), seeds(), st.sampled_from((30.0, 200.0, 1000.0)))
def test_no_aid_musters_before_the_notice_of_its_force_is_over(
    scenario: Scenario, seed: int, notice: float
) -> None:
    """Nor does a relief; orders with a request are those of crews at home that do not move on."""
    ordered: dict[str | None, float] = {}
    everybody = dict.fromkeys(sorted(scenario.force_region), notice)
    for row in run(replace(scenario, notices=everybody), seed):
        if row.event == ev.UNIT_ORDERED and row.request is not None and row.cause not in MOVED:
            ordered[row.unit] = row.minute
        elif row.event == ev.UNIT_CANCELLED:
            ordered.pop(row.unit, None)
        elif row.event == ev.UNIT_MUSTERED and row.unit in ordered:
            assert row.minute >= ordered.pop(row.unit) + notice


@pytest.mark.parametrize("ready", ["timeline", "local"])
def test_own_crews_need_no_notice(ready: str) -> None:
    log = run(night({"ash": 4}, incident("ash", 1), host_readiness=ready, notices={"ash": 900.0}))
    assert times(log, ev.UNIT_MUSTERED)[0] < 900.0


def test_a_crew_that_stands_by_has_the_notice_of_its_posture() -> None:
    ready = (Posture("posture-1", 0.0, 900.0, {"oak": {"psu": 1}}, 15.0),)
    scenario = night({"oak": 4}, incident("ash", 1), posture=ready, notices={"oak": 300.0})
    assert [55.0 + 15.0] == times(run(scenario), ev.UNIT_MUSTERED)[:1]


# --- what a scenario says -------------------------------------------------------------------------

LUTON = """\
schema: 1
name: luton
title: Luton
question: Do twelve come?
start: 2026-06-06 10:00
duration: 14h
static: on
drawdown: extensive
incidents:
  - {name: Luton, force: bedfordshire, begins: 13:00, lasts: 11h, need: {psu: 7}}
"""


def luton(folder: Path, *more: str) -> Path:
    path = folder / f"luton{len([*folder.glob('luton*')]) or ''}.yaml"
    path.write_text("\n".join([LUTON, *more]) + "\n", encoding="utf-8")
    return path


def faults_of(path: Path, *settings: str) -> list[str]:
    with pytest.raises(InputError) as found:
        load_scenario(path, settings=settings)
    return [str(fault).removeprefix(f"{path.parent}/") for fault in found.value.faults]


def of(scenario: Scenario, force: str, kind: str = "psu") -> Stock:
    return scenario.stock[force][kind]


def test_kent_has_six_seven_are_asked_for_and_six_come(tmp_path: Path) -> None:
    path = luton(
        tmp_path,
        "forces_in_play: [bedfordshire, kent]",
        "forces_now: {bedfordshire: {psu: 0}, Kent Police: {psu: 6}}",
    )
    scenario = load_scenario(path)
    assert {"kent": 6} == sent(scenario)
    assert 7 == rows(run(scenario), ev.AID_REQUESTED)[0].count


def test_to_say_nothing_of_any_force_is_to_leave_the_key_out(tmp_path: Path) -> None:
    said = load_scenario(luton(tmp_path, "forces_now: {}"))
    assert load_scenario(luton(tmp_path)) == said


@pytest.mark.parametrize("ready", ["timeline", "roster"])
def test_to_have_as_many_as_by_the_table_moves_no_number(ready: str) -> None:
    settings = [f"readiness={ready}"]
    usual = of(load_scenario("six-cities-saturday", settings=settings), "kent")
    said = [*settings, f"forces_now.kent.psu={usual.fit}"]
    assert usual == of(load_scenario("six-cities-saturday", settings=said), "kent")


def test_crews_of_tonight_are_fit_whatever_is_away_and_count_as_declared_at_most(
    tmp_path: Path,
) -> None:
    """Kent owes 11 and has more trained: it still owes them, and counts with six."""
    path = luton(tmp_path, "forces_now: {kent: {psu: 6, absence: 50%}, essex: {psu: 99}}")
    table = of(load_scenario(luton(tmp_path)), "kent")
    assert replace(table, declared=6, fit=6) == of(load_scenario(path), "kent")
    essex = of(load_scenario(path), "essex")
    assert (99, 99) == (essex.trained, essex.fit)
    assert essex.declared == essex.commitment


def test_under_the_roster_crews_of_tonight_are_whole_and_no_officer_makes_up_more() -> None:
    settings = ["readiness=roster", "forces_now.kent.psu=6", "forces_now.kent.bdu=4"]
    scenario = load_scenario("six-cities-saturday", settings=settings)
    assert [6, 4] == [of(scenario, "kent", kind).fit for kind in ("psu", "bdu")]
    assert 6 >= max(scenario.rosters["kent"]["psu"].by_hour) > 0


def test_a_share_absent_is_of_the_crews_that_are_not_away_and_halves_are_rounded_up() -> None:
    """Half of Gwent's are absent, and nine tenths of all others'."""
    settings = ["stock=commitment", "host_readiness=timeline", "absence=90%"]
    usual = load_scenario("quickstart", settings=[*settings[:2], "absence=0%"])
    said = load_scenario("quickstart", settings=[*settings, "forces_now.gwent.absence=50%"])
    assert (of(usual, "gwent").fit + 1) // 2 == of(said, "gwent").fit
    assert of(said, "kent").fit < of(usual, "kent").fit / 2


def test_a_floor_of_tonight_stands_where_there_would_be_none(tmp_path: Path) -> None:
    path = luton(tmp_path, "forces_now: {kent: {floor: {psu: 3}}}")
    assert [3, 0] == [of(load_scenario(path), force).floor for force in ("kent", "essex")]


def test_later_layers_win_key_by_key_under_whatever_name(tmp_path: Path) -> None:
    path = luton(
        tmp_path,
        "forces_now: {kent: {psu: 6, lends: none}}",
        "overrides: {b: {forces_now: {Kent Police: {psu: 5, notice: 2h}}}}",
    )
    scenario = load_scenario(path, override="b", settings=["forces_now.kent.lends.psu=2"])
    assert (5, 2) == (of(scenario, "kent").fit, of(scenario, "kent").lends)
    assert {"kent": 120.0} == scenario.notices
    assert 4 == of(load_scenario(path, settings=["forces_now.KENT.psu=4"]), "kent").fit


BAD = """\
forces_now:
  GMP: {lends: 3}
  kent: {psu: -6, absences: 20%, dogss: 4}
  Kent Police: {psu: 6}
  kentt: {psu: 3}
  essex: {}
  surrey: 6
  cumbria: {absence: 20, notice: 2, floor: {psu: 3000}}
  sussex: {lends: {psu: 200, pssu: 1}, psu: 5, floor: {psu: 6}}
  wales: {psu: 6}
  dorset: {lends: {psu: 99}}
  psni: {psu: 6}
"""


def test_all_that_is_wrong_with_forces_of_tonight_is_said_at_its_place(tmp_path: Path) -> None:
    start = len(LUTON.splitlines()) + 2
    assert [
        f"luton.yaml:{start + line}:{column}: forces_now.{message}"
        for line, column, message in (
            (1, 16, "greater-manchester.lends: found 3, expected none, or crews such as {psu: 2}"),
            (2, 15, "kent.psu: found -6, expected a whole number from 0 to 2000"),
            (2, 19, "kent.absences: unknown key 'absences'; did you mean 'absence'?"),
            (2, 34, "kent.dogss: unknown key 'dogss'; did you mean 'dogs'?"),
            (
                3,
                3,
                "Kent Police: 'Kent Police' is 'kent', which is already named; keep one of them",
            ),
            (4, 3, "kentt: unknown force 'kentt'; did you mean 'kent'?"),
            (
                5,
                10,
                "essex: found an empty mapping, expected a value; write one, or leave the key out",
            ),
            (
                6,
                11,
                "surrey: found 6, expected what is different, such as {psu: 6} or {lends: none}",
            ),
            (
                7,
                22,
                (
                    "cumbria.absence: found 20, expected a share such as '15%', from 0% to 100%; "
                    "did you mean '20%'?"
                ),
            ),
            (
                7,
                34,
                "cumbria.notice: found 2, a bare number; a duration needs its unit: '2m' or '2h'",
            ),
            (7, 50, "cumbria.floor.psu: found 3000, expected a whole number from 0 to 2000"),
            (
                8,
                25,
                "sussex.lends.psu: found 200, more than 'psu' (5); expected at most 5",
            ),
            (8, 30, "sussex.lends.pssu: unknown kind 'pssu'; did you mean 'psu'?"),
            (
                8,
                61,
                "sussex.floor.psu: found 6, more than 'psu' (5); expected at most 5",
            ),
            (
                9,
                3,
                (
                    "wales: 'wales' is a region; its forces are dyfed-powys, gwent, north-wales "
                    "and south-wales"
                ),
            ),
            (
                10,
                25,
                (
                    "dorset.lends.psu: found 99, more than the trained crews in its table (7); "
                    "expected at most 7"
                ),
            ),
            (
                11,
                3,
                (
                    "psni: unknown force 'psni': it can lend units, but only the 43 forces can be "
                    "hosts"
                ),
            ),
        )
    ] == faults_of(luton(tmp_path, BAD))


def test_what_is_lent_at_most_is_held_against_the_table_not_against_a_belief_that_is_drawn() -> (
    None
):
    settings = ["trained_factor=0.5", "forces_now.dorset.lends.psu=7"]
    scenario = load_scenario("quickstart", settings=settings)
    assert of(scenario, "dorset").fit < of(scenario, "dorset").lends == 7  # type: ignore[operator]


# --- what is read back ----------------------------------------------------------------------------


def test_check_says_who_is_changed_and_what_it_does_to_lending(tmp_path: Path) -> None:
    path = luton(
        tmp_path,
        "forces_now: {kent: {psu: 6, notice: 2h}, GMP: {lends: none}}",
        "aid_out: [{from: GMP, to: Jersey, units: {psu: 1}, until: +6h}]",
    )
    usual = load_scenario(luton(tmp_path))
    before = sum(kinds["psu"].fit for kinds in usual.stock.values())
    lost = of(usual, "kent").fit - 6 + of(usual, "greater-manchester").fit
    plan = read_back(resolve(path))
    power = f"{before - lost} PSUs in place of {before}"
    told = (
        f"2 forces are changed tonight; at drawdown extensive, all forces can lend at most {power}"
    )
    assert told in plan.summary
    [lines] = [p.lines for p in plan.paragraphs if p.heading == "Forces tonight"]
    assert lines[0].startswith(
        "Kent: 6 PSUs fit in place of 11; musters for other forces no sooner than 2h after"
    )
    assert lines[1].startswith("Greater Manchester: lends none")
    assert any(
        "Manchester lends none tonight, but Aid to Jersey takes 1" in r for r in plan.remarks
    )


def test_explain_says_what_a_number_was_and_the_register_lists_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = luton(tmp_path, "forces_now: {kent: {psu: 6}}")
    assert 0 == main(["explain", str(path), "--json"])
    values = json.loads(capsys.readouterr().out)["values"]
    [said] = [each for each in values if each["path"] == "forces_now.kent.psu"]
    assert (6, 11) == (said["value"], said["before"])
    assert said["origin"].endswith(f"luton.yaml:{len(LUTON.splitlines()) + 2}:26")
    [listed] = [each for each in register(resolve(path).origins) if each.path == "forces_now"]
    assert {"kent.psu": 6} == listed.value


def test_the_forces_of_a_scenario_are_listed_as_they_are_tonight(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = luton(tmp_path, "forces_now: {kent: {psu: 6, lends: {psu: 4}, floor: {psu: 1}}}")
    assert 0 == main(["forces", str(path)])
    [kent] = [line.split() for line in capsys.readouterr().out.splitlines() if "kent" in line][:1]
    assert ["kent", "psu", "6", "1", "4", "0m", "yes"] == kent
    assert 2 == main(["forces", "--set", "drawdown=none"])


# --- who is in play -------------------------------------------------------------------------------


def test_forces_out_of_play_neither_host_nor_lend_and_no_line_is_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = luton(tmp_path, "forces_in_play: [Bedfordshire Police, kent, essex]")
    scenario = load_scenario(path)
    assert ["bedfordshire", "essex", "kent"] == [each.force_id for each in scenario.forces]
    assert {"bedfordshire", "essex", "kent"} == {
        *scenario.stock,
        *scenario.incidents[0].drive_minutes,
    }
    assert 0 == main(["run", str(path), "-o", str(tmp_path / "out")])
    out = capsys.readouterr().out
    assert "Capacity          not tested: 3 of 43 forces are in play" in out
    assert "NATIONAL LINES" not in out
    [said] = [p.lines for p in read_back(resolve(path)).paragraphs if p.heading == "Forces in play"]
    assert "Bedfordshire, Essex and Kent; the other 40 neither host nor lend" == said[0]
    assert said[1].startswith("no force of East Midlands, London, North East")


def test_drives_are_those_of_the_whole_country(tmp_path: Path) -> None:
    some, whole = luton(tmp_path, "forces_in_play: [bedfordshire, kent]"), luton(tmp_path)
    usual = load_scenario(whole).incidents[0].drive_minutes
    assert {name: usual[name] for name in ("bedfordshire", "kent")} == (
        load_scenario(some).incidents[0].drive_minutes
    )


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("forces_in_play: [kent]", "'bedfordshire' is not in play; add it to 'forces_in_play'"),
        ("forces_in_play: []", "found an empty list, expected 'all', or a list such as"),
        ("forces_in_play: [bedfordshire, kentt]", "unknown force 'kentt'; did you mean 'kent'?"),
        ("forces_in_play: [bedfordshire, kent, Kent Police]", "found 'kent' twice"),
        (
            "forces_in_play: [bedfordshire]\nforces_now: {kent: {psu: 2}}",
            "'kent' is not in play; add it to 'forces_in_play', or leave it out here",
        ),
    ],
)
def test_a_force_that_is_not_in_play_is_not_named(tmp_path: Path, said: str, fault: str) -> None:
    assert any(fault in found for found in faults_of(luton(tmp_path, said)))


# --- tables and quarters --------------------------------------------------------------------------


def test_a_quarter_by_name_is_the_table_that_its_returns_make(tmp_path: Path) -> None:
    table = tmp_path / "q4.csv"
    table.write_text(forces_csv(read_returns("2026-Q4")), encoding="utf-8")
    made = load_scenario(luton(tmp_path, "forces: q4.csv", "allow_unreconciled: on"))
    named = load_scenario(luton(tmp_path, "forces: 2026-Q4"))
    assert made == named
    assert named.returns_loaded
    assert made != load_scenario(luton(tmp_path))


def test_a_quarter_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "returns" / "2026-Q1").mkdir(parents=True)
    (tmp_path / "returns" / "2026-Q1" / "quarter.json").write_text("{}")
    [shipped] = faults_of(luton(tmp_path, "forces: 2027-Q1"))
    assert (
        "no returns of '2027-Q1' are shipped; the shipped quarters are 2026-Q3 and 2026-Q4"
        in shipped
    )
    [own] = faults_of(luton(tmp_path, "forces: [2026-Q4, returns/2026-Q2]"))
    assert "forces[1]: found '2026-Q2', but there is no file" in own
    assert "the quarters in that folder are 2026-Q1" in own


def test_a_quarter_beside_the_scenario_comes_before_the_shipped_one(tmp_path: Path) -> None:
    assert "shipped/2026-Q4" == source_text("2026-Q4", tmp_path)
    (tmp_path / "2026-Q4").mkdir()
    assert str(tmp_path / "2026-Q4") == source_text("2026-Q4", tmp_path)
    assert "shipped/2026-Q4" == source_text("shipped/2026-Q4", tmp_path)


def test_a_set_of_ones_own_brings_its_kinds_where_the_scenario_names_them(tmp_path: Path) -> None:
    freeze(with_drones(tmp_path), tmp_path / "2027-Q1")
    found = resolve(luton(tmp_path, "forces: 2027-Q1"))
    assert any("forces also returned drones" in remark for remark in found.remarks)
    assert "drones" not in found.scenario.stock["kent"]
    found = resolve(luton(tmp_path, "forces: 2027-Q1", "kinds: kinds.csv"))
    assert [4, 0] == [of(found.scenario, force, "drones").trained for force in ("kent", "surrey")]
    assert not [remark for remark in found.remarks if "drones" in remark]
    resolved = found.scenario.resolved
    laid = laid_sources(resolved["forces"])
    assert laid is not None
    assert "drones_trained" in laid.text(resolved["kinds"])
    assert "drones_trained" not in laid.text()


def table(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_later_tables_win_cell_by_cell_and_an_empty_cell_says_nothing(tmp_path: Path) -> None:
    table(tmp_path, "a.csv", "force_id,psu_trained,psu_declared", "kent,40,20", "essex,30,")
    table(tmp_path, "b.csv", "force_id,psu_declared,dogs_trained,dogs_commitment,dogs_declared",
          "Kent Police,19,6,3,2")  # fmt: skip
    scenario = load_scenario(luton(tmp_path, "forces: [a.csv, b.csv]"))
    usual = load_scenario(luton(tmp_path))
    kent, essex = of(scenario, "kent"), of(scenario, "essex")
    assert (40, 19) == (kent.trained, kent.declared)
    assert (30, of(usual, "essex").declared) == (essex.trained, essex.declared)
    assert 6 == of(scenario, "kent", "dogs").trained
    assert of(usual, "essex", "dogs") == of(scenario, "essex", "dogs")
    assert of(usual, "surrey") == of(scenario, "surrey")


def test_faults_of_laid_tables_stand_in_the_file_and_line_of_their_cell(tmp_path: Path) -> None:
    table(tmp_path, "a.csv", "force_id,psu_trained", "kent,x", "kentt,4")
    table(tmp_path, "b.csv", "force_id,psu_traned", "kent,4", "kent,5")
    assert [
        "a.csv:2:6: psu_trained of kent: found 'x', expected a whole number",
        "a.csv:3:1: force_id: unknown force 'kentt'; did you mean 'kent'?",
        "b.csv:1:10: psu_traned: unknown column 'psu_traned'; did you mean 'psu_trained'?",
        "b.csv:3:1: force_id: 'kent' appears twice, first on line 2; delete one of them",
    ] == faults_of(luton(tmp_path, "forces: [a.csv, b.csv]"))
    table(tmp_path, "a.csv", "force_id,psu_trained", "essex,40")
    table(tmp_path, "b.csv", "force_id,city,psu_trained", "essex,,40", "kent,,4")
    assert {"b.csv:3:7: psu_trained of kent"} == {
        fault.rpartition(": found")[0]
        for fault in faults_of(luton(tmp_path, "forces: [a.csv, b.csv]"))
    }


def test_a_table_with_few_rows_by_itself_is_told_how_to_be_laid_on_the_shipped_one(
    tmp_path: Path,
) -> None:
    table(tmp_path, "a.csv", "force_id,psu_trained", "kent,40")
    assert (
        "name the table in a list, as in forces: [mine.csv]"
        in faults_of(luton(tmp_path, "forces: a.csv"))[0]
    )


def test_a_kept_night_of_several_tables_can_be_run_again_to_the_same_identity(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = table(tmp_path, "a.csv", "force_id,psu_trained", "kent,40")
    own.chmod(0o600)
    path = luton(tmp_path, "forces: [2026-Q4, a.csv]", "forces_now: {essex: {lends: none}}")
    first, again = tmp_path / "first", tmp_path / "again"
    assert 0 == main(["run", str(path), "-o", str(first)])
    own.unlink()
    assert 0 == main(["run", str(first / "scenario.yaml"), "-o", str(again)])
    capsys.readouterr()
    for name in ("log.csv", "run.json", "facts.json", "summary.txt"):
        told = (again / name).read_text().replace(str(first / "scenario.yaml"), str(path))
        # A summary breaks its lines by the length of the path.
        assert (first / name).read_text().split() == told.split()
    kept = first / "tables" / "forces.csv"
    assert 0o600 == kept.stat().st_mode & 0o777
    laid = laid_sources([str(kept)])
    assert laid is not None
    assert kept.read_text() == laid.text()


def test_explain_says_which_cells_a_table_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table(tmp_path, "a.csv", "force_id,psu_trained,psu_declared", "kent,40,11")
    path = luton(tmp_path, "forces: [a.csv]")
    assert 0 == main(["explain", str(path), "--json"])
    [cell] = json.loads(capsys.readouterr().out)["cells"]
    assert ("kent", "psu_trained", "40") == (cell["force"], cell["column"], cell["after"])
    assert cell["origin"].endswith("a.csv:2")
    [said] = [
        p.lines for p in read_back(resolve(path)).paragraphs if p.heading == "Tables of forces"
    ]
    assert said[0].endswith("a.csv changes 1 value of kent")


def test_the_shipped_table_in_a_list_is_the_shipped_table(tmp_path: Path) -> None:
    assert data_path("forces.csv").is_file()
    listed = load_scenario(luton(tmp_path, "forces: [shipped]"))
    assert load_scenario(luton(tmp_path)) == listed
    assert not listed.returns_loaded
