"""How much of one lever breaks it, at each setting of another?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from mobsim.stress.reverse.searching import Found, Search, find_all, guessed, told
from mobsim.stress.reverse.severity import Joint, Lever, with_settings
from mobsim.study.study import How

ABSENCE: Final = (0.0, 5.0, 10.0, 15.0, 20.0, 30.0)
"""Per cent of fit crews absent that are tried; assumed."""


@dataclass(frozen=True)
class At:
    """What was found at one setting of the other lever."""

    setting: float
    found: Found


def frontier_searches(search: Search, held: Lever, settings: Sequence[float]) -> list[Search]:
    """The search with another lever held at each of some settings, on the same nights.

    Settings of the scenario file are laid on the base at once, so that no worker has to.
    """
    return [guessed(_held(search, held, setting)) for setting in settings]


def _held(search: Search, held: Lever, setting: float) -> Search:
    base = with_settings(search.base, held.settings(setting))
    lever = search.lever
    if base is search.base:
        lever = Joint(lever, held, setting)
    return replace(search, base=base, lever=lever, guess=None)


def frontier(
    search: Search,
    held: Lever,
    settings: Sequence[float] = ABSENCE,
    replications: int | str = 100,
    how: How | None = None,
) -> list[At]:
    """The breaking severity of one lever at each setting of another, over the same nights.

    Parameters
    ----------
    search
        The search whose lever is found.
    held
        The other lever.
    settings
        Its severities.
    replications, how
        As `mobsim.stress.reverse.searching.find`.

    Raises
    ------
    InputError
        When a setting does not fit the base.
    """
    searches = frontier_searches(search, held, settings)
    found = find_all(searches, replications, how)
    return [At(setting, each) for setting, each in zip(settings, found, strict=True)]


def frontier_text(points: Sequence[At], held: Lever) -> str:
    """One line a setting."""
    lines = [
        f"{point.setting:>6g} {held.words}: half of nights break at "
        f"{told(point.found.median, point.found.search, point.found.search.lever.unit)}"
        for point in points
    ]
    return "\n".join(lines)
