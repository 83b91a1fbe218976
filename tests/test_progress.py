"""Is it said how far it is, to those who look on and nobody else?"""

import io
import re
import sys

import pytest

from mobsim.ground.progress import bar, is_watched, silent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Where errors go from now on, whatever other tests have imported."""
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    return seen


def test_a_terminal_is_told_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = terminal(monkeypatch)
    assert is_watched()
    with bar("six cities") as progress:
        progress(50, 200)
        progress(200, 200)
    told = seen.getvalue()
    assert "six cities" in told
    assert "200/200" in told
    assert "night/s" in told or "s/night" in told


def test_a_bar_begins_again_with_another_number_of_nights(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = terminal(monkeypatch)
    with bar("sweep") as progress:
        progress(10, 10)
        progress(7, 7)
    assert "7/7" in seen.getvalue()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What a watch says; the last of it."""
    now = [0.0]
    monkeypatch.setattr("mobsim.ground.progress.monotonic", lambda: now[-1])
    return now


Log = pytest.CaptureFixture[str]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch, capsys: Log) -> Log:
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    return capsys


def test_a_log_is_told_a_line_a_minute(log: Log, clock: list[float]) -> None:
    assert not is_watched()
    with bar("six cities") as progress:
        for second in range(5, 245, 5):
            clock.append(float(second))
            progress(second, 240)
    assert [
        "six cities: 60 of 240 nights after 1m, about 3m left",
        "six cities: 120 of 240 nights after 2m, about 2m left",
        "six cities: 180 of 240 nights after 3m, about 1m left",
    ] == log.readouterr().err.splitlines()


def test_a_log_is_told_nothing_of_a_job_of_less_than_a_minute(log: Log, clock: list[float]) -> None:
    with bar("six cities") as progress:
        for second in (1.0, 30.0, 59.0):
            clock.append(second)
            progress(int(second), 60)
    assert "" == log.readouterr().err


def test_a_log_that_asks_for_quiet_is_told_nothing(log: Log, clock: list[float]) -> None:
    with bar("six cities", show=False) as progress:
        assert silent is progress
        clock.append(600.0)
        progress(50, 200)
    assert "" == log.readouterr().err


def test_a_notebook_is_told_in_one_line_that_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch, clock: list[float]
) -> None:
    pytest.importorskip("IPython.display")
    shown: list[str] = []

    class Handle:
        def update(self, data: dict[str, str], *, raw: bool) -> None:
            shown.append(data["text/html"] if raw else "")

    def display(data: dict[str, str], *, raw: bool, display_id: bool) -> Handle:
        Handle().update(data, raw=raw and display_id)
        return Handle()

    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    monkeypatch.setattr("IPython.display.display", display)
    with bar("<six>") as progress:
        for second in (1.0, 3.0, 3.1, 9.0):
            clock.append(second)
            progress(int(10 * second), 200)
    assert [30, 90] == [int(re.findall(r'value="(\d+)"', each)[0]) for each in shown[:-1]]
    assert "&lt;six&gt;: 90 of 200 nights" in shown[1]
    assert "" == shown[-1]


def test_a_terminal_that_asks_for_quiet_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal(monkeypatch)
    with bar("six cities", show=False) as progress:
        assert silent is progress
