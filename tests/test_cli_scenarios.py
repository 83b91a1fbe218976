"""What do the commands that deal in scenarios print, and how do they end?"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mobsim.cli.main import COMMANDS, main
from mobsim.country.forces import known_force_ids

BUILT_HERE = ("scenarios", "new", "check", "explain", "diff", "schema")


def run(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own."""
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "mobsim", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        **options,
    )


def test_help_lists_every_command_and_ends_with_an_example(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for flag in ("--help", "-h"):
        assert 0 == main([flag])
        out = capsys.readouterr().out
        for name in COMMANDS:
            assert f"\n  {name} " in out
        assert "mobsim run quickstart" in out.splitlines()[-1]


@pytest.mark.parametrize("name", BUILT_HERE)
def test_the_help_of_every_command_has_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main([name, "--help"])
    assert f"mobsim {name}" in capsys.readouterr().out.split("Example")[1]


def test_an_unknown_command_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 2 == main(["diffe"])
    assert "no command 'diffe'; did you mean 'diff'?" in capsys.readouterr().err


def test_wrong_usage_ends_with_two() -> None:
    assert 2 == main(["check"])
    assert 2 == main(["explain"])
    assert 2 == main(["check", "quickstart", "--wiht", "x"])


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["--version"])
    assert capsys.readouterr().out.startswith("mobsim ")


def test_check_reads_back_what_will_be_run_and_ends_with_the_next_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["check", "national-drill"])
    lines = capsys.readouterr().out.splitlines()
    assert "national-drill: no fault" == lines[0]
    assert "  43 forces, 1 incident; peak need 18 AEP teams, 234 BDUs, 372 PSUs" in lines
    assert "Next: mobsim run national-drill" == lines[-1]


def test_check_reads_back_holding_areas_apart_and_need_that_grows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "over.yaml"
    path.write_text(
        "schema: 1\nbase: quickstart\nincidents:\n"
        "  cardiff: {need: {psu: {responsive: {starts: 4, most: 9}}}}\n"
        "  ready: {name: Usk, force: gwent, begins: +0m, holding: on, need: {psu: 3, aep: 1}}\n",
        encoding="utf-8",
    )
    assert 0 == main(["check", str(path)])
    printed = " ".join(capsys.readouterr().out.split())
    assert "43 forces, 1 incident and 1 holding area; peak need 9 PSUs" in printed
    assert "from 4 to at most 9 PSUs: every " in printed
    assert "holds 1 AEP team; 3 PSUs, ready for incidents" in printed


def test_check_reads_back_where_each_incident_is_and_from_when_to_when(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "towns.yaml"
    path.write_text(
        "schema: 1\nquestion: q\ntitle: t\nstart: 2026-12-18 18:00\nduration: 24h\nincidents:\n"
        "  - {name: Southport, place: {lat: 53.648, lon: -3.006}, begins: '20:30', lasts: 6h, "
        "severity: local}\n"
        "  - {name: Bolton, force: greater-manchester, begins: '20:00', ends: '19:00', "
        "severity: small}\n"
        "  - {name: Leeds, force: west-yorkshire, begins: '21:00', severity: small}\n",
        encoding="utf-8",
    )
    assert 0 == main(["check", str(path)])
    told = " ".join(capsys.readouterr().out.partition("Incidents")[2].split())
    assert (
        "Bolton: Fri 20:00 to Sat 19:00, after the end of the run; 15 PSUs; in Manchester (no "
        "'place' is given); host greater-manchester "
        "Southport: Fri 20:30 to Sat 02:30; 6 PSUs; at 53.648, -3.006; host lancashire (no 'force' "
        "is given; its city is nearest) "
        "Leeds: Fri 21:00 to Sat 18:00; 15 PSUs; host west-yorkshire National call"
    ) == told.partition(" never")[0]


def test_forces_and_kinds_are_listed_by_the_ids_that_scenarios_use(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["forces"])
    printed = capsys.readouterr().out
    assert 0 == main(["forces", "--json"])
    listed = json.loads(capsys.readouterr().out)
    assert list(known_force_ids()) == [each["id"] for each in listed["forces"]]
    ids = [each["id"] for rows in ("forces", "beyond", "kinds") for each in listed[rows]]
    lines = {line.partition(" ")[0]: line for line in printed.splitlines()}
    assert set(ids) <= set(lines)
    assert "Leeds" in lines["west-yorkshire"]
    assert "Yorkshire" in lines["west-yorkshire"]


def test_check_lists_every_fault_and_how_many_and_ends_with_three(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "march.yaml"
    path.write_text(
        "schema: 1\nquestion: q\nstart: 2026-06-03 14:00\nduration: 2\nincidents:\n"
        "  - {name: Leeds, force: Avon, begins: 61:00, need: {psu: 1}}\n",
        encoding="utf-8",
    )
    assert 3 == main(["check", str(path)])
    captured = capsys.readouterr()
    assert "" == captured.out
    lines = captured.err.splitlines()
    assert [
        f"{path}:4:11: duration: found 2, a bare number; a duration needs its unit: '2m' or '2h'",
        f"{path}:6:26: incidents[0].force: unknown force 'Avon'; did you mean 'avon-somerset'?",
        (
            f"{path}:6:40: incidents[0].begins: found '61:00', which is not a time of day; "
            "expected 00:00 to 23:59"
        ),
        "3 faults found",
    ] == lines


def test_check_looks_at_every_override_unless_one_is_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "over.yaml"
    path.write_text(
        "schema: 1\nbase: quickstart\noverrides:\n"
        "  far: {incidents: {cardiff: {force: Cardiff}}}\n  near: {drawdown: none}\n",
        encoding="utf-8",
    )
    assert 3 == main(["check", str(path)])
    assert (
        "unknown force 'Cardiff'; did you mean 'south-wales' (Cardiff)?" in capsys.readouterr().err
    )
    assert 0 == main(["check", str(path), "--with", "near"])


def test_explain_shows_each_value_with_its_origin(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["national-drill", "--with", "sustained", "--set", "convoy_size=3"]
    assert 0 == main(["explain", *arguments])
    out = capsys.readouterr().out
    rows = {line.split()[0]: line.split(maxsplit=1)[1].strip() for line in out.splitlines()}
    assert "override sustained" in rows["mode"]
    assert "--set" in rows["convoy_size"]
    assert "default" in rows["npocc_desks"]
    assert "national-drill.yaml:" in rows["floor_share"]
    assert f"Next: mobsim run {' '.join(arguments)}" == out.splitlines()[-1]


def test_explain_as_json_is_a_versioned_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", "quickstart", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert ("mobsim.explain", 1) == (document["format"], document["version"])
    assert {"path": "drawdown", "value": "moderate", "origin": "default"} in document["values"]
    assert 1 == document["scenario"]["schema"]


def test_explain_lists_the_assumptions_with_and_without_a_scenario(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["explain", "--assumptions"])
    general = capsys.readouterr().out
    assert "durations.judging; belief, assumed:" in general
    assert "published: SPR 2023 ¶120a" in general
    assert 0 == main(["explain", "quickstart", "--assumptions", "--json"])
    listed = json.loads(capsys.readouterr().out)["assumptions"]
    assert "20m" == next(a["value"] for a in listed if a["path"] == "durations.judging")


def test_no_line_is_wider_than_a_hundred_letters(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["explain", "six-cities-saturday"],
        ["explain", "stress/planned-operation"],
        ["explain", "--assumptions"],
        ["check", "stress/planned-operation"],
        ["diff", "six-cities-saturday", "three-large"],
    ):
        assert 0 == main(arguments)
        lines = capsys.readouterr().out.splitlines()
        assert [] == [line for line in lines if len(line) > 100]


def test_assumptions_are_written_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["explain", "--assumptions"])
    out = capsys.readouterr().out
    assert "the host's first judging of need: between 10m and 45m, most often 20m" in out
    assert "shares of PSUs promised by 1, 4 and 8 h: 10 % by 1h, 40 % by 4h, 60 % by 8h" in out
    assert "hours at which duty shifts begin: 7, 15 and 22" in out
    assert "contingents from Kent within 60 min: 1 PSU\n" in out
    assert not re.search(r"[\[\]{}]", out)


def test_diff_shows_only_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["diff", "national-drill", "--with-b", "sustained"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["duration", "36h", "72h"] in lines
    assert ["mode", "surge", "sustained"] in lines
    assert 2 + 2 == len(lines)
    assert 0 == main(["diff", "quickstart", "quickstart"])
    assert "No difference" in capsys.readouterr().out


def test_schema_is_json_and_names_the_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["schema"])
    captured = capsys.readouterr()
    assert "incidents" in json.loads(captured.out)["properties"]
    assert "Next:" in captured.err


def test_scenarios_lists_names_and_questions(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["scenarios"])
    out = capsys.readouterr().out
    assert "\nsix-cities-saturday\n  How fast is help there" in out
    assert 0 == main(["scenarios", "--json"])
    listed = json.loads(capsys.readouterr().out)["scenarios"]
    assert "national-drill" in [each["name"] for each in listed]
    assert all(each["question"] for each in listed)


def test_new_writes_a_scenario_that_loads_and_never_writes_over_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "my-night.yaml"
    assert 0 == main(["new", str(path)])
    out = capsys.readouterr().out.splitlines()
    assert "Edit first: 'title', 'question', 'start', then 'incidents'" in out[0]
    assert f"Next: mobsim check {path}" == out[-1]
    assert 0 == main(["check", str(path)])
    path.write_text("mine", encoding="utf-8")
    assert 1 == main(["new", str(path)])
    assert "exists; choose another name" in capsys.readouterr().err
    assert "mine" == path.read_text(encoding="utf-8")
    assert 1 == main(["new", str(tmp_path / "no" / "where.yaml")])
    assert "cannot be written" in capsys.readouterr().err


def test_quiet_leaves_the_hint_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["-q", "check", "quickstart"])
    assert "Next:" not in capsys.readouterr().out


def test_an_interrupt_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mobsim.cli.check.resolve", interrupt)
    assert 130 == main(["check", "quickstart"])
    assert "interrupted" in capsys.readouterr().err


def test_a_scenario_is_read_from_standard_input_with_a_byte_order_mark() -> None:
    text = "\ufeffschema: 1\r\nbase: quickstart\r\n"
    done = run("check", "-", input=text)
    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.skipif(os.name == "nt", reason="pipes close in another way")
def test_a_closed_pipe_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "mobsim", "explain", "quickstart"],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (0, b"") == (done.returncode, done.stderr)


UNUSED = ("pandas", "pyarrow", "scipy", "numpy", "networkx", "holidays", "matplotlib", "docx")
HEAVY = (*UNUSED, "simpy", "mobsim.engine", "starlette", "uvicorn")


@pytest.mark.parametrize(
    ("arguments", "unloaded"),
    [
        (["--help"], (*HEAVY, "pydantic", "ruamel.yaml", "mobsim.scenario.file")),
        (["check", "quickstart"], (*HEAVY, "mobsim.telling.store")),
        (["-q", "run", "quickstart"], (*UNUSED, "mobsim.api", "mobsim.telling.story")),
        (["explain", "--assumptions"], HEAVY),
        (["scenarios"], HEAVY),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_loads_only_what_it_needs(
    arguments: list[str], unloaded: tuple[str, ...], tmp_path: Path
) -> None:
    program = (
        "import sys\nfrom mobsim.cli.main import main\n"
        f"code = main({arguments!r})\n"
        f"print([name for name in {unloaded!r} if name in sys.modules], code, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        cwd=tmp_path,
    )
    assert "[] 0" == done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "words",
    [
        ("check", "national-drill", "--with", "surge", "--with", "sustained"),
        ("run", "quickstart", "-o", "a", "-o", "b"),
    ],
)
def test_an_option_that_counts_once_is_refused_twice(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert 2 == main(list(words))
    assert "is given 2 times; expected it once" in capsys.readouterr().err
