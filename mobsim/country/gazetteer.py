"""Where is a town, and which force covers it?

The answer is in the shipped gazetteer, which `making.places` made from GeoNames. mobsim reads the
gazetteer when it first needs a town. A lookup ignores case, accents, hyphens and apostrophes, and
reads *Saint* as *St*. To distinguish towns of the same name, add a comma and the county, force or
nation: ``Newport, Shropshire``.
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
"""Date of the latest change in the GeoNames data from which the gazetteer was made."""
SOURCE: Final = f"gazetteer (GeoNames, {GEONAMES_DATE})"
"""The source that mobsim gives for values from the gazetteer."""
LONGEST_NAME: Final = 100
"""The largest number of characters in a name; the longest town name in Wales has 58."""

TOWN_FORM: Final = "a town such as Southport, or {lat: 53.80, lon: -1.55}"

_FORM = re.compile(
    r"(?P<name>[^,(]*[^\W\d_][^,(]*)(?:,(?P<after>[^,()]+)|\((?P<inside>[^,()]+)\))?\s*"
)
_INSTEAD = "write a larger town near it, or 'force' and place: {lat: 53.65, lon: -3.01}"
_WELSH = ("dyfed-powys", "gwent", "north-wales", "south-wales")
_NEAR = 0.8
"""How similar a misspelt name must be to a known name, from 0 to 1."""
_SHOWN = 8
"""The largest number of towns that a sentence lists."""
_TO_BODY = {
    "Scotland": "police-scotland",
    "Northern Ireland": "psni",
}


def _names(found: object) -> object:
    return tuple(filter(None, found.split(";"))) if isinstance(found, str) else found


class Town(Row):
    """A row of the gazetteer: a town, a village, or the seat of a council."""

    name: Text
    other_names: Annotated[tuple[str, ...], BeforeValidator(_names)] = ()
    county: Text
    """The county; for a town outside England and Wales, the nation or country."""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    population: Count | None = None
    force: str = ""
    """Id of the force that covers the town; empty outside England and Wales."""
    basis: Literal["main city", "area", "exception", "outside"]
    """How the force was found: from a force's main city, from the administrative area, or by hand.
    ``outside`` marks towns outside England and Wales.
    """
    border: str = ""
    """Id of another force near the town; empty if no other force is near."""

    @property
    def where(self) -> tuple[float, float]:
        """Latitude and longitude in degrees, for a town in England and Wales."""
        return self.latitude or 0.0, self.longitude or 0.0

    @property
    def all_names(self) -> tuple[str, ...]:
        """The town's main name, followed by its other names."""
        return self.name, *self.other_names


@dataclass(frozen=True, slots=True)
class FoundTown:
    """The town that a name means."""

    town: Town
    called: str
    """The town's name that the user meant, in its usual spelling."""
    others: tuple[Town, ...] = ()
    """Other towns of that name, if the lookup preferred a main city."""


class NoTownError(ValueError):
    """A name means no town in England and Wales, or several; the message says what to write."""


@lru_cache(maxsize=65_536)
def plain_place(name: str) -> str:
    """A place name without the parts that a lookup ignores.

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
    """The towns for each name in plain form."""
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

    If several towns share the name, the result is the town nearest to ``here``, a position in
    degrees. If no position is given, the result is the town in the given force, or a main city.
    ``hints`` says whether a fault suggests names that are similar to an unknown name.

    Raises
    ------
    NoTownError
        If the name means no town, or several towns.

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
        where = f"there is no {inside[0].name} in {qualifier.strip()!r}"
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
    """The given towns that are in a county, force or nation."""
    plain, force = plain_place(qualifier), force_id_of(qualifier)
    if plain in ("wales", "england"):
        return [town for town in found if (town.force in _WELSH) == (plain == "wales")]
    counties = [town for town in found if plain_place(town.county) == plain]
    return counties or [town for town in found if force is not None and town.force == force]


def way_to_write(town: Town) -> str:
    """The text with which a scenario names this town and no other town.

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
    """The texts with which a scenario names each of several towns; the largest town is first."""
    largest = sorted(found, key=lambda town: -(town.population or 0))
    return listed([f"{way_to_write(town)} ({town.force})" for town in largest], _SHOWN, "or")


def _outside(called: Sequence[Town]) -> str:
    town = called[0]
    body = _TO_BODY.get(town.county, f"'{town.name}'")
    where = listed([each.county for each in called], _SHOWN, "or")
    return (
        f"{town.name} is in {where}, outside the areas of the 43 forces; to send units there, "
        f"write 'aid_out' with {{to: {body}}}"
    )


def _unknown(name: str, *, hints: bool) -> str:
    near = near_towns(name) if hints else ()
    if near:
        return f"unknown town {name!r}; did you mean {ways_to_write(near)}? If not, {_INSTEAD}"
    return f"unknown town {name!r}; {_INSTEAD}"


@lru_cache(maxsize=1024)
def near_towns(name: str) -> tuple[Town, ...]:
    """Towns whose names resemble an unknown name, or contain all of its words."""
    plain = plain_place(name)[:LONGEST_NAME]
    known = _by_name()
    like = difflib.get_close_matches(plain, known, 3, _NEAR)
    words = set(plain.split())
    like += [each for each in known if words and words <= set(each.split())]
    return tuple(dict.fromkeys(town for each in like for town in known[each] if town.force))


def towns_like(text: str) -> list[Town]:
    """The towns whose names contain a text.

    Exact matches come first, followed by names that begin with the text. Within each group, the
    largest town is first.
    """
    plain = plain_place(text)
    found = []
    for town in towns():
        names = [plain_place(each) for each in town.all_names]
        if town.force and any(plain in each for each in names):
            first = not any(each.startswith(plain) for each in names)
            found.append((plain not in names, first, -(town.population or 0), town.name, town))
    return [town for *_, town in sorted(found, key=lambda each: each[:4])]


def told_county(town: Town) -> str:
    """A town's name and county for a sentence; only the name if the county has the same name."""
    same = plain_name(town.name) == plain_name(town.county)
    return town.name if same else f"{town.name}, {town.county}"
