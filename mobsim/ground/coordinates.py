"""Which coordinates can be in England and Wales, and which mistakes do other values suggest?"""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator

Bounds = tuple[float, float]

LATITUDES = (49.8, 56.0)
"""Range of degrees north, from the Isles of Scilly to the Central Belt of Scotland."""
LONGITUDES = (-6.5, 2.0)
"""Range of degrees east, from the Isles of Scilly to Lowestoft."""


def latitude_problem(degrees: float) -> str:
    """The expected range and the likely mistake, if a latitude is wrong; otherwise empty.

    >>> latitude_problem(53.8), latitude_problem(-1.55)
    ('', 'degrees north from 49.8 to 56; are latitude and longitude swapped?')
    """
    return _problem(degrees, "north", LATITUDES, LONGITUDES)


def longitude_problem(degrees: float) -> str:
    """The expected range and the likely mistake, if a longitude is wrong; otherwise empty.

    >>> longitude_problem(3.18)
    'degrees east from -6.5 to 2; is the minus sign missing?'
    """
    return _problem(degrees, "east", LONGITUDES, LATITUDES)


def _problem(degrees: float, way: str, bounds: Bounds, others: Bounds) -> str:
    low, high = bounds
    if low <= degrees <= high:
        return ""
    expected = f"degrees {way} from {low:g} to {high:g}"
    if others[0] <= degrees <= others[1]:
        return f"{expected}; are latitude and longitude swapped?"
    return f"{expected}; is the minus sign missing?" if low <= -degrees < 0 else expected


def _checked(problem_of: Callable[[float], str]) -> AfterValidator:
    def check(degrees: float) -> float:
        if problem := problem_of(degrees):
            raise ValueError(problem)
        return degrees

    return AfterValidator(check)


Latitude = Annotated[float, _checked(latitude_problem)]
"""Latitude of a place in England and Wales, in degrees north."""
Longitude = Annotated[float, _checked(longitude_problem)]
"""Longitude of a place in England and Wales, in degrees east."""
