"""Is what a scenario states either simulated or faulted, and never dropped without a word?"""

import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mobsim.ground.errors import InputError
from mobsim.scenario.file import load_scenario, resolve, shipped_scenarios
from mobsim.scenario.file.yaml_reading import read_yaml
from mobsim.telling.store import write_scenario
from tests.reader_cases import BASE, BLANK, MISSPELT, WRONG, every_key, faults_of, files, problems

ROOT = Path(__file__).parents[1]
HEAD = "".join(BASE[key] for key in ("schema", "question", "start", "duration"))
TWO = (
    HEAD
    + """\
incidents:
  - {name: Leeds, force: west-yorkshire, begins: +2h, lasts: 6h, need: {psu: 10}}
  - name: Hull
    force: humberside
    begins: 20:00
    lasts: 6h
    need: {psu: 20}
operations:
  - {name: Fair, force: kent, begins: 16:00, lasts: 4h, units: {psu: 2}}
aid_out:
  - {from: essex, to: Jersey, units: {psu: 1}, until: +6h}
"""
)
"""Two places: Hull's need stands in line 11, the operation in 13, the aid in 15."""

Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file into the working folder and gives its name."""
    monkeypatch.chdir(tmp_path)

    def write_file(text: str, name: str = "night.yaml") -> str:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return name

    return write_file


def told(source: str, **options: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_scenario(source, **options)  # type: ignore[arg-type]
    return [str(fault) for fault in caught.value.faults]


# Every key of the schema


def test_the_cases_reach_into_every_part_of_a_file() -> None:
    for path in (
        ("drawdown",),
        ("durations", "judging", "lognormal", "cv"),
        ("incidents", 0, "need", "psu", "responsive", "growth"),
        ("operations", 0, "from", "kent", "psu"),
        ("aid_out", 0, "until"),
        ("host_readiness", "local", "on_duty", "18:00"),
        ("disorder", "spreading", "places", "kent"),
        ("overrides", "late", "fatigue"),
    ):
        assert path in every_key()
    assert 250 < len(every_key())


@pytest.mark.parametrize("value", [BLANK, *WRONG, MISSPELT])
def test_every_key_is_refused_at_its_line_when_it_holds_what_it_cannot(value: str) -> None:
    assert [] == [problem for cases in files(value) for problem in problems(cases)]


@pytest.mark.slow
def test_the_same_is_refused_by_an_interpreter_that_ignores_asserts() -> None:
    done = subprocess.run(
        [sys.executable, "-O", "-m", "tests.reader_cases"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.endswith("cases, 0 problems\n")


# Nothing after a key


@pytest.mark.parametrize("key", ["name", "force", "begins", "lasts", "need"])
def test_an_incident_with_a_blank_key_is_a_fault_and_not_left_out(key: str, write: Write) -> None:
    lines = TWO.splitlines()
    place = next(i for i, line in enumerate(lines) if i > 5 and line.strip(" -").startswith(key))
    lines[place] = lines[place].partition(":")[0] + ":"
    [fault] = told(write("\n".join(lines)))
    assert fault == (
        f"night.yaml:{place + 1}:5: incidents[1].{key}: found nothing, expected a value; "
        "write one, or leave the key out"
    )


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("units: {psu: 2}", "units: ", "13:57: operations[0].units"),
        ("until: +6h", "until: ", "15:48: aid_out[0].until"),
        ("need: {psu: 20}", "severity:", "11:5: incidents[1].severity"),
        ("need: {psu: 20}", "need: {psu: [{at: +0m, units: }]}", "11:28: incidents[1].need.psu[0]"),
        ("aid_out:\n", "aid_out:\n  -\n", "15:4: aid_out[0]"),
        ("incidents:\n", "incidents:\n  -\n", "6:4: incidents[0]"),
        ("aid_out:\n", "leave: {july: }\naid_out:\n", "14:9: leave.july"),
        ("aid_out:\n", "overrides: {late: {drawdown: }}\naid_out:\n", "14:20: overrides.late.draw"),
        ("aid_out:\n", "overrides:\n  late:\naid_out:\n", "15:3: overrides.late"),
        ("aid_out:\n", "ranking: {nearest: }\naid_out:\n", "14:11: ranking.nearest"),
        ("aid_out:\n", "base: ~\naid_out:\n", "14:7: base"),
    ],
)
def test_a_blank_is_told_at_its_own_line(old: str, new: str, at: str, write: Write) -> None:
    assert old in TWO
    found = told(write(TWO.replace(old, new)))
    assert [True] == [fault.startswith(f"night.yaml:{at}") for fault in found]


def test_a_blank_by_a_setting_or_in_a_base_is_a_fault_even_if_a_later_layer_fills_it(
    write: Write,
) -> None:
    write(TWO + "drawdown:\n", "below.yaml")
    above = write("schema: 1\nbase: below.yaml\ndrawdown: none\n")
    assert [True] == [
        each.startswith("below.yaml:16:1: drawdown: found no") for each in told(above)
    ]
    for empty in ("", "null", "~"):
        setting = f"incidents.hull.need={empty}"
        [fault] = told(write(TWO), settings=[setting, "incidents.hull.need={psu: 3}"])
        assert fault.startswith("--set: incidents.hull.need: found nothing")


@pytest.mark.parametrize("key", ["release", "incidents", "operations", "leave"])
def test_an_empty_mapping_is_a_fault_where_it_would_change_nothing(key: str, write: Write) -> None:
    night = write(TWO + "release: {hold: {for: 20m}}\n")
    [fault] = told(night, settings=[f"{key}={{}}"])
    assert fault.startswith(f"--set: {key}: found an empty mapping")


def test_parameters_that_no_list_has_a_place_for_are_told(write: Write) -> None:
    night = write(TWO + "readiness: {timeline: {shares: {half: 50%}}}\n")
    [fault] = told(night)
    assert "readiness.timeline.shares.half: found 'half', expected a place from 0 to 3" in fault


def test_what_is_stated_is_counted_and_so_is_what_is_simulated(write: Write) -> None:
    more = "incidents.fire={name: Fire, force: kent, begins: 21:00, need: {psu: 1}}"
    found = resolve(write(TWO), settings=[more])
    expected = {"incidents": 3, "operations": 1, "calendar": 0, "aid_out": 1}
    expected |= {"targets": 0, "tensions": 0}
    assert expected == found.stated == found.simulated


_PARTS = ("name: Place", "force: kent", "begins: 20:00", "lasts: 3h", "need: {psu: 2}")
_KEYS = ("name:", "force:", "begins:", "lasts:", "need:", "need: {psu: 0}", "name: ''", "force: 7")
LISTED = st.lists(
    st.one_of(
        st.just(_PARTS),
        st.sets(st.sampled_from(_PARTS)).map(sorted),
        st.sampled_from(_KEYS).map(lambda key: [key, *(p for p in _PARTS if p[:4] != key[:4])]),
    ),
    min_size=1,
    max_size=3,
)


@settings(deadline=None, max_examples=60)
@given(LISTED)
def test_as_many_incidents_are_simulated_as_are_stated_or_there_is_a_fault(
    listed: list[list[str]],
) -> None:
    lines = [
        "  - {" + ", ".join([f"id: place-{i}", *parts]) + "}" for i, parts in enumerate(listed)
    ]
    text = HEAD + "incidents:\n" + "\n".join(lines) + "\n"
    whole = all(sorted(_PARTS) == sorted(parts) for parts in listed)
    lacking = [
        parts for parts in listed if {"name: Place", "force: kent", "begins: 20:00"} - {*parts}
    ]
    faults = faults_of(text)
    assert not (whole and faults)
    assert faults or not lacking
    if not faults:
        assert all("need: {psu: 2}" in parts for parts in listed)


# Text as it is typed


@pytest.mark.parametrize("typed", ["1.10", "007", "1e3", "2026", "0x1F", "on", "2026-08-15"])
def test_a_text_is_kept_as_it_is_typed(typed: str, write: Write) -> None:
    found = resolve(write(TWO.replace("name: Hull", f"name: {typed}") + f"title: {typed}\n"))
    write_scenario(Path("saved.yaml"), found.scenario.resolved)
    assert (typed, typed) == (found.scenario.title, load_scenario("saved.yaml").title)
    assert typed == found.scenario.resolved["title"] == found.origins["title"][0]
    assert typed in {incident.name for incident in found.scenario.incidents}
    assert typed == load_scenario(write(TWO), settings=[f"title={typed}"]).title


def test_a_number_keeps_its_typing_in_a_fault_too(write: Write) -> None:
    [fault] = told(write(TWO + "not_fit: 1.50\n"))
    assert "found 1.50, expected a share" in fault


def test_a_hash_begins_no_comment_on_the_command_line(write: Write) -> None:
    for text in ("Is unit #4 ok", "#4 first", "50 # 60"):
        assert text == load_scenario(write(TWO), settings=[f"title={text}"]).title
    found = load_scenario(write(TWO), settings=["operations.fair={name: 'Fair #2', id: fair-2}"])
    assert "Fair #2" in {operation.name for operation in found.operations}


def test_a_switch_for_a_title_is_asked_to_be_quoted(write: Write) -> None:
    assert [
        "night.yaml:16:8: title: found true, expected text; put it in quotes if it is text"
    ] == (told(write(TWO + "title: true\n")))


# What is not YAML 1.2

INCIDENT = TWO[: TWO.index("operations")]
SLIPS = {
    "another YAML": (
        ("schema: 1\n", "%YAML 1.1\n---\nschema: 1\n"),
        "1:1: found '%YAML 1.1', but mobsim reads YAML 1.2; delete this line",
    ),
    "a YAML to come": (("schema: 1\n", "%YAML 1.3\n---\nschema: 1\n"), "1:1: found '%YAML 1.3'"),
    "a handle of tags": (
        ("schema: 1\n", "# ours\n%TAG ! tag:x,2000:\n---\nschema: 1\n"),
        "2:1: found '%TAG ! tag:x,2000:'",
    ),
    "a second colon": (
        ("schema: 1\n", "schema: 1\ntitle: Derby: the march\n"),
        (
            "2:13: not YAML: found a second colon; quote a text with a colon: "
            "title: 'Derby: the march'"
        ),
    ),
    "a comma for a colon": (
        ("    lasts: 6h\n", "    lasts, 6h\n"),
        (
            "10:5: not YAML: found 'lasts, 6h', expected a key, a colon and a space, such as "
            "'lasts: 8h'"
        ),
    ),
    "no space after a colon": (
        ("    lasts: 6h\n", "    lasts:6h\n"),
        "10:5: not YAML: found 'lasts:6h', expected a colon and a space: 'lasts: 6h'",
    ),
    "no space after the colon of a last line": (
        ("    need: {psu: 20}\n", "    severity:small\n"),
        "11:5: not YAML: found 'severity:small', expected a colon and a space: 'severity: small'",
    ),
    "no space after the colon of a first line": (
        ("schema: 1", "schema:1"),
        "1:1: not YAML: found 'schema:1', expected a colon and a space: 'schema: 1'",
    ),
    "no space after a colon inside braces": (
        ("{psu: 20}", "{psu:20}"),
        "11:12: incidents[1].need.psu:20: found 'psu:20', expected a colon and a space: 'psu: 20'",
    ),
    "a hard space after a colon": (
        ("    lasts: 6h\n", "    lasts:\u00a06h\n"),
        "10:11: not YAML: found a hard space (U+00A0); replace it with a space",
    ),
    "a hard space at the beginning of a line": (
        ("    lasts: 6h\n", "   \u00a0lasts: 6h\n"),
        "10:4: not YAML: found a hard space (U+00A0); replace it with a space",
    ),
    "a hard space before a colon": (
        ("    lasts: 6h\n", "    lasts\u00a0: 6h\n"),
        (
            "10:5: incidents[1].lasts\u00a0: unknown key 'lasts\\xa0'; found a hard space "
            "(U+00A0); replace it with a space"
        ),
    ),
    "a tab after a colon": (
        ("    lasts: 6h\n", "    lasts:\t6h\n"),
        "10:11: not YAML: found a tab; replace it with a space",
    ),
    "a quote that is left open": (
        ("name: Hull", "name: 'Hull"),
        "7:11: not YAML: found a quote ' that is not closed",
    ),
    "a brace that is left open": (
        ("need: {psu: 20}\n", "need: {psu: 20\nmode: surge\n"),
        "11:11: not YAML: found '{' that is not closed by '}'",
    ),
    "a text after a quote": (
        ("name: Hull", "name: 'Hull' docks"),
        (
            "7:18: not YAML: found 'docks' after the end of a value; put the whole text in one "
            "pair of quotes"
        ),
    ),
    "a star": (
        ("name: Hull", "name: *Hull*"),
        "7:11: not YAML: found '*'; put a text that begins with it in quotes",
    ),
    "an at": (
        ("name: Hull", "name: @Hull"),
        "7:11: not YAML: found '@'; put a text that begins with it in quotes",
    ),
    "an exclamation": (
        ("name: Hull", "name: !Hull docks"),
        (
            "7:11: incidents[1].name: found the tag '!Hull'; expected none; put a text that begins "
            "with '!' in quotes"
        ),
    ),
    "a folder of Windows": (
        ("schema: 1\n", 'schema: 1\nforces: "C:\\data"\n'),
        (
            "2:13: not YAML: found a backslash in double quotes; use single quotes, or write it "
            "twice"
        ),
    ),
    "half a character": (
        ("name: Hull", 'name: "\\ud800"'),
        "7:11: incidents[1].name: found the character U+D800, which cannot be printed",
    ),
    "the code of no character": (
        ("name: Hull", 'name: "\\U00110000"'),
        "7: not YAML: found a code",
    ),
    "a count of thousands of digits": (
        ("{psu: 20}", "{psu: " + "9" * 5000 + "}"),
        "11:17: incidents[1].need.psu: found 5,000 characters of a number, expected at most 400",
    ),
    "incidents by name": (
        (INCIDENT[INCIDENT.index("incidents") :], "incidents: {Leeds: {begins: 20:00}}\n"),
        "5:12: incidents: found a mapping, expected a list: begin each incident with '- '",
    ),
    "operations by name": (
        ("    need: {psu: 20}\n", "    need: {psu: 20}\noperations: {fair: {force: kent}}\n"),
        (
            "12:14: operations.fair: found 'fair', but no operation is listed that it could "
            "change; expected a list: begin each operation with '- '"
        ),
    ),
    "a need by time": (
        ("{psu: 20}", "{20:00: 10, 22:00: 40}"),
        (
            "11:11: incidents[1].need: found times, expected units by kind: "
            "{psu: [{at: 20:00, units: 10}, {at: 22:00, units: 40}]}"
        ),
    ),
    "a need of a kind by time": (
        ("{psu: 20}", "{psu: {20:00: 10, +2h: 40}}"),
        (
            "11:17: incidents[1].need.psu: found units by time, expected a list of steps: "
            "[{at: 20:00, units: 10}, {at: +2h, units: 40}]"
        ),
    ),
    "a share with an underscore": (
        ("schema: 1\n", "schema: 1\nnot_fit: 1_5%\n"),
        "2:10: not_fit: found '1_5%', expected a share such as '15%'",
    ),
}


@pytest.mark.parametrize(("change", "expected"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_told_at_its_line_in_words_of_the_writer(
    change: tuple[str, str], expected: str, write: Write
) -> None:
    assert 1 == INCIDENT.count(change[0])
    [fault] = told(write(INCIDENT.replace(*change)))
    assert expected in fault
    assert fault.startswith(f"night.yaml:{expected}")


def test_yaml_1_2_may_be_named(write: Write) -> None:
    named = write("# ours\n%YAML 1.2\n---\n" + TWO + "likely: on\n")
    assert "roster" == load_scenario(named).readiness


def test_an_anchor_that_is_used_again_is_no_warning(write: Write) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "b" == load_scenario(write(TWO + "name: &x b\ntitle: &x b\n")).title


@given(st.text(st.sampled_from("ab1:-[]{}#'\"&*!|>%@?,\\ \t\n\u00a0~<=.")))
def test_any_text_is_a_tree_or_a_fault(text: str) -> None:
    try:
        found = read_yaml(text, "any.yaml").mark
    except InputError as error:
        found = error.faults[0]  # type: ignore[assignment]
    assert "any.yaml" == found.file


# Times

LONG = "found '+99999999999999999999d', expected at most 366 days"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("begins: 20:00", "begins: Wedding 20:00", "expected a weekday such as 'Sun' or 'Sunday'"),
        ("begins: 20:00", "begins: Monkey 02:00", "expected a weekday such as 'Sun' or 'Sunday'"),
        ("begins: 20:00", "begins: Weds 20:00", "expected a weekday such as 'Sun' or 'Sunday'"),
        ("2026-06-03 14:00", "9999-12-31 14:00", "expected a year from 1900 to 2200"),
        ("2026-06-03 14:00", "0001-01-01 00:00", "expected a year from 1900 to 2200"),
        ("2026-06-03 14:00", "20260-06-03 14:00", "expected a year from 1900 to 2200"),
        ("2026-06-03 14:00", "2026-06-03 14:00+99:99", "expected an offset such as '+01:00'"),
        ("begins: 20:00", "begins: 9999-12-31 20:00", "expected a year from 1900 to 2200"),
        ("begins: 20:00", "begins: +99999999999999999999d", LONG),
        ("until: +6h", "until: +99999999999999999999d", LONG),
        ("begins: 16:00", "begins: -367d", "found '-367d', expected at most 366 days"),
        ("duration: 24h", "duration: 367d", "found '367d', expected at most 366 days"),
        ("duration: 24h", f"duration: {'9' * 399}h", "which is too large"),
    ],
)
def test_a_time_that_cannot_be_is_a_fault(old: str, new: str, expected: str, write: Write) -> None:
    assert 1 == TWO.count(old)
    line = TWO[: TWO.index(old)].count("\n") + 1
    found = told(write(TWO.replace(old, new)))
    assert any(fault.startswith(f"night.yaml:{line}:") and expected in fault for fault in found)


@pytest.mark.parametrize("day", ["Thu", "thu", "Thursday", "THURSDAY"])
def test_a_weekday_is_three_letters_or_the_whole_name(day: str, write: Write) -> None:
    found = load_scenario(write(TWO.replace("begins: 20:00", f"begins: {day} 02:00")))
    assert 12 * 60 == max(incident.begins for incident in found.incidents)


@pytest.mark.parametrize("year", [1900, 2200])
def test_the_first_and_the_last_year_can_be_simulated(year: int, write: Write) -> None:
    found = load_scenario(write(TWO.replace("2026-06-03", f"{year}-06-03")))
    assert year == found.clock.start.year


# Presets


@pytest.mark.parametrize("shipped", shipped_scenarios(), ids=lambda shipped: shipped.name)
def test_every_shipped_scenario_can_be_run_with_either_preset(shipped: object) -> None:
    name, overrides = shipped.name, shipped.overrides  # type: ignore[attr-defined]
    assert "likely" in overrides or "roster" == load_scenario(name, override="likely").readiness
    assert "static" in overrides or load_scenario(name, override="static").static


@pytest.mark.parametrize(
    "against",
    ["host_readiness: timeline", "stock: commitment", "readiness: timeline", "static: on"],
)
def test_likely_takes_out_what_the_file_says_against_it(against: str, write: Write) -> None:
    night = write(TWO + f"{against}\n")
    found = resolve(night, override="likely")
    assert ("roster", "local", False) == (
        found.scenario.readiness,
        found.scenario.host_readiness,
        found.scenario.static,
    )
    assert "--with likely" == found.origins["likely"][1]
    assert 0.8 == found.scenario.rules.need_bias


@pytest.mark.parametrize("against", ["readiness: roster", "likely: on", "stock: fit"])
def test_static_takes_out_what_the_file_says_against_it(against: str, write: Write) -> None:
    found = load_scenario(write(TWO + f"{against}\n"), override="static")
    assert (True, "timeline") == (found.static, found.readiness)


def test_an_override_of_the_files_own_goes_before_a_preset_of_its_name(write: Write) -> None:
    night = write(TWO + "overrides: {likely: {drawdown: none}}\n")
    found = load_scenario(night, override="likely")
    assert ("none", "timeline") == (found.drawdown, found.readiness)


# Layers


def test_what_an_incident_lacks_is_told_where_it_is_listed(write: Write) -> None:
    write(TWO.replace("    begins: 20:00\n", ""), "below.yaml")
    night = write("schema: 1\nbase: below.yaml\nincidents: {hull: {need: {psu: 3}}}\n")
    [fault] = told(night, settings=["incidents.hull.lasts=2h"])
    assert fault.startswith("below.yaml:7:5: incidents[1]: missing 'begins'")


@pytest.mark.parametrize("settings_", [[], ["drawdown=none"], ["host_readiness=timeline"]])
def test_what_no_layer_says_is_missing_from_the_file(settings_: list[str], write: Write) -> None:
    write(TWO.replace("question: Is it refused?\n", ""), "below.yaml")
    [fault] = told(write("schema: 1\nbase: below.yaml\n"), settings=settings_)
    assert fault.startswith("night.yaml:1:1: missing 'question'")


@pytest.mark.parametrize(
    ("more", "at"),
    [
        ("leave: 90%\n", "night.yaml:1:1: not_fit: "),
        (
            "readiness: {timeline: {ends: [1h, 2h]}}\n",
            "night.yaml:16:23: readiness.timeline.shares",
        ),
        (
            "disorder:\n  stochastic: {activity: {'08:00': 1, '09:00': 0}, until: 21:00}\n",
            "night.yaml:17:",
        ),
    ],
)
def test_a_fault_of_a_default_names_the_file_that_it_does_not_go_with(
    more: str, at: str, write: Write
) -> None:
    [fault] = told(write(TWO + more))
    assert fault.startswith(at)


NIGHT_OF_STEPS = """schema: 1
title: t
question: q
start: 2026-08-08 10:00
duration: 20h
incidents:
  - {name: York, force: north-yorkshire, begins: 12:00, need: {psu: [
      {at: 12:00, units: 10}, {at: 14:00, units: 40}, {at: 11:00, units: 3}]}}
"""


def test_a_step_after_the_end_of_the_run_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "york.yaml"
    path.write_text(NIGHT_OF_STEPS, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        resolve(path)
    [fault] = caught.value.faults
    assert (8, "incidents[0].need.psu[2].at") == (fault.line, fault.path)
    assert "'11:00' is at +25h00, after the scenario's end; put steps in order" in fault.message


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("no_answer=1", "found 1, which may mean 1% or 100%; write '1%' or '100%'"),
        ("no_answer=150%", "found '150%', expected a share such as '15%', from 0% to 100%"),
        ("forces=nosuch.csv", "found 'nosuch.csv', but there is no file "),
        ("roads=nosuch.csv", "found 'nosuch.csv', but there is no file "),
        ("kinds=nosuch.csv", "found 'nosuch.csv', but there is no file "),
        ("requirements=nosuch.csv", "found 'nosuch.csv', but there is no file "),
    ],
)
def test_a_value_that_may_mean_two_things_or_nothing_is_a_fault_of_its_key(
    setting: str, told: str
) -> None:
    with pytest.raises(InputError) as caught:
        resolve("quickstart", settings=[setting])
    [fault] = caught.value.faults
    assert setting.partition("=")[0] == fault.path
    assert fault.message.startswith(told)


def test_what_is_no_text_is_named_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "night.yaml"
    path.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(InputError) as caught:
        resolve(path)
    [fault] = caught.value.faults
    assert "found a PDF document, expected a scenario: a text in YAML" == fault.message
