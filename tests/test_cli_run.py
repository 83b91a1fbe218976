"""Does one command simulate, answer and keep, and does the next one explain?"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mobsim import api
from mobsim.cli.main import main
from mobsim.cli.options import say_next
from mobsim.telling.store import read_result


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_shipped_scenario_runs_by_its_bare_name_and_is_saved(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["run", "quickstart"])
    out, err = capsys.readouterr()
    assert api.run("quickstart").scorecard() in out
    assert ["Saved in quickstart-1/", "Next: mobsim why quickstart-1 cardiff"] == (
        out.splitlines()[-2:]
    )
    assert "" == err
    assert "\x1b" not in out
    assert (here / "quickstart-1" / "run.json").is_file()


def test_the_next_command_works_as_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", "quickstart"])
    command = capsys.readouterr().out.splitlines()[-1].removeprefix("Next: mobsim ").split()
    assert 0 == main(command)
    out = capsys.readouterr().out
    assert out.startswith("Cardiff (cardiff)\n")
    assert "[rows 5–8]" in out
    assert "Next: mobsim why quickstart-1 " in out.splitlines()[-1]


def test_next_commands_too_wide_for_a_line_have_one_each(
    capsys: pytest.CaptureFixture[str],
) -> None:
    say_next("mobsim check a", "mobsim check b")
    say_next(f"mobsim check {'a' * 40}", f"mobsim check {'b' * 40}")
    together, first, second = capsys.readouterr().out.splitlines()
    assert "Next: mobsim check a   or   mobsim check b" == together
    assert [f"Next: mobsim check {'a' * 40}", f"  or: mobsim check {'b' * 40}"] == [first, second]


def test_json_prints_the_document_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["run", "quickstart", "--json"])
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert read_result("quickstart-1").document == document
    assert list(document) == sorted(document)
    assert "Saved in quickstart-1/\n" == err


def test_quiet_prints_the_result_without_hints(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["-q", "run", "quickstart"])
    assert "Saved in quickstart-1/" == capsys.readouterr().out.splitlines()[-1]
    assert 0 == main(["-q", "run", "quickstart", "--json"])
    assert "" == capsys.readouterr().err


def test_the_same_seed_prints_the_same_bytes_and_another_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = []
    for seed in ("3", "3", "4"):
        assert 0 == main(["run", "three-large", "--seed", seed, "--json"])
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1] != printed[2]


def test_typical_settings_and_overrides_reach_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["run", "three-large", "--typical", "--set", "drawdown=none", "--json"])
    document = json.loads(capsys.readouterr().out)
    assert document["provenance"]["typical"] is True
    assert 0 == document["asked"]["units_offered"]
    assert 0 == main(["run", "three-large", "--with", "static"])
    out = capsys.readouterr().out
    assert "no delay and no noise" in out
    assert "mobsim explain three-large --with static --assumptions" in out


def test_a_run_without_faults_only_is_repeated_as_it_was_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["run", "quickstart", "--set", "drawdown=none", "--seed", "7", "--typical", "-o", "r"]
    assert 0 == main([*asked, "--dry-run"])
    assert f"Next: mobsim {' '.join(asked)}" == capsys.readouterr().out.splitlines()[-1]


def test_the_next_command_after_a_run_is_about_the_worst_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["run", "three-large", "-o", "r"])
    out = capsys.readouterr().out
    assert "97 PSUs short in Medway" in out
    assert "Next: mobsim why r medway" == out.splitlines()[-1]


def test_an_output_folder_is_made_refused_and_replaced(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["run", "quickstart", "-o", "deep/down"])
    assert "Saved in deep/down/" in capsys.readouterr().out
    assert 1 == main(["run", "quickstart", "-o", "deep/down"])
    err = capsys.readouterr().err
    assert (
        "failed: deep/down is not empty; choose another folder, or replace it with --force" in err
    )
    assert 0 == main(["run", "quickstart", "-o", "deep/down", "--force", "--seed", "5"])
    assert 5 == read_result("deep/down").document["provenance"]["seed"]
    assert [here / "deep" / "down"] == list((here / "deep").iterdir())


def test_a_folder_that_will_not_do_is_told_before_the_run(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "mine").mkdir()
    (here / "mine" / "letter.txt").write_text("x")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("was run")

    monkeypatch.setattr("mobsim.cli.run.simulate", never)
    assert 1 == main(["run", "quickstart", "-o", "mine", "--force"])


def test_a_dry_run_checks_and_leaves_nothing(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["run", "quickstart", "--dry-run"])
    assert "no fault; nothing was simulated or saved" in capsys.readouterr().out
    assert 3 == main(["run", "quickstart", "--dry-run", "--set", "drawdown=some"])
    assert [] == list(here.iterdir())


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run", "quikstart"], 3, "did you mean 'quickstart'?"),
        (["run", "quickstart", "--with", "x"], 3, "unknown override 'x'"),
        (["run", "quickstart", "--seed", "x"], 2, "'x' is not a valid integer"),
        (["run", "quickstart", "--force"], 2, "--force replaces the folder that -o names"),
        (["run"], 2, "Missing argument 'SCENARIO'"),
        (["why", "quickstart-1", "leeds"], 3, "no such folder"),
        (["why"], 2, "Missing argument 'FOLDER'"),
    ],
)
def test_what_is_wrong_is_told_with_its_code(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    assert code == main(arguments)
    out, err = capsys.readouterr()
    assert message in err
    assert "" == out
    assert [] == list(here.iterdir())


@pytest.mark.parametrize("command", ["run", "why"])
def test_help_ends_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main([command, "--help"])
    assert f"mobsim {command} quickstart" in capsys.readouterr().out.partition("Example")[2]


def test_why_takes_a_name_of_several_words_and_answers_a_slip(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["run", "quickstart", "-o", "r"])
    capsys.readouterr()
    assert 2 == main(["why", "r"])
    assert "name a subject: a place, such as cardiff, a force or a unit" in capsys.readouterr().err
    assert 3 == main(["why", "rr", "gwent"])
    assert "no such folder; expected one that 'mobsim run' has saved; did you mean 'r'?" in (
        capsys.readouterr().err
    )
    assert 0 == main(["why", "r", "Avon", "and", "Somerset"])
    assert capsys.readouterr().out.startswith("Avon and Somerset (avon-somerset)")
    assert 3 == main(["why", "r", "gwentt"])
    assert "unknown 'gwentt'; did you mean 'gwent'?" in capsys.readouterr().err


def test_why_as_json_cites_rows_of_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", "quickstart", "-o", "r"])
    capsys.readouterr()
    assert 0 == main(["why", "r", "gwent-psu-01", "--json"])
    told = json.loads(capsys.readouterr().out)
    log = read_result("r").log
    assert told["cited"] == sorted({n for line in told["lines"] for n in line["rows"]})
    assert any(log[n - 1].unit == "gwent-psu-01" for n in told["cited"])


def started(*arguments: str, **how: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "mobsim", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **how,
    )


@pytest.mark.skipif(os.name != "posix", reason="signals of another kind")
def test_an_interrupted_run_leaves_nothing_and_ends_with_130(here: Path) -> None:
    # As in a terminal, even where whoever runs the tests ignores the signal.
    slow = "import signal, sys, time\nfrom mobsim.telling import store\n"
    slow += "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    slow += "store.table_text = lambda *_: (print('writing', flush=True), time.sleep(60))\n"
    slow += "from mobsim.cli.main import main\nsys.exit(main(['run', 'quickstart']))\n"
    with subprocess.Popen(
        [sys.executable, "-c", slow], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert "writing\n" == running.stdout.readline()
        time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
    assert 130 == running.returncode
    assert "interrupted" in err
    assert [] == list(here.iterdir())


def test_a_closed_pipe_is_no_failure_and_the_result_is_kept(here: Path) -> None:
    with started("run", "quickstart", "--json") as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        err = running.stderr.read()
        assert 0 == running.wait(timeout=60)
    assert "Traceback" not in err
    assert (here / "quickstart-1" / "summary.txt").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["run", "quickstart"], marks=pytest.mark.slow),
        ["--help"],
        pytest.param(["explain", "quickstart"], marks=pytest.mark.slow),
    ],
)
def test_a_full_disk_is_told_in_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mobsim", *arguments],
            stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False,
        )  # fmt: skip
    assert 1 == done.returncode
    assert "failed: output cannot be written: No space left on device\n" == done.stderr


def test_only_a_run_says_that_nothing_was_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["run", "quickstart", "-o", "r"])
    for command in (["why", "r", "gwentt"], ["check", "nope"], ["diff", "quickstart", "nope"]):
        assert 3 == main(command)
        assert "nothing was run" not in capsys.readouterr().err
    assert 3 == main(["run", "nope"])
    assert "1 fault found; nothing was run" == capsys.readouterr().err.splitlines()[-1]


def test_importing_mobsim_loads_no_engine_until_it_is_asked_for() -> None:
    code = (
        "import sys, mobsim\n"
        "assert not {'simpy', 'pandas', 'pydantic', 'mobsim.engine'} & set(sys.modules)\n"
        "assert callable(mobsim.run) and set(mobsim.__all__) <= set(dir(mobsim))\n"
        "assert all(getattr(mobsim, name) is not None for name in mobsim.__all__)\n"
        "assert 'pandas' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_that_mobsim_does_not_have_is_no_attribute() -> None:
    import mobsim

    with pytest.raises(AttributeError, match="module 'mobsim' has no attribute 'simulate_night'"):
        mobsim.simulate_night  # noqa: B018


def test_a_result_is_named_in_one_line() -> None:
    result = api.run("quickstart")
    assert f"<Result of quickstart, typical: {len(result.log)} events>" == repr(result)
