"""Is it said how far it is, to those who look on and nobody else?"""

import io
import sys

import pytest

from mobsim.ground.progress import bar, is_watched, silent


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    assert is_watched()
    with bar("six cities") as progress:
        progress(50, 200)
        progress(200, 200)
    told = seen.getvalue()
    assert "six cities" in told
    assert "200/200" in told
    assert "night/s" in told or "s/night" in told


def test_a_bar_begins_again_with_another_number_of_nights(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Terminal()
    monkeypatch.setattr(sys, "stderr", seen)
    with bar("sweep") as progress:
        progress(10, 10)
        progress(7, 7)
    assert "7/7" in seen.getvalue()


def test_a_pipe_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", seen)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    assert not is_watched()
    with bar("six cities") as progress:
        assert silent is progress
        progress(50, 200)
    assert "" == seen.getvalue()


def test_a_terminal_that_asks_for_quiet_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    with bar("six cities", show=False) as progress:
        assert silent is progress
