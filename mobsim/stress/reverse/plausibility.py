"""How does a severity compare with past events?

Each severity that breaks is compared with real nights, each with its source. The comparison does
not say how likely such a night is: two series of disorder in thirteen years are not a frequency.
"""

from typing import Final, NamedTuple


class Happened(NamedTuple):
    """Places with disorder at one time, or the size of one place's disorder."""

    what: str
    when: str
    number: int
    unit: str
    """``towns``, ``places`` or ``PSUs``."""
    source: str
    """The id in ``data/sources.csv``, and where the repository cites it."""


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
        "mps-2011; data/history.csv, monday-boroughs; all in one force but for the City",
    ),
    Happened(
        "PSU-equivalents sent to one place on one night", "Tottenham, 6 August 2011", 19, "PSUs",
        "mps-2011; data/history.csv, tottenham; 480 officers / 25",
    ),
)  # fmt: skip
"""The largest known numbers of places and sizes."""


def plausibility(severity: float | None, unit: str) -> str:
    """How a severity compares with past events, in words with sources.

    The severity is None if even the highest tried holds. The unit is ``incidents`` (places at once)
    or ``PSUs``; no comparison exists for other units.

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
        return "and it held with every number that was tried"
    if happened == severity:
        return "just as many"
    return f"{'more' if happened > severity else 'fewer'} than {severity:g}"
