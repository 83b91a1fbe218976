"""Does the repository keep its own promises?"""

import ast
import re
import subprocess
import sys
import textwrap
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from mobsim.policy import LEVERS
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import load_scenario
from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.scenario_keys import GROUPED, LayerKeys
from mobsim.scenario.scenario import Incident
from mobsim.scoring.events import COLUMNS, EVENTS
from mobsim.study.validation import history_names
from tests import quick, refresh_pages

ROOT = Path(__file__).parents[1]
FOLDERS = (
    *(".ci", "benchmarks", "data", "docs", "making", "mobsim", "notebooks", "scenarios", "tests"),
)
MODULES = sorted((ROOT / "mobsim").rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
CI = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

NOT_A_MODULE_WITH_A_QUESTION = {"__init__.py", "__main__.py"}
IMPORTED_BY_OTHERS = {"pyarrow", "tzdata"}
"""Needed though no import names them: pandas writes Parquet by one, zoneinfo reads the other."""
DISTRIBUTIONS = {"docx": "python-docx", "ruamel": "ruamel-yaml", "sklearn": "scikit-learn"}
"""Where the name to import is not the name to install."""
REFERENCE_MAY_SHARE = {
    "country.demand", "country.forces", "ground.clock", "ground.randomness", "ground.units",
    "policy", "policy.picture", "scenario.scenario", "scoring.events",
}  # fmt: skip
"""The inputs, the draws, the policies and the form of a row: nothing that decides or counts."""


def _own_texts() -> list[tuple[str, str]]:
    files = [file for file in ROOT.iterdir() if file.is_file()]
    for folder in FOLDERS:
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    kept = [file for file in sorted(files) if "__pycache__" not in file.parts]
    texts = []
    for file in kept:
        try:
            texts.append((str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return texts


def _lines_with(pattern: str) -> list[str]:
    sought = re.compile(pattern, re.IGNORECASE)
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in _own_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if sought.search(line)
    ]


def test_no_file_names_a_folder_of_somebody_s_machine() -> None:
    assert [] == _lines_with(r"(?<![\w.:/~-])/(?:home|media|mnt|opt|root|users|work|workspace)/\w")


def test_no_path_leads_out_of_the_repository() -> None:
    leaving = []
    for name, text in _own_texts():
        for match in re.finditer(r"(?<![\w.])(?:\.\./)+", text):
            depth = match.group().count("/")
            if depth >= len(Path(name).parts):
                leaving.append((name, match.group()))
    assert [] == leaving


def test_no_file_names_a_package_index() -> None:
    assert [] == _lines_with(r"https?://\S*(?:pypi|npmjs|registry|deb\.debian|/simple\b)")


def test_no_file_speaks_of_a_numbered_ticket() -> None:
    assert [] == _lines_with(r"\b(?:issue|ticket)s? #?\d")


def test_constraints_are_pins_without_addresses() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.lstrip().startswith("#")]
    assert pins
    assert [] == [pin for pin in pins if not re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", pin)]
    assert [] == [line for line in lines if re.search(r"://|@|--|\S/\S", line)]


def test_constraints_pin_everything_that_is_declared() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = {line.partition("==")[0] for line in text.splitlines() if "==" in line}
    declared = _declared(PROJECT["project"]["dependencies"])
    for extra in ("docs", "test"):
        declared |= _declared(PROJECT["project"]["optional-dependencies"][extra])
    assert set() == declared - pinned


def test_dependencies_have_lower_bounds_only() -> None:
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(need for extra in extras for need in extra)]
    assert [] == [need for need in wanted if not re.fullmatch(r"[\w.-]+>=[\d.]+", need)]


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    imported = {name.partition(".")[0] for module in MODULES for name in _imports(module)}
    imported |= {name.partition(".")[0] for name in _named_by_the_site()}
    own = {"mobsim", *(path.stem for path in (ROOT / "docs").glob("*.py"))}
    third_party = imported - set(sys.stdlib_module_names) - own
    needed = {_plain(DISTRIBUTIONS.get(name, name)) for name in third_party}
    declared = _declared(PROJECT["project"]["dependencies"])
    for extra in set(PROJECT["project"]["optional-dependencies"]) - {"bench", "test"}:
        declared |= _declared(PROJECT["project"]["optional-dependencies"][extra])
    assert declared == needed | (declared & IMPORTED_BY_OTHERS)


def test_the_readme_is_under_80_lines() -> None:
    assert len(README.splitlines()) < 80


@pytest.mark.parametrize("name", ["main_job", "all_tests"])
def test_the_checks_run_the_commands_of_the_readme_letter_by_letter(name: str) -> None:
    commands = re.findall(rf"^{name}='(.+)'$", CI, re.MULTILINE)
    assert 1 == len(commands)
    assert commands[0] in README.splitlines()


@pytest.mark.parametrize("name", ["main_job", "all_tests"])
def test_the_windows_command_does_the_same(name: str) -> None:
    (command,) = re.findall(rf"^{name}='(.+)'$", CI, re.MULTILINE)
    windows = command.replace("python3 -m venv", "py -m venv")
    windows = windows.replace(".venv/bin/", ".venv\\Scripts\\")
    assert windows in README.splitlines()


def test_every_link_of_the_readme_and_its_neighbours_leads_somewhere() -> None:
    """Pictures of the pages are drawn when the site is built; `tests.test_site` counts them."""
    link = re.compile(r"\]\((?!_pictures/)([^)#:]+)(?:#[^)]*)?\)")
    pages = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    links = [(page, to) for page in pages for to in link.findall(page.read_text(encoding="utf-8"))]
    # The site draws its pictures itself; `tests.test_site` compares their names.
    links = [(page, to) for page, to in links if not to.startswith("_pictures/")]
    assert [] == [(page.name, to) for page, to in links if not (page.parent / to).exists()]


def test_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [version] == re.findall(r"^version: (.+)$", citation, re.MULTILINE)
    assert version == re.findall(r"^## \[(\d[^]]*)\]", changelog, re.MULTILINE)[0]


@pytest.mark.parametrize(
    "module", MODULES, ids=[str(module.relative_to(ROOT)) for module in MODULES]
)
def test_a_module_opens_with_the_question_it_answers(module: Path) -> None:
    if module.name in NOT_A_MODULE_WITH_A_QUESTION:
        return
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    assert docstring.partition("\n\n")[0].endswith("?")


def test_every_test_module_and_every_wing_belongs_to_one_subject() -> None:
    """Add a new one to the table of tests/quick.py."""
    modules = [name for subject in quick.SUBJECTS for name in quick.modules_of(subject)]
    assert sorted(path.name for path in (ROOT / "tests").glob("test_*.py")) == sorted(modules)
    wings = [name for _, of in quick.SUBJECTS.values() for name in of.split()]
    there = [path.name for path in (ROOT / "mobsim").iterdir() if not path.name.startswith("_")]
    assert sorted({*there} - {"py.typed"}) == sorted(wings)


def test_the_page_for_contributors_names_every_subject() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [] == [name for name in quick.SUBJECTS if f"`{name}`" not in page]


def test_the_floor_plan_holds() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()",
         "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stdout + done.stderr


def test_the_picture_of_the_floor_plan_is_that_of_the_contract() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (plan,) = (each["layers"] for each in contracts if each["type"] == "layers")
    design = (ROOT / "DESIGN.md").read_text(encoding="utf-8")
    picture = design.partition("## The floor plan")[2].split("```")[1].strip().splitlines()
    assert plan == [re.split(r"\s{2,}", line)[0] for line in picture]
    assert len(plan) <= 10


def test_the_package_has_at_most_sixteen_rooms_and_every_module_a_name_of_its_own() -> None:
    package = ROOT / "mobsim"
    rooms = {each.name for each in package.iterdir() if each.suffix in ("", ".py")}
    assert len(rooms - {"__pycache__"}) <= 16
    shared = {"__init__", "__main__"}
    # A shipped policy is called what a scenario calls it; two levers may have a "never".
    policies = {lever.package for lever in LEVERS.values()}
    modules = [each for each in package.rglob("*.py") if each.parent.name not in policies]
    names = Counter(each.stem for each in modules if each.stem not in shared)
    assert [] == [name for name, count in names.items() if count > 1]


def test_a_class_has_a_name_of_its_own_in_the_package() -> None:
    names = Counter(
        name
        for module in MODULES
        for name in re.findall(
            r"^class ([A-Z]\w+)", module.read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    assert [] == [name for name, count in names.items() if count > 1]


def test_the_reference_engine_shares_inputs_draws_and_policies_only() -> None:
    names = _imports(ROOT / "tests" / "reference.py")
    shared = {name.removeprefix("mobsim.") for name in names if name.startswith("mobsim.")}
    assert set() == shared - REFERENCE_MAY_SHARE
    assert "mobsim" not in names


def test_the_page_on_results_describes_every_event_and_column() -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    for event, kind in EVENTS.items():
        assert f"| `{event}` | {kind.happened} | {kind.columns} |" in page
    for column in COLUMNS:
        assert f"| `{column}` |" in page


def test_the_page_on_studies_has_the_columns_of_every_table() -> None:
    found = refresh_pages.page()
    assert found == refresh_pages.PAGE.read_text(encoding="utf-8"), (
        "write it anew: python -m tests.refresh_pages"
    )
    assert "|  |\n" not in found


def test_the_page_on_scenario_files_has_the_source_of_every_value_of_the_likely_preset() -> None:
    page = (ROOT / "docs" / "scenario-files.md").read_text(encoding="utf-8")
    preset = [each for each in register() if "likely_preset." in each.where]
    assert preset
    for each in preset:
        assert f"| {each.source} |" in page


def test_the_page_on_scenario_files_names_every_key_and_its_examples_load(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "scenario-files.md").read_text(encoding="utf-8")
    for key in (*LayerKeys.model_fields, *(key for known in GROUPED.values() for key in known)):
        assert f"`{key}`" in page
    whole, tensions, needs, targets, operations, posture, aid, tonight, layered = re.findall(
        r"```yaml\n(.*?)```", page, re.DOTALL
    )
    night = tmp_path / "night.yaml"

    def load(text: str, override: str | None = None) -> dict[str, Incident]:
        night.write_text(text, encoding="utf-8")
        loaded = load_scenario(night, override=override)
        return {incident.incident_id: incident for incident in loaded.incidents}

    (first,) = load(whole).values()
    assert 40 == first.need["psu"].peak
    changed = whole.replace("    need: {psu: 40, aep: 2}\n", textwrap.indent(needs, "    "))
    (first,) = load(changed.replace("    lasts: 8h\n", "")).values()
    assert {"aep", "bdu", "dogs", "police-liaison", "psu"} == set(first.need)
    assert load(whole + tensions + operations + posture + aid + tonight)
    assert load(whole.replace("aep: 2}", "bdu: 12}") + targets)
    leeds = load(layered, "leeds-at-once")["leeds"]
    assert (99, 99) == (leeds.need["psu"].at(leeds.begins), leeds.need["psu"].peak)


def test_the_page_on_scenario_files_names_every_parameter_of_drawn_demand(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "scenario-files.md").read_text(encoding="utf-8")
    for known in CHOICES["disorder"].values():
        for key in known:
            assert f"`{key}`" in page or f"    {key}: " in page
    head = "schema: 1\nquestion: What comes?\nstart: 2026-08-15 16:00\nduration: 30h\n"
    night = tmp_path / "night.yaml"
    night.write_text(f"{head}disorder: spreading\n", encoding="utf-8")
    defaults = load_scenario(night)
    stochastic, spreading = re.findall(r"```\n(disorder:\n.*?)```", page, re.DOTALL)
    night.write_text(head + spreading, encoding="utf-8")
    assert defaults.disorder == load_scenario(night).disorder
    night.write_text(head + stochastic, encoding="utf-8")
    assert load_scenario(night).disorder
    assert defaults.disorder != load_scenario(night).disorder


@pytest.mark.slow
def test_the_readme_shows_what_its_first_command_prints(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mobsim", "run", "six-cities-saturday"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    shown = re.search(r"<!-- .+: begin -->\n```\n(.*?)```\n<!-- .+: end -->", README, re.DOTALL)
    assert shown
    beginning, _, rest = shown[1].rpartition("…\n")
    assert not rest
    assert done.stdout.startswith(beginning)


def shown_on_validation(block: str) -> str:
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    return page.partition(f"<!-- {block}: begin -->\n```\n")[2].partition("\n```\n")[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("block", "arguments"),
    [
        ("patterns", tuple(name for name in history_names() if "august" not in name)),
        ("likely", ("history/august-2011", "--with", "likely")),
    ],
)
def test_the_page_on_validation_shows_what_the_command_prints(
    block: str, arguments: tuple[str, ...]
) -> None:
    """The two Augusts take longest: of them only one is run, as is likely."""
    command = [sys.executable, "-m", "mobsim", "-q", "validate", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    )
    shown = shown_on_validation(block).split("\n\n")
    parts = ("history/", "PATTERN", "GIVEN")
    kept = [each for each in done.stdout.strip().split("\n\n") if each.startswith(parts)]
    assert len(arguments) <= len(kept)
    assert [] == [each for each in kept if each not in shown]


def test_the_verdict_of_the_page_on_validation_counts_its_tables() -> None:
    *tables, verdict = shown_on_validation("patterns").split("\n\n")
    rows = [row for table in tables for row in table.splitlines() if row.startswith("  ")]
    for role, told in (("calibration", "calibration"), ("held-out", "held out")):
        of_role = [row for row in rows if f" {role} " in row]
        under = [row for row in of_role if "MISSED" not in row]
        said = re.findall(rf"{told}, [a-z ]+?  +(\d+) of (\d+) patterns", verdict)
        assert len(of_role) == sum(int(count) for _, count in said)
        assert len(under) == sum(int(count) for count, _ in said)


@pytest.mark.slow
@pytest.mark.parametrize("block", ["six-cities", "august-2011", "august-2024"])
def test_the_page_on_many_nights_shows_what_its_commands_print(block: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "nights.md").read_text(encoding="utf-8")
    shown = page.partition(f"<!-- {block}: begin -->\n```\n")[2].partition("\n```\n")[0]
    command, _, table = shown.partition("\n")
    words = command.removeprefix("$ mobsim ").split()
    done = subprocess.run(
        [sys.executable, "-m", "mobsim", "-q", *words, "-o", str(tmp_path / "study")],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert table == done.stdout.partition("\n\nSaved in")[0]


@pytest.mark.slow
def test_the_wheel_carries_the_package_its_data_and_its_scenarios_only(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, ROOT],
        capture_output=True, check=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = set()
    for folder, packaged in [
        ("mobsim", "mobsim"), ("data", "mobsim/_data"), ("scenarios", "mobsim/_scenarios"),
    ]:  # fmt: skip
        files = [file for file in (ROOT / folder).rglob("*") if file.is_file()]
        names = {file.relative_to(ROOT / folder).as_posix() for file in files}
        wanted |= {f"{packaged}/{name}" for name in names if "__pycache__" not in name}
    assert wanted == carried


def _named_by_the_site() -> set[str]:
    """What the site is built with: imported by its settings, or named there as text."""
    settings = ROOT / "docs" / "conf.py"
    found = _imports(settings)
    for node in ast.parse(settings.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id == "extensions":
                found |= set(ast.literal_eval(node.value))
            elif node.targets[0].id == "html_theme":
                found.add(ast.literal_eval(node.value))
    return found


def _declared(needs: list[str]) -> set[str]:
    return {_plain(need.partition(">=")[0]) for need in needs}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imports(module: Path) -> set[str]:
    """Names of all that a file imports, dotted; ``from mobsim import x`` counts as mobsim.x."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "mobsim":
                found |= {f"mobsim.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
    return found
