"""Which made-up situations test a policy?

Each situation is generated from its name, so it is always the same. Small numbers and round minutes
produce many ties, and ties reveal a policy that depends on the order of its objects.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from mobsim.ground.randomness import uniform
from mobsim.policy.picture import Candidate, Claim, NationalPicture

COUNT = 60
"""The number of situations of each kind."""
FORCES = ("ash", "birch", "cedar", "elm", "oak", "yew")

Item = TypeVar("Item")


def whole(low: int, high: int, *ids: str | int) -> int:
    """Generate a whole number from ``low`` to ``high``, both included, from a name.

    >>> whole(3, 3, "any")
    3
    """
    return low + int(uniform("picture|" + "|".join(map(str, ids))) * (high - low + 1))


def shuffled(items: Sequence[Item], *ids: str | int) -> list[Item]:
    """Put items in another order, which is generated from a name."""
    keys = [uniform("order|" + "|".join(map(str, (*ids, place)))) for place in range(len(items))]
    return [item for _, _, item in sorted(zip(keys, range(len(items)), items, strict=True))]


def candidates() -> Iterator[list[Candidate]]:
    """Lists of no crews, one crew or many crews that are reported as available."""
    for number in range(COUNT):
        yield [] if not number else sorted(_crews(number), key=lambda each: each[1:3])


def _crews(picture: int) -> Iterator[Candidate]:
    for force in FORCES[: whole(1, len(FORCES), picture, "forces")]:
        said = (picture, force)
        count = whole(0 if picture > 1 else 1, 5 if picture > 1 else 1, *said, "crews")
        commitment = whole(0, 8, *said, "commitment")
        drive = 15.0 * whole(1, 12, *said, "drive")
        given = whole(0, 6, *said, "given")
        regional = whole(0, 1, *said, "regional") == 1
        for position in range(count):
            wait = 30.0 * whole(1, 6, *said, position, "wait")
            held = "holding-1" if whole(0, 9, *said, position, "held") == 0 else None
            yield Candidate(
                expected_minute=drive + wait,
                force=force,
                number=position + 1 + given,
                position=position,
                drive_minutes=drive,
                regional=regional,
                commitment=commitment,
                given=given,
                spare=count + whole(0, 3, *said, "spare"),
                held=held,
            )


def national_pictures() -> Iterator[NationalPicture]:
    """National pictures, with the minute, the units in use and the units required."""
    required = {"aep": 20, "bdu": 60, "psu": 297}
    for number in range(COUNT):
        in_use = {kind: whole(0, most, number, kind) for kind, most in required.items()}
        if not number:
            in_use = dict.fromkeys(required, 0)
        yield NationalPicture(30.0 * number, in_use, dict(required))


def claims() -> Iterator[list[Claim]]:
    """Lists of incidents that are short of units, each list in order of rank."""
    for number in range(COUNT):
        yield [
            Claim(rank, whole(1, 3, number, rank), 30.0 * whole(1, 4, number, rank, "minute"))
            for rank in range(whole(0, 5, number, "claims") if number else 0)
        ]


def wants() -> Iterator[tuple[int, int]]:
    """Pairs of the number of units needed and the number of units deployed elsewhere."""
    for number in range(COUNT):
        yield whole(1, 6, number, "short"), whole(0, 6, number, "elsewhere")
