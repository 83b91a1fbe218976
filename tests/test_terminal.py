"""Does what is printed fit the terminal, and does a shell offer what may stand next?"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete, get_completion_class
from hypothesis import given
from hypothesis import strategies as st

from mobsim.api import load, run
from mobsim.cli.main import COMPLETION, cli, main
from mobsim.cli.options import say_next
from mobsim.ground.text_layout import WIDTH, aligned, columns, fitted, laid_out, sectioned, wrapped
from tests.strategies import law

WIDTHS = (40, 72)
COMMANDS = (
    "check stress/planned-operation",
    "scenarios",
    "forces",
    "forces six-cities-saturday",
    "places Newport",
    "explain six-cities-saturday",
    "explain --assumptions",
    "diff six-cities-saturday three-large",
    "why RESULT cardiff",
    "why RESULT gwent",
    "why RESULT gwent-psu-01",
)
EMPTY = {"border", "changed", "never"}
"""Headings of columns that are empty in these tables: a record leaves them out."""


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run("quickstart").save(tmp_path_factory.mktemp("kept") / "cardiff")


Asked = Callable[[str, int | None], str]


@pytest.fixture
def asked(
    result: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Asked:
    """What a command prints in so many columns; None: piped."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)

    def ask(command: str, width: int | None) -> str:
        if width is not None:
            monkeypatch.setenv("COLUMNS", str(width))
        words = command.replace("RESULT", str(result)).split()
        assert 0 == main(words)
        return capsys.readouterr().out

    return ask


def words_of(text: str) -> set[str]:
    """Words, without what a shell reads as going on and the colon after a heading."""
    return {word.removesuffix(":") for word in text.split()} - {"\\"}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_line_fits_the_terminal_and_no_word_is_lost(command: str, asked: Asked) -> None:
    piped = asked(command, None)
    for width in WIDTHS:
        text = asked(command, width)
        # A path or a key that is longer than the terminal is not broken either.
        assert [] == [o for o in text.splitlines() if len(o) > width and len(o.split()) > 1]
        assert set() == words_of(piped) - words_of(text) - EMPTY


@pytest.mark.parametrize("command", ["", "run", "stress run"])
@pytest.mark.parametrize("width", [40, 60])
def test_help_fits_a_narrow_terminal_and_breaks_no_word(
    command: str, width: int, asked: Asked
) -> None:
    text = asked(f"{command} --help", width)
    assert [] == [line for line in text.splitlines() if len(line) > width and " " in line.strip()]
    assert [] == [line for line in text.splitlines() if line.endswith("-")]
    assert "".join(asked(f"{command} --help", 100).split()) == "".join(text.split())


@pytest.mark.slow
def test_every_scorecard_and_study_fits_every_width() -> None:
    texts = [
        *(run(name).scorecard for name in ("six-cities-saturday", "three-days", "national-drill")),
        run("six-cities-saturday", replications=3, jobs=1).text,
        load("quickstart").savings(replications=2, jobs=1).text,
        load("quickstart").uncertainty(sets=3, replications=1, jobs=1).text,
        load("quickstart").compare("drawdown=none", replications=2, jobs=1).text,
        load("quickstart").sweep("drawdown=none,minimal", replications=2, jobs=1).text,
    ]
    for text in texts:
        piped = words_of(text())
        for width in range(40, 201, 4):
            with laid_out(width):
                printed = fitted(text())
            assert [] == [line for line in printed.splitlines() if len(line) > width]
            assert set() == piped - words_of(printed) - EMPTY


WORD = st.text("abcdefgh%12", min_size=1, max_size=16)
CELL = st.lists(WORD, max_size=5).map(" ".join)
TABLE = st.integers(2, 6).flatmap(
    lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=2, max_size=5)
)


@law(60)
@given(TABLE, st.integers(40, 200))
def test_any_table_fits_and_keeps_its_words_in_any_width(rows: list[list[str]], width: int) -> None:
    filled = [[cell or "x" for cell in row] for row in rows]
    expected = {word for row in filled for cell in row for word in cell.split()}
    with laid_out(width):
        texts = [
            aligned(filled),
            aligned(filled, last_left=True, headed=False),
            columns(filled, indent="  ", headed=True),
            sectioned(filled[0], [("abc", filled[1:])]),
        ]
    for text in texts:
        assert [] == [line for line in text if len(line) > width]
        assert expected <= words_of(" ".join(text)) | {"abc"}


def test_a_table_that_does_not_fit_is_a_record_a_row() -> None:
    rows = [["PLACE", "met", "own/region/nation"], ["  Leeds", "68 %", "21/15/336"]]
    with laid_out(40):
        assert 2 == len(aligned(rows))
    wide = [[*row, cell] for row, cell in zip(rows, ("verdict", "not tested"), strict=True)]
    with laid_out(40):
        assert [
            "PLACE",
            "  Leeds",
            "    met: 68 %",
            "    own/region/nation: 21/15/336",
            "    verdict: not tested",
        ] == aligned(wide)


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    with laid_out(40):
        assert ["-" * 37, "40 % of need"] == wrapped("-" * 37 + " 40 % of need")
    kept = wrapped("-" * 97 + " 40 % of need")
    assert ["-" * 97 + " 40", "% of need"] == kept


def test_a_paragraph_is_never_wider_than_can_be_read() -> None:
    with laid_out(200):
        assert max(map(len, wrapped("word " * 60))) <= WIDTH
        assert 1 == len(aligned([["word " * 30, "n"]], headed=False))


def test_a_line_that_nobody_laid_out_is_wrapped_below_itself() -> None:
    with laid_out(40):
        assert "  one two\n    " + "-" * 34 == fitted("  one two " + "-" * 34)


def test_a_long_next_command_can_still_be_copied(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = "mobsim run quickstart --set drawdown=none --set mode=sustained"
    monkeypatch.setenv("COLUMNS", "40")
    with laid_out(40):
        say_next(command)
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 40
    assert f"Next: {command}" == " ".join(said.replace("\\\n", "").split())


def test_what_is_kept_does_not_depend_on_the_terminal(asked: Asked) -> None:
    kept = {}
    for width in (None, 40):
        for command in ("run quickstart", "run quickstart --replications 2 --jobs 1"):
            folder = Path(f"{width}-{len(command)}")
            asked(f"{command} -o {folder}", width)
            kept.setdefault(command, set()).add((folder / "summary.txt").read_text())
    assert [1, 1] == [len(texts) for texts in kept.values()]


def test_a_fault_is_wrapped_on_a_terminal_and_one_line_for_a_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    asked = ["check", "quickstart", "--set", "drawdown=nothing"]
    assert 3 == main(asked)
    piped = capsys.readouterr().err.splitlines()
    assert 1 == len(piped)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert 3 == main(asked)
    seen = capsys.readouterr().err
    assert " ".join(piped).split() == seen.split()
    assert max(map(len, seen.splitlines())) <= 40


def test_json_is_not_broken_by_a_narrow_terminal(asked: Asked) -> None:
    assert asked("explain quickstart --json", None) == asked("explain quickstart --json", 40)


VERDICT = "\x1b[31m\x1b[1mmissed\x1b[0m"


@pytest.mark.parametrize(
    ("options", "variables", "is_coloured"),
    [([], {}, True), (["--no-color"], {}, False), ([], {"NO_COLOR": "1"}, False)],
)
def test_a_verdict_is_in_words_always_and_in_colour_on_a_terminal(
    options: list[str],
    variables: dict[str, str],
    is_coloured: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from click.testing import CliRunner

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    asked = [*options, "run", "six-cities-saturday"]
    out = CliRunner(env=variables).invoke(cli, asked, color=None if options else True).output
    plain = re.sub(r"\x1b\[\d+m", "", out)
    assert "Your target     missed by 7h14m" in plain
    assert is_coloured == (VERDICT in out)


# --- completion ----------------------------------------------------------------------------------


def offered(*words: str) -> list[str]:
    """What click offers for the last word."""
    *before, begun = words
    found = ShellComplete(cli, {}, "mobsim", COMPLETION).get_completions(before, begun)
    return [each.value for each in found if each.type == "plain"]


def test_a_shell_is_offered_commands_scenarios_overrides_and_settings() -> None:
    assert ["inspect"] == offered("ins")
    assert ["six-cities-saturday"] == offered("run", "six")
    assert ["sustained"] == offered("run", "national-drill", "--with", "sustained")[:1]
    assert ["drawdown=none", "drawdown=minimal", "drawdown=moderate", "drawdown=extensive"] == (
        offered("run", "quickstart", "--set", "drawd")
    )
    assert ["mode=sustained"] == offered("check", "quickstart", "--set", "mode=sus")
    assert "durations.judging=" in offered("run", "quickstart", "--set", "durations.")
    assert "incidents.leeds.need.psu=" in offered(
        "explain", "six-cities-saturday", "--set", "incidents.leeds"
    )


def test_a_shell_is_offered_results_incidents_forces_and_quarters(
    result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(result.parent)
    assert ["cardiff"] == offered("why", "")
    assert ["cardiff"] == offered("why", "cardiff", "card")
    assert ["gwent-psu-01"] == offered("why", "cardiff", "gwent-psu")
    assert ["kent"] == offered("inspect", "ken")
    assert ["2026-Q4"] == offered("stress", "run", "2026-Q4")


def test_what_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    assert [] == offered("why", str(tmp_path), "")
    assert ["likely", "static"] == offered("run", "no-such-night", "--with", "")


def test_bash_is_offered_what_follows_the_equals_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes ``mode=su`` for three words."""
    monkeypatch.setenv("COMP_WORDS", "mobsim run quickstart --set mode = su")
    monkeypatch.setenv("COMP_CWORD", "6")
    found = get_completion_class("bash")
    assert found is not None
    assert "plain,sustained" in found(cli, {}, "mobsim", COMPLETION).complete()
    assert "mode" not in found(cli, {}, "mobsim", COMPLETION).complete()
