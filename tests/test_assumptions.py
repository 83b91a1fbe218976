"""Is every number that a run depends on in the register?"""

import dataclasses
import re
from pathlib import Path
from types import ModuleType

import pytest

from mobsim.country import commitments, doctrine, geography, pool
from mobsim.country.forces import load_kinds
from mobsim.country.line_verdicts import WATCH_SHARE
from mobsim.country.lines import load_requirements
from mobsim.ground import clock
from mobsim.scenario.assumptions import Assumption, register
from mobsim.scenario.file import beyond_bodies, nested_keys, resolve, supply
from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.defaults import likely_preset
from mobsim.scenario.file.readiness_keys import ON_DUTY
from mobsim.scenario.file.scenario_keys import LayerKeys
from mobsim.scenario.file.usual_operations import usual_operations
from mobsim.scenario.scenario import Durations, LocalReadiness, Rules, Timeline
from mobsim.scoring.headlines import HELD_SHARE

PATHS = {each.path for each in register() if each.path}
PLACES = {each.where for each in register() if each.where}
LIKELY = "scenario.file.defaults.likely_preset."

NOT_NUMBERS = {
    *("name", "title", "question", "tags", "start", "duration", "incidents"),  # the scenario itself
    *("static", "likely", "allow_unreconciled"),  # presets of the others; a check
    *("roads",),  # geography's constants stand for it
    *("asking", "risk", "lodging", "durations", "leave", "ricc_desks"),  # listed part by part
    *("operations", "aid_out"),  # the scenario itself; the tables behind them are listed
    "calendar",  # the same
    *("targets", "tensions", "posture", "forces_in_play"),  # the scenario itself
}


def test_every_key_of_a_scenario_is_in_the_register() -> None:
    assert set(LayerKeys.model_fields) - NOT_NUMBERS <= PATHS
    assert {"leave.august", "leave.other", "ricc_desks.other"} <= PATHS


def test_every_duration_is_in_the_register() -> None:
    assert {f"durations.{each.name}" for each in dataclasses.fields(Durations)} <= PATHS


def test_every_rule_is_in_the_register() -> None:
    rules = {each.name for each in dataclasses.fields(Rules)} - {"ricc_desks"}
    elsewhere = {"recall_after_call": "readiness.roster.recall_after_call"}
    assert {elsewhere.get(name, name) for name in rules} <= PATHS


def test_every_part_of_readiness_is_in_the_register() -> None:
    keys = {"minutes": "ends", "formed_share": "formed", "recall_share": "recall"}
    timeline = {keys.get(each.name, each.name) for each in dataclasses.fields(Timeline)}
    assert {f"readiness.timeline.{each}" for each in timeline} <= PATHS
    local = {keys.get(each.name, each.name) for each in dataclasses.fields(LocalReadiness)}
    local.remove("on_duty_shares")
    assert {f"host_readiness.local.{each}" for each in local} <= PATHS
    assert {f"host_readiness.local.on_duty.{each}" for each in ON_DUTY.default} <= PATHS


def test_every_parameter_of_a_policy_is_in_the_register() -> None:
    parameters = {
        f"{key}.{name}.{each}"
        for key, names in CHOICES.items()
        for name, known in names.items()
        for each in known
    }
    assert parameters - {"host_readiness.local.on_duty"} <= PATHS


def test_every_value_of_the_likely_preset_is_in_the_register() -> None:
    preset = {each.where.removeprefix(LIKELY): each for each in register() if LIKELY in each.where}
    values = likely_preset()
    for group in ("durations", "risk"):
        values |= {f"{group}.{key}": value for key, value in values.pop(group).items()}
    assert values == {path: each.value for path, each in preset.items()}
    plain = {each.path: each for each in register()}
    for path, each in preset.items():
        assert each.affects == plain[path].affects


NOT_ASSUMED = {
    *("doctrine.SPR", "commitments.PUBLIC_ORDER_OFFICERS_DATE"),  # sources
    *("nested_keys.MOST_UNITS", "nested_keys.MOST_TAGS", "nested_keys.LONGEST_TAG"),  # checks
}


@pytest.mark.parametrize(
    "module", [clock, commitments, doctrine, geography, beyond_bodies, nested_keys, pool, supply]
)
def test_every_constant_of_the_code_is_in_the_register(module: ModuleType) -> None:
    short = module.__name__.rpartition(".")[2]
    found = {
        f"{short}.{name}"
        for name, value in vars(module).items()
        if _is_public(name) and _counts(value) and _stands_in(module, name)
    }
    assert found - NOT_ASSUMED <= PLACES
    assert {place for place in PLACES if place.startswith(f"{short}.")} <= found


def _is_public(name: str) -> bool:
    return name.isupper() and not name.startswith("_") and not name.endswith("_SCHEMA")


def _stands_in(module: ModuleType, name: str) -> bool:
    """Whether a public constant is given its value in the module, not imported."""
    text = Path(str(module.__file__)).read_text(encoding="utf-8")
    return re.search(rf"^{name}\b.* = ", text, re.MULTILINE) is not None


def _counts(value: object) -> bool:
    """Whether a constant holds a number, in whatever it is wrapped."""
    if isinstance(value, dict):
        return any(map(_counts, value)) or any(map(_counts, value.values()))
    if isinstance(value, tuple | list | range):
        return any(map(_counts, value))
    if isinstance(value, str):
        return any(character.isdigit() for character in value) and len(value) < 8
    return isinstance(value, int | float | doctrine.MakeUp)


def test_numbers_of_the_scores_are_those_of_the_code() -> None:
    found = {each.where: each.value for each in register()}
    assert HELD_SHARE == found["scoring.headlines.HELD_SHARE"]
    assert WATCH_SHARE == found["country.line_verdicts.WATCH_SHARE"]


def test_every_kind_has_its_stock_and_make_up_in_the_register() -> None:
    names = " ".join(each.name for each in register())
    for kind in load_kinds():
        assert f"{kind.plural} owed" in names
        assert f"{kind.plural} trained" in names
        assert f"in each unit: {kind.plural}" in names


def test_every_usual_operation_and_body_beyond_the_43_is_in_the_register() -> None:
    names = {each.name for each in register()}
    for usual in usual_operations().values():
        assert {f"units of {usual.name}", f"length of {usual.name}"} <= names
    for body in beyond_bodies.bodies().values():
        assert f"crews trained, {body.name}" in names
        assert f"crews lent at most, {body.name}" in names
        assert f"way to the first city, {body.name}" in names


def test_every_entry_says_what_it_is_where_it_is_from_and_what_it_moves() -> None:
    for each in register():
        assert each.name
        assert each.source
        assert each.affects
        assert each.group
        assert not (each.path and each.where)
        assert each.status in ("published", "published at second hand", "assumed", "synthetic")


def test_no_number_is_listed_twice() -> None:
    names = [each.name for each in register()]
    assert sorted(set(names)) == sorted(names)


def test_what_is_assumed_as_a_number_has_a_range() -> None:
    for each in register():
        if each.status == "assumed" and isinstance(each.value, int | float):
            assert each.path in ("kinds", "desks") or (each.low and each.high)


def test_the_register_shows_the_values_of_a_scenario() -> None:
    found = {each.path: each for each in register(resolve("national-drill").origins)}
    assert "0%" == found["floor_share"].value
    assert "national_call" == found["trigger"].value
    assert "+0m" == found["trigger.national_call.at"].value
    assert {"triangular": ["10m", "20m", "45m"]} == found["durations.judging"].value


def test_synthetic_commitments_are_called_synthetic_and_add_up() -> None:
    found: dict[str, Assumption] = {each.name: each for each in register()}
    owed = found["police support units owed, by force"]
    assert (297 + 75, "synthetic") == (owed.value, owed.status)


def test_doctrine_and_the_tables_say_the_same() -> None:
    officers = {kind.kind_id: kind.officers for kind in load_kinds()[:3]}
    made_up = {"psu": doctrine.PSU, "bdu": doctrine.BDU, "aep": doctrine.AEP}
    assert {kind: make_up.officers for kind, make_up in made_up.items()} == officers
    aep = load_requirements()[-1]
    assert doctrine.REGIONS * 2 == aep.required == doctrine.REGIONS * (aep.per_region or 0)


def test_every_national_figure_is_in_the_register_with_its_paragraph() -> None:
    found = {each.name: each for each in register()}
    for line in load_requirements():
        entry = found[f"national figure: {line.name}"]
        assert (line.required, "published") == (entry.value, entry.status)
        assert "SPR 2023 ¶120" in entry.source
    assert 2 == found["national figure: AEP teams of each region"].value


def test_the_promised_timeline_begins_with_what_is_published() -> None:
    promised = tuple(zip(Timeline().shares, Timeline().minutes, strict=True))
    assert doctrine.TIMELINE == promised[:3]


def test_three_large_incidents_need_the_national_figure() -> None:
    assert load_requirements()[0].required == 3 * doctrine.PLANNING_SIZES["large"]
