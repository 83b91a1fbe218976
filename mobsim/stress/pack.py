"""Which tests do all forces face every quarter?

The pack is a list of scenarios in four classes, each with a narrative and a reason. The pack is
fixed: a test changes only in a new version of the pack. In a test that rotates, each of the 43
forces takes a turn as host. Every test has four readings: promised or likely aid, each with either
reading of the PSUs that London owes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import ClassVar, Final, Literal, get_args

from mobsim.country.forces import known_force_ids, shipped_force_rows
from mobsim.country.lines import LondonReading
from mobsim.ground.tables import Row, Slug, Text, data_path, read_table, scenario_dir
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.stress.findings import PackClass, Reading, StressTest

HOST, NEIGHBOUR = "host", "next-door"
"""The ids of the two incidents that a test moves. The test moves the first incident to the host,
and the second to the force nearest to the host by road.
"""

SEARCHED: Final = ("promised-outside-297", "likely-outside-297")
"""The readings used in searches and in the comparison of quarters."""
_COMMON: Final = ("stock=declared", "allow_unreconciled=on")
"""The settings of every test, which use the units that returns declare, even if a return does not
add up.
"""
_READINESS: Final = {"promised": "likely=off", "likely": "likely=on"}
_SAID: Final = {
    "promised": "Promised",
    "likely": "Likely",
    "outside_297": "London owes the 75 only",
    "inside_297": "London owes its share of the 297 too",
}


class PackRow(Row):
    """A row in the table of tests."""

    KEY: ClassVar[tuple[str, ...]] = ("test_id",)

    test_id: Slug
    pack: Text
    pack_class: PackClass
    scenario: Text
    rotates: Literal["yes", "no"]
    narrative: Text
    reason: Text


@dataclass(frozen=True)
class Pack:
    """The tests in one version of the pack."""

    version: str
    rows: tuple[PackRow, ...]

    @cached_property
    def tests(self) -> list[StressTest]:
        """The tests as rows of the findings."""
        return [
            StressTest(
                test_id=row.test_id,
                title=load_scenario(row.scenario).title,
                pack_class=row.pack_class,
                narrative=row.narrative,
                reason=row.reason,
                rotates=row.rotates == "yes",
            )
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True)
class Case:
    """One test under one reading, with one host if the test rotates."""

    row: PackRow
    reading: Reading
    host: str = ""
    with_beliefs: bool = False
    """Whether each night draws its own beliefs."""

    @property
    def ids(self) -> dict[str, str]:
        """The ids of the test and the reading, as given in rows of the findings."""
        return {"test": self.row.test_id, "reading": self.reading.reading_id}

    @property
    def run(self) -> str:
        """The folder of the case's run inside the test's folder."""
        drawn = "with-beliefs" if self.with_beliefs else ""
        parts = ("runs", drawn, self.row.test_id, self.reading.reading_id, self.host)
        return "/".join(part for part in parts if part)

    def scenario(self, forces: Path | None, *settings: str) -> Scenario:
        """The scenario to simulate.

        If ``forces`` is None, the shipped table of forces applies. Any further ``path=value``
        settings are applied last.
        """
        read = _read_as(self.reading, forces)
        return load_scenario(self.row.scenario, settings=[*read, *self._moved(), *settings])

    def _moved(self) -> Iterator[str]:
        if not self.host:
            return
        yield f"incidents.{HOST}.force={self.host}"
        if _has_neighbour(self.row.scenario):
            yield f"incidents.{NEIGHBOUR}.force={nearest(self.host)}"


def _read_as(reading: Reading, forces: Path | None) -> list[str]:
    """The settings that apply one reading to a test."""
    found = [*_COMMON, _READINESS[reading.readiness], f"london={reading.london}"]
    return found if forces is None else [*found, f"forces={forces.resolve()}"]


def everywhere(reading: Reading, forces: Path | None) -> Scenario:
    """A scenario with a medium incident in each force; a search uses only some of the incidents."""
    return load_scenario("stress/everywhere", settings=_read_as(reading, forces))


def readings() -> list[Reading]:
    """The four readings: promised and likely, each with both readings of London.

    >>> [reading.reading_id for reading in readings()][:2]
    ['promised-outside-297', 'promised-inside-297']
    """
    london: Sequence[LondonReading] = get_args(LondonReading)
    modes: Sequence[Literal["promised", "likely"]] = ("promised", "likely")
    return [
        Reading(
            reading_id=f"{mode}-{where}".replace("_", "-"),
            name=f"{_SAID[mode]}, {_SAID[where]}",
            readiness=mode,
            london=where,
        )
        for mode, where in product(modes, london)
    ]


@cache
def shipped_pack() -> Pack:
    """The pack that comes with this version of mobsim.

    >>> [row.test_id for row in shipped_pack().rows][:2]
    ['quiet-saturday', 'town-and-neighbour']
    """
    rows = read_table(data_path("stress_pack.csv"), PackRow)
    return Pack(rows[0].pack, tuple(rows))


def cases(row: PackRow, reading: Reading, hosts: Sequence[str] | None = None) -> list[Case]:
    """The cases of a test under one reading: one per host if the test rotates, otherwise one.

    By default, every force is a host.
    """
    everybody = known_force_ids() if hosts is None else hosts
    return [Case(row, reading, host) for host in (everybody if row.rotates == "yes" else [""])]


def pack_sha256(pack: Pack) -> str:
    """The SHA-256 of the table of tests and of each scenario's text."""
    found = sha256()
    for row in pack.rows:
        found.update(row.model_dump_json().encode())
        text = (scenario_dir() / f"{row.scenario}.yaml").read_bytes()
        found.update(text.replace(b"\r\n", b"\n"))
    return found.hexdigest()


@cache
def tiles_of() -> dict[str, tuple[int, int, str]]:
    """The column, row and label of each force on the tile map, from the shipped table."""
    return {
        row.force_id: (row.tile_column, row.tile_row, row.tile_label)
        for row in shipped_force_rows()
        if row.tile_column is not None and row.tile_row is not None
    }


@cache
def nearest(force: str) -> str:
    """The force whose main city is nearest by road; if several are equally near, the first by id.

    >>> nearest("merseyside")
    'cheshire'
    """
    scenario = load_scenario("stress/quiet-saturday", settings=[f"incidents.{HOST}.force={force}"])
    drives = scenario.incidents[0].drive_minutes
    others = {other: minutes for other, minutes in drives.items() if other != force}
    return min(others, key=lambda other: (others[other], other))


@cache
def _has_neighbour(scenario: str) -> bool:
    return any(each.incident_id == NEIGHBOUR for each in load_scenario(scenario).incidents)
