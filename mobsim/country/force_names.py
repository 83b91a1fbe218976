"""Which force does a name mean, and what does mobsim say about an unknown name?

All inputs use one list of names: scenario files, ``--set``, tables, returns and ``mobsim why``. A
lookup ignores case, hyphens, a leading *the* and endings such as *Police*, and reads ``&`` as
*and*.
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
"""A name such as Yorkshire may be part of several forces' names. mobsim looks for these forces only
if a word of the name has at least this many letters."""


class NamedForce(Protocol):
    """The data about a force that a lookup by name uses."""

    @property
    def name(self) -> str:
        """The name that the force itself uses."""

    @property
    def region(self) -> str:
        """The id of the force's region."""

    @property
    def city(self) -> str:
        """The main city of the force."""


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
    """The names of each force, with the official name first; ids are not included.

    The table also includes bodies other than the 43 forces.

    >>> force_names()["metropolitan"][:3]
    ('Metropolitan Police Service', 'MET', 'the Met')
    """
    found: dict[str, list[str]] = defaultdict(list)
    for row in read_table(data_path("force_names.csv"), NameRow):
        found[row.force_id].append(row.name)
    return {force_id: tuple(names) for force_id, names in found.items()}


@cache
def _ids_by_name() -> dict[str, str]:
    """The force id for each name in plain form; a name that is also an id means that id."""
    named = {
        plain_name(name): force_id for force_id, names in force_names().items() for name in names
    }
    return named | {plain_name(force_id): force_id for force_id in force_names()}


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A name without the parts that a lookup ignores.

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
    """The id of the force or other body that a name means; None if the name is unknown.

    >>> [force_id_of(name) for name in ("GMP", "the Met", "Kent Police", "Leeds")]
    ['greater-manchester', 'metropolitan', 'kent', None]
    """
    return _ids_by_name().get(plain_name(name))


def as_force_id(name: str) -> str:
    """The force id that a name means; if the name is unknown, the name itself."""
    return force_id_of(name) or name


def unknown_force(
    name: str, forces: Mapping[str, NamedForce], known_else: Callable[[str], str] = lambda _: ""
) -> str:
    """A message saying that a name is not the id of a force, with a hint about the intended name.

    ``known_else`` returns a hint for a name that means something else, such as a town, and an empty
    text for any other name.

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
    """A message about a name that means a force but cannot be used."""
    if meant in forces:
        return f"{name!r} is {meant!r}, which is already named; keep one of them"
    if len(forces) < FORCES:
        return f"{name!r} is not in play; add it to 'forces_in_play', or name another force"
    return f"unknown force {name!r}: it can lend units, but only the 43 forces can be hosts"


def region_told(name: str, regions: Mapping[str, str]) -> str:
    """A sentence that identifies a name as a region and lists its forces; empty for other names."""
    members: dict[str, list[str]] = defaultdict(list)
    for force_id, region in sorted(regions.items()):
        members[plain_name(region)].append(force_id)
    found = members.get(plain_name(name).removesuffix(" region"))
    if not found:
        return ""
    return f"{name!r} is a region; its forces are {listed(found, len(found))}"


def could_be(name: str, forces: Iterable[str]) -> list[str]:
    """The forces whose names contain all words of the given name."""
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
