"""Does every name of a force mean that force at every entrance, and no other word any force?"""

import csv
import json
from collections.abc import Callable
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobsim import run
from mobsim.api import Result
from mobsim.country.force_names import (
    as_force_id,
    force_id_of,
    force_names,
    plain_name,
    unknown_force,
)
from mobsim.country.forces import (
    known_force_ids,
    load_agreements,
    load_forces,
    load_regions,
    shipped_forces,
)
from mobsim.country.geography import load_roads
from mobsim.country.returns import import_returns, read_returns, write_template
from mobsim.country.returns.return_rows import COLUMNS
from mobsim.ground.errors import InputError
from mobsim.ground.tables import data_path
from mobsim.scenario.file import load_scenario
from mobsim.scenario.file.beyond_bodies import bodies
from mobsim.scenario.file.forms import reader_of
from mobsim.scenario.plugins import NameParameter
from mobsim.telling.story import why

IDS = known_force_ids()
ROUNDS = [
    [name or force_id for force_id, name in zip(IDS, names, strict=True)]
    for names in zip_longest(*(force_names()[force_id] for force_id in IDS))
]
"""One name of every force in each; the id where a force has no further name."""


def after(names: list[str]) -> list[str]:
    """The next force's name for each force."""
    return [*names[1:], names[0]]


def night(names: list[str]) -> str:
    """A scenario that names all forces at every entrance, as JSON, which is YAML."""
    unit = {"psu": 1}
    until = {"units": unit, "until": "+1h"}
    op = {"begins": "+1h", "lasts": "2h", "units": unit}
    pairs = list(zip(names, after(names), strict=True))
    return json.dumps(
        {
            "schema": 1,
            "question": "Who is meant?",
            "start": "2026-08-15 18:00",
            "duration": "12h",
            "disorder": {"stochastic": {"places": names}},
            "incidents": [
                {"name": f"Place {i}", "force": name, "begins": "+1h", "lasts": "1h", "need": unit}
                for i, name in enumerate(names)
            ],
            "operations": [
                {**op, "name": f"Duty {i}", "force": host, "from": {donor: unit}}
                for i, (host, donor) in enumerate(pairs)
            ],
            "aid_out": [{"from": donor, "to": host, **until} for donor, host in pairs],
            "agreements": [{"forces": names}],
        }
    )


@cache
def quickstart() -> Result:
    return run("quickstart", seed=1)


# The list


def test_the_list_has_the_official_name_and_the_label_of_the_tables_first() -> None:
    assert {
        **{each.force_id: (each.name, each.tile_label) for each in shipped_forces().values()},
        **{each.body_id: (each.name,) for each in bodies().values()},
    } == {
        force_id: names[:2] if force_id in shipped_forces() else names[:1]
        for force_id, names in force_names().items()
    }


def test_no_name_means_two_forces() -> None:
    meant: dict[str, set[str]] = {}
    for force_id, names in force_names().items():
        for name in (force_id, *names):
            meant.setdefault(plain_name(name), set()).add(force_id)
    assert {} == {name: forces for name, forces in meant.items() if len(forces) > 1}


def test_a_name_that_is_a_region_s_too_is_the_id_of_a_force() -> None:
    both = {each.region_id for each in load_regions() if force_id_of(each.region_id)}
    assert {"west-midlands"} == both


@pytest.mark.parametrize(
    ("name", "force_id"),
    [
        ("GMP", "greater-manchester"),
        ("Greater Manchester", "greater-manchester"),
        ("the Met", "metropolitan"),
        ("THE MET.", "metropolitan"),
        ("Metropolitan Police", "metropolitan"),
        ("tvp", "thames-valley"),
        ("Thames_Valley", "thames-valley"),
        ("West Mids", "west-midlands"),
        ("Humberside Police", "humberside"),
        ("Avon & Somerset Constabulary", "avon-somerset"),
        ("avon-and-somerset", "avon-somerset"),
        ("Kent Police Service", "kent"),
        ("PSNI", "psni"),
        ("Leeds", None),
        ("North East", None),
        ("Police", None),
        ("and", None),
        ("", None),
    ],
)
def test_what_makes_no_difference_in_a_name_makes_none(name: str, force_id: str | None) -> None:
    assert force_id == force_id_of(name)


# Every name at every entrance


@pytest.mark.parametrize("names", ROUNDS)
def test_a_scenario_that_names_forces_otherwise_is_the_one_that_names_ids(
    names: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "night.yaml"
    file.write_text(night(names), encoding="utf-8")
    named = load_scenario(file)
    file.write_text(night(list(IDS)), encoding="utf-8")
    assert load_scenario(file).resolved == named.resolved
    assert load_scenario(file).operations == named.operations


@pytest.mark.parametrize("names", ROUNDS)
def test_tables_name_forces_as_they_like(names: list[str], tmp_path: Path) -> None:
    called = dict(zip(IDS, names, strict=True))
    forces = renamed("forces", ["force_id"], called, tmp_path)
    roads = renamed("roads", ["from", "to"], called, tmp_path)
    agreements = tmp_path / "agreements.csv"
    agreements.write_text(f'agreement_id,forces\nall,"{";".join(names)}"\n', encoding="utf-8")
    assert load_forces() == load_forces(forces)
    assert load_roads() == load_roads(roads)
    assert [frozenset(IDS)] == [each.forces for each in load_agreements(agreements)]


def renamed(table: str, columns: list[str], called: dict[str, str], folder: Path) -> Path:
    with data_path(f"{table}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update({column: called[row[column]] for column in columns})
    path = folder / f"{table}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_returns_name_forces_as_they_like_and_the_import_says_so(tmp_path: Path) -> None:
    frozen = read_returns("2026-Q4")
    called = dict(zip(IDS, ROUNDS[1], strict=True))
    path = tmp_path / "all.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in frozen.rows:
            cells = row.model_dump() | {"force_id": called[row.force_id]}
            writer.writerow(["" if cells[c] is None else cells[c] for c in COLUMNS])
    found = import_returns([path], "2026-Q4")
    assert frozen.rows == found.rows
    assert ("read force_id 'A&S' as avon-somerset, and 42 more like it",) == found.sources[0].notes


def test_why_tells_of_a_force_by_each_of_its_names() -> None:
    log, facts = quickstart().log, quickstart().facts
    for force_id in IDS:
        titles = {why(log, facts, name).subject for name in (force_id, *force_names()[force_id])}
        assert 1 == len(titles)
        assert f"({force_id})" in titles.pop()


def test_a_setting_and_an_override_name_a_force_as_they_like() -> None:
    found = load_scenario("quickstart", settings=["incidents.cardiff.force=Gwent Police"])
    assert "gwent" == found.incidents[0].force


def test_a_template_is_for_a_force_by_any_name(tmp_path: Path) -> None:
    path = write_template(tmp_path / "met.csv", "the Met")
    assert {"metropolitan"} == {
        row["force_id"] for row in csv.DictReader(path.read_text("utf-8-sig").splitlines())
    }


def test_a_parameter_of_a_plugin_that_is_a_force_takes_its_names() -> None:
    read = reader_of(NameParameter("kent", ("kent", "essex", "both")))
    assert ["kent", "essex", "both"] == [read(name) for name in ("Kent Police", "ESSX", "both")]
    with pytest.raises(ValueError, match="found 'GMP'"):
        read("GMP")


# What is no name


ENTRANCES: dict[str, Callable[[dict[str, Any], str], object]] = {
    "incidents[0].force": lambda doc, name: doc["incidents"][0].update(force=name),
    "operations[0].force": lambda doc, name: doc["operations"][0].update(force=name),
    "operations[0].from": lambda doc, name: doc["operations"][0].update(
        {"from": {name: {"psu": 1}}}
    ),
    "aid_out[0].from": lambda doc, name: doc["aid_out"][0].update({"from": name}),
    "aid_out[0].to": lambda doc, name: doc["aid_out"][0].update(to=name),
    "agreements[0].forces[0]": lambda doc, name: doc["agreements"][0].update(forces=[name, "kent"]),
    "disorder.stochastic.places[0]": lambda doc, name: doc["disorder"]["stochastic"].update(
        places=[name]
    ),
}


@pytest.mark.parametrize("name", ["north-east", "North East", "the South-West region", "wales"])
@pytest.mark.parametrize("entrance", ENTRANCES)
def test_a_region_in_place_of_a_force_is_told_as_one(
    entrance: str, name: str, tmp_path: Path
) -> None:
    document = json.loads(night(list(IDS)))
    ENTRANCES[entrance](document, name)
    (tmp_path / "night.yaml").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(tmp_path / "night.yaml")
    [fault] = caught.value.faults
    assert fault.path.startswith(entrance)
    assert f"{name!r} is a region; its forces are " in fault.message


def test_a_region_is_told_by_why_by_tables_and_by_the_template(tmp_path: Path) -> None:
    told = r"'north-west' is a region; its forces are cheshire, cumbria, greater-manchester, "
    with pytest.raises(InputError, match=told):
        why(quickstart().log, quickstart().facts, "north-west")
    with pytest.raises(InputError, match=told):
        write_template(tmp_path / "a.csv", "north-west")
    called = {each: each for each in IDS} | {"cumbria": "north-west"}
    with pytest.raises(InputError, match=told):
        load_forces(renamed("forces", ["force_id"], called, tmp_path))
    with pytest.raises(InputError, match=told):
        load_roads(renamed("roads", ["from", "to"], called, tmp_path))


def test_a_force_that_is_named_twice_in_one_mapping_is_a_fault(tmp_path: Path) -> None:
    document = json.loads(night(list(IDS)))
    document["disorder"]["stochastic"]["places"] = {"kent": 1, "Kent Police": 2}
    (tmp_path / "night.yaml").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError, match="'Kent Police' is 'kent', which is already named"):
        load_scenario(tmp_path / "night.yaml")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "Yorkshire",
            "'Yorkshire' could be north-yorkshire, south-yorkshire or west-yorkshire; name one",
        ),
        ("Manchester", "did you mean 'greater-manchester' (Manchester)?"),
        ("Sussx", "did you mean 'sussex'?"),
        ("Essex Polce", "did you mean 'essex'?"),
        ("BTP", "'BTP': it can lend units, but only the 43 forces can be hosts"),
        ("zzz", "expected a force id such as 'west-yorkshire'; 'mobsim forces' lists them"),
    ],
)
def test_a_name_that_is_near_or_could_be_several_is_answered_with_them(
    name: str, said: str
) -> None:
    assert said in unknown_force(name, shipped_forces())


@given(st.text(max_size=20) | st.sampled_from(["Wales", "yorkshire", "GM", "&", "the", "-", "٣"]))
def test_no_text_is_taken_for_a_force_by_half(name: str) -> None:
    """It means one that the list has, or it is refused in one sentence."""
    meant = as_force_id(name)
    if meant != name:
        assert plain_name(name) in {plain_name(each) for each in (meant, *force_names()[meant])}
    elif name not in force_names():
        told = unknown_force(name, shipped_forces())
        assert repr(name) in told
        assert "\n" not in told
