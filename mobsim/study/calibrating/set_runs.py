"""What is the value of each pattern with each set of beliefs, and how is it saved?

Every set is run on every event, on the same draws of chance. The result of a set is saved as soon
as it is complete, in a folder of its own.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from mobsim.ground.errors import InputError
from mobsim.ground.folders import made_beside, move_into_place
from mobsim.ground.manifest import check_folder
from mobsim.ground.progress import Progress
from mobsim.study.calibrating.belief_space import BeliefSpace, Places
from mobsim.study.engines import Engine
from mobsim.study.observations import Observation
from mobsim.study.running import answers, uncollected
from mobsim.study.validation import Finding, simulated, spread
from mobsim.study.varying import ScenarioText

PARTS: Final = "parts/"
"""The parent folders of sets and of designs."""
_VALUES, _DESIGN = "values.json", "design.json"

Values = list[list[float]]
"""The value of each replication, by pattern."""


@dataclass(frozen=True, slots=True)
class TriedSet:
    """One set of beliefs, and its results."""

    number: int
    wave: int
    places: tuple[float, ...]
    findings: tuple[Finding, ...]

    @property
    def implausibilities(self) -> list[float]:
        """The results in the order of the patterns."""
        return [each.implausibility for each in self.findings]


class _Piece(NamedTuple):
    number: int
    settings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EventRuns:
    """What a worker needs: events without their drawn beliefs."""

    events: tuple[tuple[ScenarioText, tuple[Observation, ...]], ...]
    replications: int
    seed: int

    @classmethod
    def of(cls, space: BeliefSpace, replications: int, seed: int) -> "EventRuns":
        """The work for all events of a space."""
        return cls(tuple((o.text, o.patterns) for o in space.events), replications, seed)

    def values(self, settings: Sequence[Sequence[str]]) -> Values:
        """The values of all events' patterns, with the settings of each event."""
        found: Values = []
        for (text, patterns), laid in zip(self.events, settings, strict=True):
            night = text.resolved(laid).scenario
            found += simulated(night, patterns, self.replications, self.seed)
        return found


def _run_piece(runs: EventRuns, piece: _Piece) -> Values:
    """Run one set in a worker."""
    with uncollected():
        return runs.values(piece.settings)


class SetKeeper:
    """Where sets are kept: in a folder, otherwise in memory."""

    def __init__(self, place: Path | None) -> None:
        self._place = place / PARTS if place is not None else None

    def design(self, wave: int) -> list[tuple[float, ...]] | None:
        """The places of a wave's sets, if already chosen."""
        found = self._read(f"wave-{wave}", _DESIGN)
        return None if found is None else [tuple(each) for each in found]

    def keep_design(self, wave: int, places: Sequence[Places]) -> None:
        """Record which sets a wave has."""
        self._write(f"wave-{wave}", _DESIGN, [list(each) for each in places])

    def values(self, number: int) -> Values | None:
        """The result of a set, if it was run."""
        return self._read(f"set-{number:05}", _VALUES)

    def keep(self, number: int, values: Values) -> None:
        """Save the result of a set. Raises `OutputError` when it cannot be written."""
        self._write(f"set-{number:05}", _VALUES, values)

    def _read(self, name: str, file: str) -> list[list[float]] | None:
        folder = self._place / name if self._place is not None else None
        if folder is None or not folder.exists():
            return None
        check_folder(folder, ("block",))
        found: list[list[float]] = json.loads((folder / file).read_text(encoding="utf-8"))
        return found

    def _write(self, name: str, file: str, content: list[list[float]]) -> None:
        if self._place is None:
            return
        with made_beside(self._place / name) as made:
            made.put(file, json.dumps(content) + "\n")
            made.seal("block")
            move_into_place(made.path, self._place / name)


def run_sets(
    space: BeliefSpace,
    runs: EventRuns,
    designs: Mapping[int, Places],
    keeper: SetKeeper,
    engine: Engine,
    progress: Progress,
) -> dict[int, Values]:
    """Run sets, and return each result by the set's number; saved results are not run again.

    Raises `WorkersLostError` when workers are lost again and again.
    """
    found = {number: values for number in designs if (values := keeper.values(number))}
    nights = len(space.events) * runs.replications
    progress(len(found) * nights, len(designs) * nights)

    def pieces() -> Iterator[_Piece]:
        for number, places in designs.items():
            if number not in found:
                yield _Piece(number, _checked(space, number, places))

    for piece, values in answers(engine, partial(_run_piece, runs), pieces()):
        keeper.keep(piece.number, values)
        found[piece.number] = values
        progress(len(found) * nights, len(designs) * nights)
    return {number: found[number] for number in designs}


def findings_of(space: BeliefSpace, values: Values) -> tuple[Finding, ...]:
    """Each pattern compared with the runs of one set."""
    pairs = zip(space.patterns, values, strict=True)
    return tuple(Finding(pattern, spread(column)) for pattern, column in pairs)


def _checked(space: BeliefSpace, number: int, places: Places) -> tuple[tuple[str, ...], ...]:
    if len(places) != len(space.beliefs):
        message = f"has {len(places)} places, expected {len(space.beliefs)}; take the folder away"
        raise InputError.about(f"set {number}", message)
    return space.settings(places)
