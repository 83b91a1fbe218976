"""Where is a town, and in which force?

The shipped gazetteer (`making.places`, from GeoNames) says. mobsim reads it when it first needs a
town. Case, accents, hyphens, apostrophes and *Saint* for *St* make no difference. A comma
distinguishes towns of the same name: ``Newport, Shropshire``, by county, force or nation.
"""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

from mobsim.country.force_names import force_id_of, plain_name
from mobsim.country.geography import great_circle_km
from mobsim.ground.coordinates import Latitude, Longitude
from mobsim.ground.errors import listed
from mobsim.ground.tables import Count, Row, Text, data_path, read_table

GEONAMES_DATE: Final = "2023-03-05"
"""The latest change in the GeoNames dump behind the gazetteer."""
SOURCE: Final = f"gazetteer (GeoNames, {GEONAMES_DATE})"
"""The origin of a value from the gazetteer."""
LONGEST_NAME: Final = 100
"""The most characters of a name; the longest town name in Wales has 58."""

TOWN_FORM: Final = "a town such as Southport, or {lat: 53.80, lon: -1.55}"

_FORM = re.compile(
    r"(?P<name>[^,(]*[^\W\d_][^,(]*)(?:,(?P<after>[^,()]+)|\((?P<inside>[^,()]+)\))?\s*"
)
_INSTEAD = "write a larger town near it, or 'force' and place: {lat: 53.65, lon: -3.01}"
_WELSH = ("dyfed-powys", "gwent", "north-wales", "south-wales")
_NEAR = 0.8
"""How similar a misspelling must be to a name."""
_SHOWN = 8
"""How many towns a sentence lists."""
_TO_BODY = {
    "Scotland": "police-scotland",
    "Northern Ireland": "psni",
}


def _names(found: object) -> object:
    return tuple(filter(None, found.split(";"))) if isinstance(found, str) else found


class Town(Row):
    """A row of the gazetteer: a town, village or seat of a council."""

    name: Text
    other_names: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    county: Text
    """For a town beyond England and Wales, the nation or country."""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    population: Count | None = None
    force: str = ""
    """Id of the force in which it lies; empty beyond England and Wales."""
    basis: Literal["main city", "area", "exception", "outside"]
    """How the force was found: from a force's main city, from the administrative area, by hand, or
    not at all.
    """
    border: str = ""
    """Id of another force nearby."""

    @property
    def where(self) -> tuple[float, float]:
        """Degrees north and east, for a town of England and Wales."""
        return self.latitude or 0.0, self.longitude or 0.0

    @property
    def all_names(self) -> tuple[str, ...]:
        """Its main name, then the others."""
        return self.name, *self.other_names


@dataclass(frozen=True, slots=True)
class FoundTown:
    """The town that a name means."""

    town: Town
    called: str
    """The one of its names that was meant, in its usual spelling."""
    others: tuple[Town, ...] = ()
    """Other towns of that name, if a main city was preferred."""


class NoTownError(ValueError):
    """A name that means no town in England and Wales, or several; it gives the next move."""


@lru_cache(maxsize=65_536)
def plain_place(name: str) -> str:
    """A place name without the parts that make no difference.

    >>> plain_place("St. Leonard's-on-Sea") == plain_place("saint leonards on sea")
    True
    """
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    letters = "".join(each for each in text if not unicodedata.combining(each))
    words = re.findall(r"\w+", re.sub(r"['’.]", "", letters).replace("_", " "))
    return " ".join("st" if word == "saint" else word for word in words)


@cache
def towns() -> tuple[Town, ...]:
    """Every row of the gazetteer.

    >>> {town.name: town.force for town in towns()}["Southport"]
    'merseyside'
    """
    return tuple(read_table(data_path("places.csv"), Town))


@cache
def _by_name() -> Mapping[str, Sequence[Town]]:
    """Towns by the plain form of each of their names."""
    found: dict[str, list[Town]] = defaultdict(list)
    for town in towns():
        for plain in dict.fromkeys(map(plain_place, town.all_names)):
            found[plain].append(town)
    return found


def find_town(
    asked: str,
    force: str | None = None,
    here: tuple[float, float] | None = None,
    *,
    hints: bool = True,
) -> FoundTown:
    """The town that a name means.

    If several towns share the name, it is the one in the given force, or the nearest to the given
    degrees. ``hints``: whether to look for names similar to an unknown one.

    Raises
    ------
    NoTownError
        When it means none, or several.

    >>> found = find_town("newport, shropshire")
    >>> found.called, found.town.force
    ('Newport', 'west-mercia')
    >>> find_town("Abertawe").town.name
    'Swansea'
    """
    form = _FORM.fullmatch(asked.strip()) if len(asked) <= LONGEST_NAME else None
    if form is None:
        raise NoTownError(f"found {asked!r}, expected {TOWN_FORM}")
    called = _by_name().get(plain_place(form["name"]), ())
    inside = [town for town in called if town.force]
    if called and not inside:
        raise NoTownError(_outside(called))
    if not inside:
        raise NoTownError(_unknown(form["name"].strip(), hints=hints))
    qualifier = form["after"] or form["inside"]
    meant = _within(inside, qualifier.strip()) if qualifier else inside
    if not meant:
        where = f"no {inside[0].name} in {qualifier.strip()!r}"
        raise NoTownError(f"{where}; write {ways_to_write(inside)}")
    if here:
        meant = [min(meant, key=lambda town: _km(town, here))]
    return _one_of(form["name"], meant, inside, force)


def _km(town: Town, here: tuple[float, float]) -> float:
    return great_circle_km(*town.where, *here)


def _one_of(
    name: str, meant: Sequence[Town], inside: Sequence[Town], force: str | None
) -> FoundTown:
    hosts = [town for town in meant if town.force == force]
    chosen = hosts or meant
    cities = [town for town in chosen if town.basis == "main city"]
    if len(chosen) > 1 and not cities:
        told = f"{len(chosen)} towns are called {name.strip()!r}"
        raise NoTownError(f"{told}; write {ways_to_write(chosen)}")
    town = (cities or chosen)[0]
    called = next(each for each in town.all_names if plain_place(each) == plain_place(name))
    doubtful = town.basis == "main city" and meant is inside and not hosts
    return FoundTown(town, called, tuple(each for each in inside if each is not town and doubtful))


def _within(found: Iterable[Town], qualifier: str) -> list[Town]:
    """The towns among these that are in a county, force or nation."""
    plain, force = plain_place(qualifier), force_id_of(qualifier)
    if plain in ("wales", "england"):
        return [town for town in found if (town.force in _WELSH) == (plain == "wales")]
    counties = [town for town in found if plain_place(town.county) == plain]
    return counties or [town for town in found if force is not None and town.force == force]


def way_to_write(town: Town) -> str:
    """How a scenario names this town and no other.

    >>> [way_to_write(town) for town in towns() if town.name == "Newport" and town.force][-2:]
    ["'Newport, Pembrokeshire'", "'Newport, Shropshire'"]
    """
    found = [each for each in _by_name()[plain_place(town.name)] if each.force]
    county = [each for each in found if each.county == town.county]
    force = [each for each in found if each.force == town.force]
    if len(found) == 1 or town.basis == "main city":
        return town.name
    if len(county) == 1 and plain_place(town.county) != plain_place(town.name):
        return f"'{town.name}, {town.county}'"
    if len(force) == 1:
        return f"'{town.name}, {town.force}'"
    return f"{{name: {town.name}, lat: {town.where[0]:g}, lon: {town.where[1]:g}}}"


def ways_to_write(found: Collection[Town]) -> str:
    """How a scenario names each of several towns, the largest first."""
    largest = sorted(found, key=lambda town: -(town.population or 0))
    return listed([f"{way_to_write(town)} ({town.force})" for town in largest], _SHOWN, "or")


def _outside(called: Sequence[Town]) -> str:
    town = called[0]
    body = _TO_BODY.get(town.county, f"'{town.name}'")
    where = listed([each.county for each in called], _SHOWN, "or")
    return (
        f"{town.name} is in {where}, where none of the 43 forces is the host; for units sent "
        f"there write 'aid_out' with {{to: {body}}}"
    )


def _unknown(name: str, *, hints: bool) -> str:
    near = near_towns(name) if hints else ()
    if near:
        return f"unknown town {name!r}; did you mean {ways_to_write(near)}? If not, {_INSTEAD}"
    return f"unknown town {name!r}; {_INSTEAD}"


@lru_cache(maxsize=1024)
def near_towns(name: str) -> tuple[Town, ...]:
    """Towns whose names resemble an unknown one, or contain all of its words."""
    plain = plain_place(name)[:LONGEST_NAME]
    known = _by_name()
    like = difflib.get_close_matches(plain, known, 3, _NEAR)
    words = set(plain.split())
    like += [each for each in known if words and words <= set(each.split())]
    return tuple(dict.fromkeys(town for each in like for town in known[each] if town.force))


def towns_like(text: str) -> list[Town]:
    """Towns whose names begin with a text, then those that contain it; largest first."""
    plain = plain_place(text)
    found = []
    for town in towns():
        names = [plain_place(each) for each in town.all_names]
        if town.force and any(plain in each for each in names):
            first = not any(each.startswith(plain) for each in names)
            found.append((plain not in names, first, -(town.population or 0), town.name, town))
    return [town for *_, town in sorted(found, key=lambda each: each[:4])]


def told_county(town: Town) -> str:
    """A town with its county, as a sentence names it."""
    same = plain_name(town.name) == plain_name(town.county)
    return town.name if same else f"{town.name}, {town.county}"
