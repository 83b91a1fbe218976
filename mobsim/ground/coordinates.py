"""Which degrees can be a place in England and Wales, and what slip do others look like?"""

from typing import Annotated

from pydantic import AfterValidator

LATITUDES = (49.8, 56.0)
"""Degrees north: from the Isles of Scilly to the Central Belt of Scotland."""
LONGITUDES = (-6.5, 2.0)
"""Degrees east: from the Isles of Scilly to Lowestoft."""


def latitude_problem(degrees: float) -> str:
    """What was expected of a latitude and which slip it looks like; empty if it is sound.

    >>> latitude_problem(53.8), latitude_problem(-1.55)
    ('', 'degrees north from 49.8 to 56; are latitude and longitude swapped?')
    """
    if _within(degrees, LATITUDES):
        return ""
    hint = "; are latitude and longitude swapped?" if _within(degrees, LONGITUDES) else ""
    return f"degrees north from {LATITUDES[0]:g} to {LATITUDES[1]:g}{hint}"


def longitude_problem(degrees: float) -> str:
    """The same of a longitude.

    >>> longitude_problem(3.18)
    'degrees east from -6.5 to 2; is its minus missing?'
    """
    if _within(degrees, LONGITUDES):
        return ""
    hint = ""
    if _within(degrees, LATITUDES):
        hint = "; are latitude and longitude swapped?"
    elif _within(-degrees, LONGITUDES):
        hint = "; is its minus missing?"
    return f"degrees east from {LONGITUDES[0]:g} to {LONGITUDES[1]:g}{hint}"


def _within(degrees: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= degrees <= bounds[1]


def _check_latitude(degrees: float) -> float:
    if problem := latitude_problem(degrees):
        raise ValueError(problem)
    return degrees


def _check_longitude(degrees: float) -> float:
    if problem := longitude_problem(degrees):
        raise ValueError(problem)
    return degrees


Latitude = Annotated[float, AfterValidator(_check_latitude)]
"""Degrees north of a place in England and Wales."""
Longitude = Annotated[float, AfterValidator(_check_longitude)]
"""Degrees east of a place in England and Wales."""
