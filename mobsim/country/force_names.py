"""Which force does a name mean, and what does mobsim say about an unknown name?

One list serves every input: scenario files, ``--set``, tables, returns, ``mobsim why``. Case,
hyphens, ``&`` for *and*, a leading *the* and endings such as *Police* make no difference.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import ClassVar, Final, Literal, Protocol

from mobsim.country.doctrine import FORCES
from mobsim.ground.errors import did_you_mean, listed
from mobsim.ground.tables import PartialDate, Row, Slug, Text, data_path, read_table

_ENDINGS: Final = ("police", "constabulary", "service", "force")
_EXAMPLE: Final = "a force id such as 'west-yorkshire'; 'mobsim forces' lists them"
_WORD: Final = 4
"""Minimum letters for a single word to mean several forces, such as Yorkshire."""


class NamedForce(Protocol):
    """What a lookup by name needs to know about a force."""

    @property
    def name(self) -> str:
        """The name that the force itself uses."""

    @property
    def region(self) -> str:
        """Id of its region."""

    @property
    def city(self) -> str:
        """Its main city."""


class NameRow(Row):
    """A row of the table of names."""

    KEY: ClassVar[tuple[str, ...]] = ("force_id", "name")

    force_id: Slug
    name: Text
    use: Literal["official", "label", "usual"]
    """``label`` is the name on maps."""
    source: Text
    date: PartialDate


@cache
def force_names() -> dict[str, tuple[str, ...]]:
    """The names of each force besides its id, the official name first; bodies beyond the 43 too.

    >>> force_names()["metropolitan"][:3]
    ('Metropolitan Police Service', 'MET', 'the Met')
    """
    found: dict[str, list[str]] = defaultdict(list)
    for row in read_table(data_path("force_names.csv"), NameRow):
        found[row.force_id].append(row.name)
    return {force_id: tuple(names) for force_id, names in found.items()}


@cache
def _ids_by_name() -> dict[str, str]:
    """The id of each name in its plain form; an id takes precedence over a name."""
    named = {
        plain_name(name): force_id for force_id, names in force_names().items() for name in names
    }
    return named | {plain_name(force_id): force_id for force_id in force_names()}


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A name without the parts that make no difference.

    >>> plain_name("The Avon & Somerset Constabulary"), plain_name("avon-somerset")
    ('avon somerset', 'avon somerset')
    """
    text = unicodedata.normalize("NFKC", name).casefold().replace("&", " and ")
    words = re.findall(r"\w+", re.sub(r"['’.]", "", text).replace("_", " "))
    if words[:1] == ["the"]:
        words = words[1:]
    while len(words) > 1 and words[-1] in _ENDINGS:
        words.pop()
    return " ".join(word for word in words if word != "and")


def force_id_of(name: str) -> str | None:
    """The id of the one force, or body beyond the 43, that a name means; None if there is none.

    >>> [force_id_of(name) for name in ("GMP", "the Met", "Kent Police", "Leeds")]
    ['greater-manchester', 'metropolitan', 'kent', None]
    """
    return _ids_by_name().get(plain_name(name))


def as_force_id(name: str) -> str:
    """The id that a name means, otherwise the name itself."""
    return force_id_of(name) or name


def unknown_force(
    name: str, forces: Mapping[str, NamedForce], known_else: Callable[[str], str] = lambda _: ""
) -> str:
    """The fault of a name that is not a force's id, and what the name may mean.

    ``known_else`` says what else the name means, such as a town; empty if the name is unknown.

    >>> from mobsim.country.forces import load_forces
    >>> forces = {force.force_id: force for force in load_forces()}
    >>> unknown_force("Leeds", forces)
    "unknown force 'Leeds'; did you mean 'west-yorkshire' (Leeds)?"
    >>> unknown_force("wales", forces)
    "'wales' is a region; its forces are dyfed-powys, gwent, north-wales and south-wales"
    """
    meant = force_id_of(name)
    if meant is not None:
        return _known_force(name, meant, forces)
    if region := region_told(name, {force_id: each.region for force_id, each in forces.items()}):
        return region
    cities = {each.city.casefold(): force_id for force_id, each in forces.items()}
    if host := cities.get(name.casefold().strip()):
        return f"unknown force {name!r}; did you mean {host!r} ({forces[host].city})?"
    several = could_be(name, forces)
    if len(several) > 1:
        return f"{name!r} could be {listed(several, joint='or')}; name one of them"
    return f"unknown force {name!r}; {known_else(name) or _near(name, forces)}"


def _known_force(name: str, meant: str, forces: Mapping[str, NamedForce]) -> str:
    """The fault of a name that means a force."""
    if meant in forces:
        return f"{name!r} is {meant!r}, which is named already; keep one of them"
    if len(forces) < FORCES:
        return f"{name!r} is not in play; add it to 'forces_in_play', or name another"
    return f"unknown force {name!r}: it may lend from beyond the 43, but hosts nothing"


def region_told(name: str, regions: Mapping[str, str]) -> str:
    """A sentence that a name is a region's, with its forces; empty if it is not."""
    members: dict[str, list[str]] = defaultdict(list)
    for force_id, region in sorted(regions.items()):
        members[plain_name(region)].append(force_id)
    found = members.get(plain_name(name).removesuffix(" region"))
    if not found:
        return ""
    return f"{name!r} is a region; its forces are {listed(found, len(found))}"


def could_be(name: str, forces: Iterable[str]) -> list[str]:
    """Forces whose names contain all words of a name."""
    words = set(plain_name(name).split())
    if not words or max(map(len, words)) < _WORD:
        return []
    known = ((force_id, plain) for plain, force_id in _ids_by_name().items())
    found = {force_id for force_id, plain in known if words <= set(plain.split())}
    return sorted(found.intersection(forces))


def _near(name: str, forces: Mapping[str, NamedForce]) -> str:
    known = {each: each for each in forces}
    known |= {each: i for i in forces for each in (*force_names().get(i, ()), forces[i].name)}
    hint = did_you_mean(name, known)
    if hint.startswith("expected"):
        return f"expected {_EXAMPLE}"
    for each, force_id in known.items():
        hint = hint.replace(f"mean {each!r}?", f"mean {force_id!r}?")
    return hint
