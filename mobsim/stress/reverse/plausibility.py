"""How does a severity that breaks compare with past events?

This module compares each severity that breaks with real nights, and gives a source for each night.
The comparison does not say how likely a night of this severity is. Two series of disorder in
thirteen years are too few to give a frequency.
"""

from typing import Final, NamedTuple


class Happened(NamedTuple):
    """The number of places with disorder at one past time, or the size of one past disorder."""

    what: str
    when: str
    number: int
    unit: str
    """``towns``, ``places`` or ``PSUs``."""
    source: str
    """The id in ``data/sources.csv``, and the place where mobsim cites it."""


HAPPENED: Final = (
    Happened(
        "towns with a demonstration or riot, over nine days",
        "30 July–7 August 2024", 27, "towns",
        "commons-library-2024; 29 demonstrations or riots",
    ),
    Happened(
        "named places with disorder on one day", "3 August 2024", 6, "places",
        "press-2024; data/history.csv, places-3-august; ten of the 29 are not named, so six to "
        "eight a day",
    ),
    Happened(
        "London boroughs with disorder on one night", "8 August 2011", 22, "places",
        "mps-2011; data/history.csv, monday-boroughs; all in one force except the City",
    ),
    Happened(
        "PSU-equivalents sent to one place on one night", "Tottenham, 6 August 2011", 19, "PSUs",
        "mps-2011; data/history.csv, tottenham; 480 officers / 25",
    ),
)  # fmt: skip
"""The largest known numbers of places with disorder at one time, and the largest known disorder."""


def plausibility(severity: float | None, unit: str) -> str:
    """Compare a severity with past events, in words and with sources.

    The severity is None if even the highest severity tried holds. The unit is ``incidents`` (places
    at once) or ``PSUs``; other units have no comparison.

    >>> print(plausibility(4, "PSUs"))
    Tottenham, 6 August 2011: 19 PSUs, more than 4 (mps-2011; data/history.csv, tottenham; \
480 officers / 25).
    """
    wanted = "places" if unit == "incidents" else unit
    told = [
        f"{each.when}: {each.number} {each.unit}, "
        f"{_against(each.number, severity)} ({each.source})."
        for each in HAPPENED
        if each.unit == wanted
    ]
    return " ".join(told) or "No past event is known in this unit."


def _against(happened: int, severity: float | None) -> str:
    if severity is None:
        return "and it held with every number tried"
    if happened == severity:
        return "the same number"
    return f"{'more' if happened > severity else 'fewer'} than {severity:g}"
