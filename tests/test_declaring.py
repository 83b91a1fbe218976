"""Is each key declared once, and does everything that needs a record read it?"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mobsim.ground.declarations import (
    DurationParameter,
    DurationsParameter,
    Parameter,
    ShareParameter,
    SharesParameter,
    SwitchParameter,
    TimeParameter,
    sentence,
)
from mobsim.policy import LEVERS, shipped
from mobsim.scenario.assumptions import register
from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.forms import reader_of, schema_of
from mobsim.scenario.file.scenario_keys import GROUPED, KEYS
from mobsim.scenario.file.times import Offset
from tests import declarations, test_site

DOCS = Path(__file__).parents[1] / "docs"


def test_each_key_is_declared_in_one_place_and_no_other() -> None:
    found = {name: len(where) for name, where in declarations.places().items()}
    assert declarations.expected() == found


def test_a_table_that_repeats_a_key_is_a_second_declaration(tmp_path: Path) -> None:
    module = tmp_path / "scenario" / "tables.py"
    module.parent.mkdir()
    module.write_text(
        "ROWS = (('fatigue', 'unfit', '', '0%', '10%'),)\n"
        "DEFAULTS = {'fatigue': '0%'}\n"
        "class Rules:\n    fatigue: float = 0.0\n    refusals: float\n"
        "def used(rules):\n    return {'fatigue': rules.fatigue}\n"
    )
    found = declarations.places(tmp_path)
    assert [f"scenario/tables.py:{line}" for line in (1, 2, 4)] == sorted(found["fatigue"])
    assert [] == found["refusals"]


NEW_POLICY = """
import json
from click.testing import CliRunner
import mobsim
from mobsim.cli.main import cli
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import json_schema, resolve
from mobsim.study.designs.assumed_factors import (factors_of_register)

def says(*words):
    return CliRunner().invoke(cli, words).output

chosen = resolve("quickstart", settings=["ranking.short_drives.grace=20m"])
print(json.dumps({
    "package": mobsim.__file__,
    "made": repr(chosen.scenario.policies.ranking),
    "schema": json_schema()["properties"]["ranking"],
    "register": [each.source for each in register() if "short_drives" in str(each.path)],
    "factors": [each.path for each in factors_of_register(register(chosen.origins))],
    "explain": says("explain", "quickstart", "--set", "ranking=short_drives"),
}))
"""


def _in_copy(page: str, folder: Path, program: str) -> Any:
    """What a program prints once the blocks of a guide that change the package are followed."""
    declarations.copy_package(folder)
    for block in test_site._blocks(DOCS / page):
        if block.told.startswith(("file: ", "into: ")):
            test_site._play(DOCS / page, block, folder)
    path = {"PYTHONPATH": f"{folder}:{DOCS.parent}", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder, env=path, capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    return json.loads(done.stdout)


def test_a_policy_is_one_new_file(tmp_path: Path) -> None:
    found = _in_copy("howto-policy.md", tmp_path, NEW_POLICY)
    assert str(tmp_path / "mobsim" / "__init__.py") == found["package"]
    assert "ShortDrives(grace_minutes=20.0)" == found["made"]
    names, parameters = found["schema"]["anyOf"]
    assert "short_drives" in names["enum"]
    grace = parameters["properties"]["short_drives"]["properties"]["grace"]
    assert ("45m", "How much earlier a crew from further away must arrive.") == (
        grace["default"],
        grace["description"],
    )
    (source,) = found["register"]
    assert source.startswith("tired drivers make poor crews")
    assert "ranking.short_drives.grace" in found["factors"]
    assert re.search(
        r"^ranking\.short_drives\.grace +45m +default$", found["explain"], re.MULTILINE
    )


NEW_KEY = """
import json
import mobsim
from mobsim.ground.errors import InputError
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import json_schema, resolve
from mobsim.scenario.file.defaults import default_document
from mobsim.study.designs.assumed_factors import (factors_of_register)
from tests import site_pages

def fault(setting):
    try:
        resolve("quickstart", settings=[setting])
    except InputError as error:
        return str(error)

print(json.dumps({
    "engine": resolve("quickstart", settings=["night_factor=1.25"]).scenario.rules.night_factor,
    "fault": fault("night_factor=5"),
    "default": default_document()["night_factor"],
    "schema": json_schema()["properties"]["night_factor"],
    "register": [each.affects for each in register() if each.path == "night_factor"],
    "factors": [repr(each) for each in factors_of_register(register())],
    "page": site_pages.keys(),
    "prior": [str(each.prior) for each in register() if each.path == "night_factor"],
}))
"""


def test_a_key_is_one_record(tmp_path: Path) -> None:
    found = _in_copy("howto-key.md", tmp_path, NEW_KEY)
    assert 1.25 == found["engine"]
    assert "--set: night_factor: found 5, expected a number from 0.5 to 2" == found["fault"]
    assert 1.0 == found["default"]
    said = "A convoy's drive time at night, relative to daytime."
    schema = {"type": "number", "minimum": 0.5, "maximum": 2, "description": said}
    assert schema.items() <= found["schema"].items()
    assert ["all aid at night"] == found["register"]
    assert ["0.9 to 1.3, most likely 1.1"] == found["prior"]
    (factor,) = [each for each in found["factors"] if "night_factor" in each]
    assert "low=0.8, high=1.2" in factor
    assert f"| `night_factor` | number, 0.5 to 2 | `1.0` | {said} |" in found["page"]


def test_every_lever_is_a_policy_and_nothing_that_is_drawn_is_one() -> None:
    natures = {each.path: each.nature for each in register() if each.path}
    for key in (*LEVERS, "drawdown", "floor_share", "durations.silence", "release.hold.for"):
        assert "policy" == natures[key]
    for key in ("not_fit", "refusals", "durations.answer", "disorder.spreading.branching"):
        assert "belief" == natures[key]
    assert ("fact", "fact") == (KEYS["title"].nature, KEYS["start"].nature)


def test_every_key_and_every_parameter_has_a_line_of_help() -> None:
    records: list[Any] = [*KEYS.values()]
    records += [each for records in GROUPED.values() for each in records.values()]
    records += [each for k in CHOICES.values() for known in k.values() for each in known.values()]
    assert all(re.fullmatch(r"\S.*\.", sentence(each)) for each in records)
    assert all(policy.summary for key in LEVERS for policy in shipped(key).values())


@pytest.mark.parametrize(
    ("form", "found", "expected"),
    [
        (DurationParameter("0m", zero=True), "0m", 0.0),
        (DurationsParameter(["1h", "4h"]), ["30m", "2h"], (30.0, 120.0)),
        (SharesParameter(["10%", "100%"]), ["25%", 1.0], (0.25, 1.0)),
        (ShareParameter("10%"), 0.25, 0.25),
        (SwitchParameter("on"), "off", False),
        (TimeParameter("+0m"), "+2h", Offset(120.0)),
    ],
)
def test_a_form_reads_what_a_scenario_writes(form: Parameter, found: Any, expected: Any) -> None:
    assert expected == reader_of(form)(found)
    assert "description" not in schema_of(form)


def test_lists_that_do_not_rise_are_faults() -> None:
    with pytest.raises(ValueError, match=r"expected increasing values, such as \[10%, 100%\]"):
        reader_of(SharesParameter(["10%", "100%"]))(["50%", "20%"])
