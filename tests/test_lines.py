"""Are the national lines those of their table, and is a table that cannot be theirs refused?"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mobsim.country.forces import UnitKind, lines_for, load_forces, load_kinds
from mobsim.country.line_verdicts import verdict_on_capacity
from mobsim.country.lines import forces_by_line, load_requirements, required_by_kind
from mobsim.ground.errors import InputError
from mobsim.ground.tables import data_path
from mobsim.scenario.file import load_scenario
from mobsim.telling.night_facts import facts_of
from tests.same_log import assert_same_log
from tests.worlds import chance_of

HEADER = "line,name,plural,kind,where,required,per_region\n"
SHIPPED = """\
psu,PSU,PSUs,psu,outside-london,297,
psu_london,PSU for London,PSUs for London,psu,london,75,
bdu,BDU,BDUs,bdu,everywhere,234,
aep,AEP teams,AEP teams,aep,everywhere,18,2
"""
MEDICS = "medics,Medics,medic teams,medics,everywhere,90,\n"
NIGHT = """\
schema: 1
title: A table of lines
question: Which figures are asked for?
start: 2026-08-15 18:00
duration: 12h
requirements: requirements.csv
incidents:
  - {name: Lincoln, force: lincolnshire, begins: +1h, lasts: 4h, need: {psu: 12, medics: 2}}
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(rows: str) -> Path:
        path = tmp_path / "requirements.csv"
        path.write_text(HEADER + rows, encoding="utf-8")
        return path

    return written


def faults_of(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_requirements(path, kinds=[kind.kind_id for kind in load_kinds()])
    return [str(fault).removeprefix(f"{path}:") for fault in caught.value.faults]


def test_the_shipped_table_is_read_as_its_rows_say(write: Write) -> None:
    plain = [replace(line, source=(), date="", note="") for line in load_requirements()]
    assert plain == list(load_requirements(write(SHIPPED)))
    header = data_path("requirements.csv").read_text(encoding="utf-8").partition("\n")[0]
    assert "line,name,plural,kind,where,required,per_region,source,date,note" == header


def test_every_fault_of_the_table_is_told_at_once_with_its_line_and_column(write: Write) -> None:
    path = write(
        "psu,PSU,PSUs,psu,outside-london,many,\n"
        "bdu,BDU,BDUs,bdus,everywhere,234,\n"
        "aep,AEP teams,AEP teams,aep,Everywhere,18,2\n"
        "dogs,Dogs,dog teams,horses,everywhere,9,2\n"
    )
    least = "expected at least 18, which is 9 regions times the 2 in per_region"
    assert [
        "2:33: required of psu: found 'many', expected a whole number",
        "3:14: kind of bdu: unknown kind 'bdus'; did you mean 'bdu'?",
        "4:29: where of aep: found 'Everywhere'; did you mean 'everywhere'?",
        "5:1: line: found 'dogs', which is the id of another kind; use another key",
        f"5:39: required of dogs: found 9, {least}; correct one of them",
    ] == faults_of(path)


@pytest.mark.parametrize(
    ("first", "second"),
    [("everywhere", "london"), ("london", "everywhere"), ("london", "london")],
)
def test_a_crew_counts_on_one_line_of_its_kind_at_most(
    write: Write, first: str, second: str
) -> None:
    rows = f"bdu,BDU,BDUs,bdu,{first},200,\nbdu_more,More,BDUs,bdu,{second},30,\n"
    [fault] = faults_of(write(rows))
    assert f"the line 'bdu_more' ({second}) overlaps 'bdu' ({first}) of the same kind" in fault


def test_a_figure_of_each_region_belongs_to_a_line_everywhere(write: Write) -> None:
    [fault] = faults_of(write("aep,AEP teams,AEP teams,aep,london,18,2\n"))
    assert "2:39: per_region of aep: found 2, but where is 'london'" in fault


def test_a_scenario_may_try_320_and_ask_for_another_kind(write: Write) -> None:
    path = write(SHIPPED.replace("297", "320") + MEDICS)
    night = path.parent / "night.yaml"
    night.write_text(NIGHT, encoding="utf-8")
    scenario = load_scenario(night)
    lines = {line.line: line for line in facts_of(scenario).lines if line.region is None}
    assert ["psu", "psu_london", "bdu", "aep", "medics"] == list(lines)
    assert (320, 320) == (lines["psu"].required, lines["psu"].declared)
    assert (90, 90) == (lines["medics"].required, lines["medics"].declared)
    assert "PSU for London" == lines["psu_london"].name
    assert str(path) == scenario.resolved["requirements"]
    assert_same_log(scenario, chance_of(scenario))


def test_shipped_forces_owe_what_their_table_says_if_figures_may_disagree(write: Write) -> None:
    path = write(SHIPPED.replace("297", "320"))
    night = path.parent / "night.yaml"
    night.write_text(NIGHT + "allow_unreconciled: true\n", encoding="utf-8")
    psu = next(line for line in facts_of(load_scenario(night)).lines if line.line == "psu")
    assert (320, 297) == (psu.required, psu.declared)


def test_a_force_is_not_made_to_owe_crews_that_it_has_not_trained(write: Write) -> None:
    path = write(SHIPPED.replace("297", "900"))
    with pytest.raises(
        InputError, match=r"psu_commitment: \S+ has \d+ trained crews, and its share"
    ):
        load_forces(lines=load_requirements(path))


def test_the_rule_gives_the_shipped_commitments_back(write: Write) -> None:
    once_more = load_requirements(write(SHIPPED.replace("297", "298")))
    more = {force.force_id: force.stock["psu"].commitment for force in load_forces(lines=once_more)}
    now = {force.force_id: force.stock["psu"].commitment for force in load_forces()}
    assert 1 == sum(more.values()) - sum(now.values())
    assert {0, 1} == {more[force] - now[force] for force in now}


def test_a_faulty_table_of_lines_stops_a_scenario_with_the_place_in_the_table(write: Write) -> None:
    path = write("psu,PSU,PSUs,psu,somewhere,297,\n")
    night = path.parent / "night.yaml"
    night.write_text(NIGHT, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(night)
    [fault] = caught.value.faults
    assert (str(path), 2, 18) == (fault.file, fault.line, fault.column)


def test_a_table_of_kinds_that_states_a_figure_makes_a_line() -> None:
    drones = UnitKind("drones", "drone team", "drone teams", "UAS", 3, 40, 5)
    lines = lines_for([*load_kinds(), drones])
    assert [("UAS", "outside-london"), ("UAS for London", "london")] == [
        (line.name, line.where) for line in lines if line.kind == "drones"
    ]
    assert 45 == required_by_kind(lines)["drones"]


def test_crews_that_no_line_counts_stand_under_their_kind(write: Write) -> None:
    lines = load_requirements(write("capital,Dogs,dog teams,dogs,london,5,\n"))
    region = {"kent": "south-east", "met": "london", "scotland": "beyond"}
    assert {"capital": ["met"], "dogs": ["kent"]} == forces_by_line(lines, "dogs", region)


def test_a_line_fails_if_it_breaks_is_watched_if_it_is_scarce_and_untested_without_need() -> None:
    assert "fail" == verdict_on_capacity(needed=True, binds=True, scarce=True)
    assert "watch" == verdict_on_capacity(needed=True, binds=False, scarce=True)
    assert "pass" == verdict_on_capacity(needed=True, binds=False, scarce=False)
    assert "not tested" == verdict_on_capacity(needed=False, binds=False, scarce=False)


def test_a_table_without_a_line_is_a_fault(write: Write) -> None:
    with pytest.raises(InputError) as caught:
        load_requirements(write(""))
    [fault] = caught.value.faults
    assert "found no rows, expected a national line in each row" == fault.message
