"""Where can marks and names be placed so that they do not overlap?

Marks are discs. Each disc is at the free spot nearest to its true position. Names are boxes, placed
in order of importance. Each name takes the first free side of its mark. If no side is free, the
layout shortens the name or leaves it out. Nothing in the layout is random, so a night always has
the same map.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mobsim.looking.report.whereabouts import Place

_STEP = 3.0
"""The distance, in units of the page, by which the spiral of spots to try widens."""
_TURN = 2.4
"""The angle between two successive spots on the spiral, in radians."""
_MOST_TRIES = 4000
_GAP = 2.0
"""The gap between two marks, and between a mark and its name."""
_LETTER, _HEAVY = 0.6, 0.72
"""The width of a letter divided by the font height, in normal type and in bold type."""
_BASE = 0.8
"""The height of a line of text above its base line, divided by the font height."""
_SLANT = math.sqrt(0.5)


def place_radius(need: int) -> float:
    """The outer radius of a place's ring, which grows with the units needed there.

    >>> place_radius(0), place_radius(16)
    (12.0, 20.0)
    """
    return 12.0 + 2.0 * math.sqrt(need)


def force_radius(fit: int) -> float:
    """The radius of a force's disc, whose area grows with the force's fit crews.

    >>> force_radius(1), force_radius(25)
    (5.0, 12.0)
    """
    return max(5.0, 2.4 * math.sqrt(fit))


@dataclass(frozen=True, slots=True)
class Disc:
    """The room that a mark takes, and the period for which it is on the map."""

    x: float
    y: float
    radius: float
    since: float = -math.inf
    until: float = math.inf

    def meets(self, other: "Disc") -> bool:
        """Whether two discs overlap, or nearly overlap, at some minute."""
        near = self.radius + other.radius + _GAP
        return _together(self, other) and math.hypot(self.x - other.x, self.y - other.y) < near


@dataclass(frozen=True, slots=True)
class NameWish:
    """A mark that needs a name."""

    place: Place
    disc: Disc
    names: Sequence[str]
    """The possible names, with the best first; a name can include line breaks."""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name on the map, with the position of its first base line."""

    place: Place
    which: int
    """The index of the chosen name among the possible names."""
    x: int
    y: int
    anchor: str
    """The anchor of the text: ``start``, ``middle`` or ``end``."""


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float
    anchor: str
    since: float
    until: float

    @property
    def at(self) -> float:
        """The horizontal position at which the text is anchored."""
        middle = (self.left + self.right) / 2
        return {"start": self.left, "end": self.right}.get(self.anchor, middle)

    def meets(self, other: "_Box") -> bool:
        return (
            _together(self, other)
            and self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def covers(self, disc: Disc) -> bool:
        x = min(max(disc.x, self.left), self.right)
        y = min(max(disc.y, self.top), self.bottom)
        return _together(self, disc) and math.hypot(disc.x - x, disc.y - y) < disc.radius


def _together(one: _Box | Disc, other: _Box | Disc) -> bool:
    """Whether two marks are ever on the map at the same minute."""
    return one.since < other.until and other.since < one.until


def set_apart(disc: Disc, taken: Iterable[Disc]) -> Disc:
    """Move a disc along a spiral to the nearest spot that is clear of the discs in ``taken``.

    >>> set_apart(Disc(0, 0, 5), [Disc(100, 0, 5)])
    Disc(x=0, y=0, radius=5, since=-inf, until=inf)
    >>> moved = set_apart(Disc(0, 0, 5), [Disc(0, 0, 5)])
    >>> 12 <= math.hypot(moved.x, moved.y) < 16
    True
    """
    others = list(taken)
    for tried in range(_MOST_TRIES):
        away, angle = _STEP * math.sqrt(tried), _TURN * tried
        x, y = round(disc.x + away * math.cos(angle)), round(disc.y + away * math.sin(angle))
        found = Disc(x, y, disc.radius, disc.since, disc.until)
        if not any(found.meets(other) for other in others):
            return found
    return disc


def placed_names(
    wishes: Sequence[NameWish], font: float, width: float, height: float
) -> list[PlacedName]:
    """Choose positions for names on a sheet of a given size, in the order of ``wishes``.

    Names do not overlap each other or a mark, except that a place's name may cover a force's dot.
    """
    boxes: list[_Box] = []
    found: list[PlacedName] = []
    for wish in wishes:
        for which, name, over in _tries(wish):
            discs = [other.disc for other in wishes if not (over and other.place[0] == "force")]
            box = next(
                (
                    box
                    for box in _sides(wish, name.split("\n"), font)
                    if min(box.left, box.top) >= _GAP
                    and box.right <= width - _GAP
                    and box.bottom <= height - _GAP
                    and not any(box.meets(other) for other in boxes)
                    and not any(box.covers(disc) for disc in discs)
                ),
                None,
            )
            if box is not None:
                boxes.append(box)
                y = round(box.top + _BASE * font)
                found.append(PlacedName(wish.place, which, round(box.at), y, box.anchor))
                break
    return found


def _tries(wish: NameWish) -> Iterator[tuple[int, str, bool]]:
    """The names to try, each with whether it can cover dots of forces, as names of places can."""
    for which, name in enumerate(wish.names):
        yield which, name, False
        if wish.place[0] == "incident":
            yield which, name, True


def _sides(wish: NameWish, lines: Sequence[str], font: float) -> Iterator[_Box]:
    """The possible boxes for a name beside a mark, with the best box first."""
    disc = wish.disc
    letter = max(_HEAVY if wish.bold or line.isupper() else _LETTER for line in lines)
    wide, tall = letter * font * max(map(len, lines)), font * len(lines)
    reach, slant = disc.radius + _GAP, _SLANT * disc.radius + _GAP
    for x, y, anchor in (
        (reach, -tall / 2, "start"),
        (-reach - wide, -tall / 2, "end"),
        (-wide / 2, reach, "middle"),
        (-wide / 2, -reach - tall, "middle"),
        (slant, slant - font / 3, "start"),
        (slant, font / 3 - slant - tall, "start"),
        (-slant - wide, slant - font / 3, "end"),
        (-slant - wide, font / 3 - slant - tall, "end"),
    ):
        left, top = disc.x + x, disc.y + y
        yield _Box(left, top, left + wide, top + tall, anchor, disc.since, disc.until)
