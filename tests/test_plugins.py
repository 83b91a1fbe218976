"""Is a package's own policy found, read, held to the contract, and named by what it made?

Packages are made in a folder of their own with the files that pip would leave, so that they are
found as installed ones are.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PathDistribution
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import mobsim
from mobsim.cli.main import BAD_INPUT, DONE, FAILED, WRONG_USAGE, main
from mobsim.ground.errors import InputError
from mobsim.ground.units import parse_duration
from mobsim.policy import shipped
from mobsim.scenario.assumptions import register
from mobsim.scenario.file import json_schema, load_scenario, resolve, shipped_scenarios
from mobsim.scenario.plugins import named
from mobsim.scenario.plugins import plugin_finding as finding
from mobsim.scenario.scenario import Scenario
from mobsim.study.contract import (
    check_demand,
    check_plugin,
    check_ranking,
    check_recall,
    check_retasking,
    check_trigger,
    forbidden_imports,
    leaking,
)
from mobsim.study.contract.installed import defaults_of
from mobsim.study.contract.sample_pictures import candidates
from mobsim.study.designs.assumed_factors import factors_of_register
from mobsim.study.designs.beliefs import beliefs_of
from mobsim.study.drawn_beliefs import NightBeliefs, belief_source
from mobsim.study.folder import open_folder
from mobsim.study.study import extend, read_study
from mobsim.study.verifying import verify
from mobsim.telling.provenance import libraries, provenance_of
from tests.worlds import lever

FAR_FIRST = '''
"""Who is farthest?"""

from collections.abc import Sequence
from dataclasses import dataclass

from mobsim.policy.picture import Candidate
from mobsim.scenario.plugins import (
    CountParameter, DurationParameter, NameParameter, NumberParameter, Prior, RankingPlugin,
    ShareParameter, log_uniform,
)


@dataclass(frozen=True)
class FarFirst:
    beyond: float = 0.0
    share: float = 0.5
    weight: float = 1.0
    count: int = 1
    side: str = "both"

    def __call__(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        if self.weight == 13:
            raise KeyError("thirteen")
        return sorted(candidates, key=lambda c: (-c.drive_minutes, c.force, c.number))


def make(**given):
    if given.get("count") == 7:
        raise ValueError("seven is not allowed")
    return FarFirst(**given)


plugin = RankingPlugin(
    make,
    {
        "beyond": DurationParameter("60m", "Nearer than this is near.", tried=("30m", "4h")),
        "share": ShareParameter("50%"),
        "weight": NumberParameter(1.0, 0, 20),
        "count": CountParameter(1, 0, 10),
        "side": NameParameter("both", ("both", "left", "right")),
    },
    summary="The farthest first.",
)
'''

Install = Callable[..., Path]

TEMPLATES = Path(mobsim.__file__).parent / "cli" / "plugin_templates"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Put a package where pip would; it is gone, and forgotten, after the test."""
    site = tmp_path / "site"
    site.mkdir()
    known = set(sys.modules)
    monkeypatch.syspath_prepend(str(site))

    def put(
        source: str = FAR_FIRST,
        entry: str = "far_first",
        *,
        group: str = "mobsim.rankings",
        package: str = "far-away",
        version: str = "1.2",
    ) -> Path:
        module = package.replace("-", "_")
        (site / f"{module}.py").write_text(dedent(source), encoding="utf-8")
        info = site / f"{module}-{version}.dist-info"
        info.mkdir(exist_ok=True)
        text = f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n"
        (info / "METADATA").write_text(text, encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[{group}]\n{entry} = {module}:plugin\n")
        finding._entries.cache_clear()
        return site / f"{module}.py"

    yield put
    finding._entries.cache_clear()
    for name in set(sys.modules) - known:
        if str(site) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def night(*settings: str) -> Scenario:
    return load_scenario("quickstart", settings=["duration=6h", *settings])


def faults(*settings: str) -> list[str]:
    with pytest.raises(InputError) as error:
        night(*settings)
    return [str(each) for each in error.value.faults]


def scenario_file(folder: Path, choice: str) -> Path:
    path = folder / "night.yaml"
    path.write_text(f"schema: 1\nbase: quickstart\nduration: 6h\n{choice}\n", encoding="utf-8")
    return path


# --- finding ------------------------------------------------------------------------------------


def test_a_ranking_of_another_package_is_run_by_its_name(install: Install) -> None:
    install()
    far = night("ranking=far_first")
    crews = list(candidates())[5]
    assert 60.0 == far.policies.ranking.beyond  # type: ignore[attr-defined]
    assert max(c.drive_minutes for c in crews) == far.policies.ranking(crews)[0].drive_minutes
    assert (
        mobsim.run("quickstart").log
        != mobsim.load("quickstart").vary("ranking=far_first").run(seed=1).log
    )


def test_shipped_scenarios_read_no_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> Any:
        raise AssertionError("entry points were read")

    monkeypatch.setattr(finding, "_entries", never)
    for each in shipped_scenarios():
        load_scenario(each.name)
    json_schema()


def test_only_the_package_that_is_named_is_imported(install: Install) -> None:
    install()
    install("raise AssertionError", "other", package="not-wanted")
    night("ranking=far_first")
    assert "far_away" in sys.modules
    assert "not_wanted" not in sys.modules


def test_a_plug_in_is_among_the_names_that_may_have_been_meant(install: Install) -> None:
    install()
    assert ["did you mean 'far_first'?"] == [
        each.rpartition("; ")[2] for each in faults("ranking=far_frist")
    ]


def test_an_override_of_a_plug_in_drives_it_out_and_the_other_way_round(install: Install) -> None:
    install()
    shipped = night("ranking.far_first.beyond=90m", "ranking.fast_and_plentiful.band=30m")
    plugged = night("ranking.fast_and_plentiful.band=30m", "ranking.far_first.beyond=90m")
    assert "fast_and_plentiful" == shipped.policies.ranking_name
    assert 90.0 == plugged.policies.ranking.beyond  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("written", "at", "said"),
    [
        ("beyond: 60", "60", "found 60, a bare number"),
        ("share: 60", "60", "found 60, expected a share"),
        ("weight: 21", "21", "expected a number from 0 to 20"),
        ("count: 1.5", "1.5", "expected a whole number from 0 to 10"),
        ("side: righty", "righty", "did you mean 'right'?"),
        ("beyon: 60m", "beyon", "unknown key 'beyon'; did you mean 'beyond'?"),
    ],
)
def test_a_fault_of_a_parameter_has_its_line_and_column(
    install: Install, tmp_path: Path, written: str, at: str, said: str
) -> None:
    install()
    line = "ranking: {far_first: {" + written + "}}"
    with pytest.raises(InputError) as error:
        load_scenario(scenario_file(tmp_path, line))
    (fault,) = error.value.faults
    assert (4, line.index(at) + 1) == (fault.line, fault.column)
    assert said in fault.message


def test_what_the_plug_in_refuses_is_told_at_its_name(install: Install, tmp_path: Path) -> None:
    install()
    path = scenario_file(tmp_path, "ranking: {far_first: {count: 7}}")
    with pytest.raises(InputError) as error:
        load_scenario(path)
    (fault,) = error.value.faults
    assert (4, "ranking.far_first") == (fault.line, fault.path)
    assert "the plug-in refused its parameters: seven is not allowed" == fault.message


def test_explain_and_the_schema_know_the_parameters(install: Install) -> None:
    install()
    found = resolve("quickstart", settings=["ranking=far_first"]).origins
    assert ("60m", "default") == found["ranking.far_first.beyond"]
    schema = json_schema(plugins=True)["properties"]["ranking"]
    assert "far_first" in schema["anyOf"][0]["enum"]
    told = schema["anyOf"][1]["properties"]["far_first"]["properties"]["beyond"]
    assert ("60m", "Nearer than this is near.") == (told["default"], told["description"])
    assert "far_first" not in json_schema()["properties"]["ranking"]["anyOf"][0]["enum"]


def test_the_register_lists_the_parameters_of_a_plug_in_that_was_chosen(install: Install) -> None:
    install()
    found = resolve("quickstart", settings=["ranking.far_first.beyond=2h"]).origins
    (listed,) = [each for each in register(found) if each.path == "ranking.far_first.beyond"]
    assert ("2h", "Nearer than this is near") == (listed.value, listed.source)
    assert ("policy", "30m", "4h") == (listed.nature, listed.low, listed.high)
    factors = factors_of_register(register(found))
    assert "ranking.far_first.beyond" in [each.path for each in factors]
    assert not [each for each in register() if each.group == listed.group]


def test_the_page_shows_an_option_that_is_a_belief_and_one_that_is_a_policy(
    install: Install,
) -> None:
    page = (Path(__file__).parents[1] / "docs/plugins.md").read_text(encoding="utf-8")
    shown = page.partition("## Beliefs and priors")[2].partition("```python\n")[2]
    install(shown.partition("```\n")[0], "count_the_tired", package="tired")
    lost, most = (f"ranking.count_the_tired.{each}" for each in ("minutes_lost", "most_out"))
    night = resolve("quickstart", settings=["ranking=count_the_tired"])
    natures = {each.path: each.nature for each in register(night.origins)}
    assert ("belief", "policy") == (natures[lost], natures[most])
    beliefs = {each.path: each for each in beliefs_of(register(night.origins)).drawn}
    assert ["5m", "30m"] == [beliefs[lost].at(place) for place in (0.0, 1.0)]
    assert most not in beliefs
    drawn = NightBeliefs.of(night.scenario, belief_source("prior")).scenario(1, 0)
    minutes = drawn.resolved["ranking"]["count_the_tired"]["minutes_lost"]
    assert "10m" != minutes
    assert parse_duration(minutes) == drawn.policies.ranking.minutes_lost


@pytest.mark.parametrize(
    ("prior", "said"),
    [
        ('Prior("triangular", "5m", "10m", "soon")', "found 'soon', expected a number, a share"),
        ('Prior("triangular", "30m", "10m", "5m")', "found '30m to 5m, most likely 10m', expected"),
        (
            'log_uniform("0m", "5m", "")',
            "found '0m to 5m, evenly by ratio', expected a rising",
        ),
        ('Prior("names")', "found {}, expected names with weights above 0"),
    ],
)
def test_a_prior_that_cannot_be_drawn_is_a_fault_of_its_option(
    install: Install, prior: str, said: str
) -> None:
    install(FAR_FIRST.replace('tried=("30m", "4h")', f"prior={prior}"))
    found = resolve("quickstart", settings=["ranking=far_first"]).origins
    with pytest.raises(InputError) as error:
        beliefs_of(register(found))
    (fault,) = error.value.faults
    assert "ranking.far_first.beyond" == fault.path
    assert fault.message.startswith(said)


def test_a_prior_that_is_none_is_a_fault_of_the_plug_in(install: Install) -> None:
    install(FAR_FIRST.replace('ShareParameter("50%")', 'ShareParameter("50%", prior="even")'))
    (told,) = faults("ranking=far_first")
    assert "declares the prior of 'share' as 'even', expected a Prior" in told


# --- refusing -----------------------------------------------------------------------------------


def test_a_plug_in_cannot_take_a_shipped_name(install: Install) -> None:
    install(entry="nearest")
    assert lever("ranking", "nearest") == night("ranking=nearest").policies.ranking
    found = [each for each in finding.found_in("ranking") if each.name == "nearest"]
    (told,) = check_plugin(found[0])
    assert told.startswith("far-away 1.2 (entry point mobsim.rankings: nearest = far_away:plugin)")
    assert "claims the ranking 'nearest', which mobsim ships" in told


def test_a_package_that_takes_a_shipped_name_lends_no_other(install: Install) -> None:
    install(entry="nearest", package="greedy")
    install()
    (told,) = faults("ranking=far_first")
    assert "greedy 1.2" in told
    assert "pip uninstall greedy" in told


def test_two_plug_ins_of_one_name_are_refused_with_both_packages(install: Install) -> None:
    install()
    install(package="far-off")
    (told,) = faults("ranking=far_first")
    assert "far-away 1.2" in told
    assert "far-off 1.2" in told
    assert night("ranking=nearest")


def test_a_package_that_fails_to_import_is_told_with_the_next_move(install: Install) -> None:
    install("import no_such_module")
    (told,) = faults("ranking=far_first")
    assert "far-away 1.2 (entry point mobsim.rankings: far_first = far_away:plugin)" in told
    assert "ModuleNotFoundError: No module named 'no_such_module'" in told
    assert told.endswith("pip install --force-reinstall far-away")
    assert told.startswith("--set")


def test_an_entry_point_that_leads_to_something_else_is_refused(install: Install) -> None:
    install("plugin = 3")
    (told,) = faults("ranking=far_first")
    assert told.endswith("is int, expected a RankingPlugin")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "CountParameter(1, 0, 10)",
            "CountParameter(1, 'a', 10)",
            "from 'a' to 10, expected numbers",
        ),
        ("CountParameter(1, 0, 10)", "4", "the parameter 'count' as 4, expected a name and what"),
        ('"count": Count', "7: Count", "the parameter 7 as CountParameter("),
        (
            '("both", "left", "right")',
            "('both', 7)",
            "'side' as one of ('both', 7), expected names",
        ),
        ('"The farthest first."', "7", "the summary 7, expected a sentence"),
        ("    make,\n", "    7,\n", "make as 7, expected a function or a class"),
    ],
)
def test_what_no_reader_can_use_of_a_declaration_is_told(
    old: str, new: str, told: str, install: Install
) -> None:
    assert 1 == FAR_FIRST.count(old)
    install(FAR_FIRST.replace(old, new))
    [fault] = faults("ranking=far_first")
    assert told in fault


def test_a_module_that_ends_the_process_is_a_fault(install: Install) -> None:
    install("raise SystemExit(0)")
    [fault] = faults("ranking=far_first")
    assert "cannot be imported: SystemExit: 0; correct it" in fault


@pytest.mark.parametrize("damage", [b"far_first\n", b"\xff\n"])
def test_damaged_metadata_stop_mobsim_only_if_they_name_it(damage: bytes, install: Install) -> None:
    module = install()
    path = module.parent / "far_away-1.2.dist-info" / "entry_points.txt"
    path.write_bytes(path.read_bytes() + damage)
    finding._entries.cache_clear()
    [fault] = faults("ranking=far_first")
    assert fault.startswith(f"a package in {module.parent}: its metadata are damaged: ")
    assert fault.endswith("install it again with pip --force-reinstall")

    path.write_bytes(b"[console_scripts]\n" + damage)
    finding._entries.cache_clear()
    [fault] = faults("ranking=far_first")
    assert "unknown ranking 'far_first'" in fault


@pytest.mark.parametrize("metadata", [b"\xff", b"", b"Name: far-away\n"])
def test_a_package_without_its_name_or_version_is_told_by_its_place(
    metadata: bytes, install: Install
) -> None:
    module = install()
    (module.parent / "far_away-1.2.dist-info" / "METADATA").write_bytes(metadata)
    finding._entries.cache_clear()
    [fault] = faults("ranking=far_first")
    assert fault.startswith(f"a package in {module.parent}: its metadata are damaged: ")


def test_what_a_package_says_of_itself_is_not_read_for_each_of_its_plugins(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = install().parent / "far_away-1.2.dist-info" / "entry_points.txt"
    reads: list[str] = []
    read_text = PathDistribution.read_text
    monkeypatch.setattr(
        PathDistribution,
        "read_text",
        lambda self, name: reads.append(name) or read_text(self, name),
    )
    counts = []
    for many in (1, 50):
        lines = (f"made_up_{n} = far_away:plugin\n" for n in range(many))
        path.write_text("[mobsim.rankings]\n" + "".join(lines), "utf-8")
        finding._entries.cache_clear()
        reads.clear()
        assert len(finding.found_in("ranking")) == many
        assert {"1.2"} == {each.version for each in finding.found_in("ranking")}
        counts.append(len(reads))
    assert counts[0] == counts[1]


def test_a_package_may_give_itself_another_name_than_its_folder_has(install: Install) -> None:
    module = install()
    metadata = module.parent / "far_away-1.2.dist-info" / "METADATA"
    metadata.write_bytes(b"Name: else-where\nVersion: 1.2\n")
    finding._entries.cache_clear()
    assert night("ranking=far_first")


# --- other kinds --------------------------------------------------------------------------------

TRIGGER = """
from dataclasses import dataclass
from mobsim.scenario.plugins import DurationParameter, TriggerPlugin

@dataclass(frozen=True)
class After:
    wait: float

    def __call__(self, picture):
        return picture.minute >= self.wait

plugin = TriggerPlugin(After, {"wait": DurationParameter("2h")})
"""
RULES = """
from mobsim.scenario.plugins import RecallPlugin, RetaskingPlugin

def last(claims):
    return max(claims, key=lambda c: c.incident, default=None)

def half(short, elsewhere):
    return min(short, elsewhere // 2)

def make_last():
    return last

def make_half():
    return half

plugin = {}
"""


def test_a_trigger_of_another_package_makes_the_call_in_its_own_name(install: Install) -> None:
    install(TRIGGER, "after", group="mobsim.triggers")
    log = mobsim.load("quickstart").vary("trigger=after").run(seed=1).log
    (call,) = [row for row in log if row.event == "NationalCallMade"]
    assert (True, "after") == (call.minute >= 120, call.cause)


PLANNED = '''
"""When the plan says?"""

from mobsim.policy import Trigger
from mobsim.scenario.plugins import TimeParameter, TriggerPlugin


def planned(at: float) -> Trigger:
    return Trigger("planned", at_minute=at)


plugin = TriggerPlugin(planned, {"at": TimeParameter("+2h")})
'''


def test_a_trigger_is_plugged_in_that_calls_at_a_time(install: Install) -> None:
    install(PLANNED, "planned", group="mobsim.triggers")
    assert 120.0 == night("trigger=planned").policies.trigger.at_minute
    assert 30.0 == night("trigger.planned.at=+30m").policies.trigger.at_minute
    with pytest.raises(InputError, match="expected a time before the scenario's end"):
        night("trigger.planned.at=+900h")
    found = named("trigger", "planned")
    assert found
    assert [] == check_plugin(found)


@pytest.mark.parametrize(
    ("key", "group", "cls"),
    [
        ("retasking", "mobsim.retaskings", "RetaskingPlugin(make_last)"),
        pytest.param("recall", "mobsim.recalls", "RecallPlugin(make_half)", marks=pytest.mark.slow),
    ],
)
def test_re_tasking_and_recall_are_plugged_in_too(
    install: Install, key: str, group: str, cls: str
) -> None:
    install(RULES.replace("plugin = {}", f"plugin = {cls}"), "own", group=group)
    policies = night(f"{key}=own").policies
    assert "far_away" == getattr(policies, key).__module__
    assert policies.retasks == (key == "retasking")
    found = named(key, "own")
    assert found
    assert [] == check_plugin(found)


# --- the commands -------------------------------------------------------------------------------


def test_plug_ins_are_listed_with_their_packages(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install()
    install("import no_such_module", "broken", package="bad-one")
    assert DONE == main(["plugin", "list"])
    out = capsys.readouterr().out
    assert "far-away 1.2" in out
    assert "The farthest first." in out
    assert "cannot be used:" in out
    assert DONE == main(["plugin", "list", "--json"])
    listed = json.loads(capsys.readouterr().out)["plugins"]
    assert ["broken", "far_first"] == [each["name"] for each in listed]


def test_a_name_that_is_not_installed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert BAD_INPUT == main(["plugin", "check", "nobody"])
    assert "no plug-in 'nobody'" in capsys.readouterr().err


def test_check_says_that_a_sound_ranking_is_sound_and_what_is_wrong_with_another(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install()
    assert DONE == main(["plugin", "check", "far_first"])
    assert "ranking far_first of far-away 1.2: sound" in capsys.readouterr().out
    install("import time\n" + FAR_FIRST, "hasty", package="too-hasty")
    assert FAILED == main(["plugin", "check", "hasty"])
    assert "its module 'too_hasty' imports time" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("ranking", "ranking"),
        pytest.param("trigger", "trigger", marks=pytest.mark.slow),
        pytest.param("demand", "disorder", marks=pytest.mark.slow),
    ],
)
def test_what_new_writes_is_found_passes_its_check_and_runs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    install: Install,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    key: str,
) -> None:
    import tomllib

    monkeypatch.chdir(tmp_path)
    assert DONE == main(["plugin", "new", kind, "my-own"])
    written = tomllib.loads((tmp_path / "my-own" / "pyproject.toml").read_text())["project"]
    [(group, entries)] = written["entry-points"].items()
    source = (tmp_path / "my-own" / "my_own" / "__init__.py").read_text()
    install(source, *entries, group=group, package=written["name"])
    assert DONE == main(["plugin", "check", "my_own"])
    assert "sound" in capsys.readouterr().out
    test: dict[str, Any] = {}
    exec((tmp_path / "my-own" / "tests" / "test_my_own.py").read_text(), test)
    test["test_it_keeps_to_the_contract"]()
    assert mobsim.load("quickstart").vary(f"{key}=my_own").run(seed=1).log
    assert FAILED == main(["plugin", "new", kind, "my-own"])


@pytest.mark.parametrize("name", ["My-Own", "nearest", "a b", "../up"])
def test_new_refuses_a_name_that_no_package_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert WRONG_USAGE == main(["plugin", "new", "ranking", name])
    assert not list(tmp_path.iterdir())


# --- the contract -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in shipped("ranking") if name != "assignment"])
def test_every_shipped_ranking_keeps_to_the_contract(name: str) -> None:
    policy = shipped("ranking")[name]
    assert [] == check_ranking(policy.make, **defaults_of(policy)[0])


def always_no(picture: object) -> bool:
    return False


def no_rule() -> Any:
    return always_no


@dataclass(frozen=True)
class Sorting:
    """A ranking with something wrong with it."""

    how: str

    def __call__(self, crews: Any) -> Any:
        right = sorted(crews, key=lambda c: c[:3])
        if self.how == "loses":
            return right[1:]
        if self.how == "doubles":
            return [*right[:-1], right[0]] if len(right) > 1 else right
        if self.how == "gives none":
            return None
        if self.how == "sorts in place":
            crews.sort(key=lambda c: c[:3])
            return list(crews)
        if self.how == "keeps ties as they come":
            return sorted(crews, key=lambda c: c.expected_minute)
        if self.how == "divides by nothing":
            return [c for c in right if 1 / c.commitment]
        if self.how == "remembers":
            SEEN.append(len(crews))
            return right if len(SEEN) % 7 else right[::-1]
        return right


SEEN: list[int] = []


@dataclass
class Counting:
    """A ranking with a state of its own."""

    asked: int = 0

    def __call__(self, crews: Any) -> Any:
        self.asked += 1
        right = sorted(crews, key=lambda c: c[:3])
        return right if self.asked % 2 else right[::-1]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("loses", "crews but returns"),
        ("doubles", "crews that it was not given, or returns a crew twice"),
        ("gives none", "it returns NoneType, expected a list"),
        ("sorts in place", "it changes the crews that it is given"),
        ("keeps ties as they come", "depends on the order of the crews; break ties by id"),
        ("divides by nothing", "it raises ZeroDivisionError"),
        ("remembers", "it gives two different answers"),
    ],
)
def test_a_ranking_that_does_otherwise_is_caught(
    monkeypatch: pytest.MonkeyPatch, how: str, said: str
) -> None:
    monkeypatch.setattr("mobsim.study.contract.laws.imports_of", lambda *_: [])
    if how == "sorts in place":  # made by crew, some lists are in order already
        assert any(said in each for each in check_ranking(Sorting, how=how))
    else:
        assert [True] == [said in each for each in check_ranking(Sorting, how=how)]


def test_a_ranking_with_a_state_is_caught() -> None:
    assert any("two different answers" in each for each in check_ranking(Counting))


@dataclass(frozen=True)
class OnceInALongWhile:
    """Right for the pictures of the check, and otherwise in a night."""

    def __call__(self, crews: Any) -> Any:
        right = sorted(crews, key=lambda c: c[:3])
        if len(crews) <= 40:
            return right
        SEEN.append(len(crews))
        return right if len(SEEN) % 2 else right[::-1]


def test_what_only_a_night_shows_is_caught_by_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mobsim.study.contract.laws.imports_of", lambda *_: [])
    (told,) = check_ranking(OnceInALongWhile)
    assert "three-large" in told


REWRITTEN: list[float] = []


@dataclass(frozen=True)
class Foreseeing:
    """Knows from when on a night is drawn otherwise, and asks in another order from the start."""

    def __call__(self, crews: Any) -> Any:
        return sorted(crews, key=lambda c: c[:3], reverse=bool(REWRITTEN))


def test_a_ranking_that_sees_ahead_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    class Told(leaking.Rewritten):
        def __init__(self, seed: int, cut: float) -> None:
            super().__init__(seed, cut)
            REWRITTEN.append(cut)

    monkeypatch.setattr("mobsim.study.contract.laws.imports_of", lambda *_: [])
    monkeypatch.setattr(leaking, "Rewritten", Told)
    (told,) = check_ranking(Foreseeing)
    assert any(f"after minute {cut:g} of three-large" in told for cut in REWRITTEN)


def test_a_policy_that_cannot_travel_is_caught() -> None:
    def make() -> Any:
        return lambda picture: False

    told = check_trigger(make)
    assert any("it cannot be pickled" in each for each in told)
    assert any("two objects with the same parameters are not equal" in each for each in told)


def test_rules_that_answer_what_nobody_asked_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mobsim.study.contract.laws.imports_of", lambda *_: [])
    assert [] == check_trigger(no_rule)
    assert [] == check_recall(lambda: lever("recall", "own_need"))
    assert [] == check_retasking(lambda: lever("retasking", "soonest"))
    assert ["it calls back 99 of"] == [
        each.rpartition(" of ")[0] + " of" for each in check_recall(lambda: ninety_nine)[:1]
    ]
    assert "expected one of the claims" in check_retasking(lambda: seven)[0]
    assert "expected True or False" in check_trigger(lambda: seven)[0]


def ninety_nine(short: int, elsewhere: int) -> int:
    return 99


def seven(listed: object) -> Any:
    return 7


def test_imports_of_clock_and_chance_are_found_wherever_they_stand() -> None:
    source = """
        import math
        import numpy as np
        from datetime import datetime
        from mobsim import engine
        from mobsim.policy.picture import Candidate
        from mobsim.ground.randomness import Chance

        def rank(crews):
            import time
            return np.random.permutation(crews)
    """
    assert ["datetime", "mobsim.engine", "mobsim.ground.randomness", "numpy.random", "time"] == (
        forbidden_imports(dedent(source))
    )
    assert ["mobsim"] == forbidden_imports("import mobsim")


def test_a_source_that_remembers_is_caught(install: Install) -> None:
    source = (
        (TEMPLATES / "demand.txt")
        .read_text(encoding="utf-8")
        .replace("found = []\n", "found = []\n        SEEN.append(1)\n")
        .replace("self.within * draw(", "(self.within + len(SEEN)) * draw(")
        .replace("@dataclass", "SEEN = []\n\n\n@dataclass", 1)
    )
    install(source, "again", group="mobsim.demand", package="my-again")
    told = check_demand(import_module("my_again").plugin.make, mean=5.0)
    assert ["the same night is different when it is drawn again"] == told


def test_a_ranking_by_the_order_of_a_set_is_caught(install: Install) -> None:
    source = FAR_FIRST.replace(
        "sorted(candidates, key=lambda c: (-c.drive_minutes, c.force, c.number))",
        "sorted(candidates, key=lambda c: (hash(c.force), c.number))",
    )
    install(source, "hashed")
    found = named("ranking", "hashed")
    assert found
    (told,) = check_plugin(found)
    assert told.startswith("two processes get different answers")


# --- provenance ---------------------------------------------------------------------------------


def test_without_a_plug_in_nothing_is_added_to_an_identity() -> None:
    plain = load_scenario("quickstart")
    assert libraries() == libraries(plain.resolved)
    assert {} == provenance_of("quickstart", plain.resolved, 1).identity.plugins
    assert "plugins" not in mobsim.run("quickstart").document()["provenance"]


def test_a_result_names_the_plug_in_its_package_version_and_code(install: Install) -> None:
    path = install()
    named_so = mobsim.load("quickstart").vary("ranking=far_first").run(seed=1)
    said = named_so.document()["provenance"]["plugins"]
    assert ["ranking far_first: far-away", "ranking far_first: code"] == list(said)
    assert "1.2" == said["ranking far_first: far-away"]
    path.write_text(path.read_text() + "\n# changed\n")
    again = mobsim.load("quickstart").vary("ranking=far_first").run(seed=1)
    assert said != again.document()["provenance"]["plugins"]


def test_a_study_runs_in_other_processes_and_tells_when_its_plug_in_has_moved(
    install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = install()
    far = mobsim.load("quickstart").vary("ranking=far_first", "duration=6h")
    folder = tmp_path / "study"
    kept = far.run(replications=6, jobs=2, folder=folder)
    assert far.run(replications=6, jobs=1).identity == kept.identity == read_study(folder).identity
    assert "1.2" == kept.identity.libraries["ranking far_first: far-away"]
    assert {} == verify(open_folder(folder)).moved
    path.write_text(path.read_text() + "\n# changed\n")
    assert "versions of libraries that affect a night" in verify(open_folder(folder)).moved
    with pytest.raises(InputError, match="cannot be resumed"):
        extend(folder, 8)
    assert DONE == main(["verify", str(folder)])
    assert "ranking far_first: code" in capsys.readouterr().out
