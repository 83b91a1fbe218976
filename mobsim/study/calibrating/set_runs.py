"""What value does each pattern have for each set of beliefs, and how does mobsim save it?

mobsim simulates every event with every set of beliefs, and with the same random draws. When the
result of a set is complete, mobsim saves it in a separate folder.
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
from mobsim.study.running import answers, one_at_a_time
from mobsim.study.validation import Finding, simulated, spread
from mobsim.study.varying import ScenarioText

PARTS: Final = "parts/"
"""The folder that holds the results of the sets and the designs of the waves."""
_VALUES, _DESIGN = "values.json", "design.json"

Values = list[list[float]]
"""The values of each pattern, with one value for each replication."""


@dataclass(frozen=True, slots=True)
class TriedSet:
    """One set of beliefs and its results."""

    number: int
    wave: int
    places: tuple[float, ...]
    findings: tuple[Finding, ...]

    @property
    def implausibilities(self) -> list[float]:
        """The implausibility of each pattern, in the order of the patterns."""
        return [each.implausibility for each in self.findings]


class _Piece(NamedTuple):
    number: int
    settings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EventRuns:
    """The events to simulate without their drawn beliefs, in a form that a worker can receive."""

    events: tuple[tuple[ScenarioText, tuple[Observation, ...]], ...]
    replications: int
    seed: int

    @classmethod
    def of(cls, space: BeliefSpace, replications: int, seed: int) -> "EventRuns":
        """The data that a worker needs for all events of a `BeliefSpace`."""
        return cls(tuple((o.text, o.patterns) for o in space.events), replications, seed)

    def values(self, settings: Sequence[Sequence[str]]) -> Values:
        """The values of the patterns of all events, given the settings for each event."""
        found: Values = []
        for (text, patterns), laid in zip(self.events, settings, strict=True):
            night = text.resolved(laid).scenario
            found += simulated(night, patterns, self.replications, self.seed)
        return found


def _run_piece(runs: EventRuns, piece: _Piece) -> Values:
    """Run one set in a worker."""
    [values] = one_at_a_time(runs.values, [piece.settings])
    return values


class SetKeeper:
    """A store of sets and their results in a folder. Without a folder, nothing is stored."""

    def __init__(self, place: Path | None) -> None:
        self._place = place / PARTS if place is not None else None

    def design(self, wave: int) -> list[tuple[float, ...]] | None:
        """The places of the sets in a wave. The result is None if the wave is not saved."""
        found = self._read(f"wave-{wave}", _DESIGN)
        return None if found is None else [tuple(each) for each in found]

    def keep_design(self, wave: int, places: Sequence[Places]) -> None:
        """Save the places of the sets in a wave."""
        self._write(f"wave-{wave}", _DESIGN, [list(each) for each in places])

    def values(self, number: int) -> Values | None:
        """The saved result of a set; None if no result is saved."""
        return self._read(f"set-{number:05}", _VALUES)

    def keep(self, number: int, values: Values) -> None:
        """Save the result of a set. Raises `OutputError` when the result cannot be written."""
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
    """Run sets and return their results by number. Sets with saved results do not run again.

    Raises `WorkersLostError` when workers are lost repeatedly.
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
    """The comparison of each pattern with the runs of one set."""
    pairs = zip(space.patterns, values, strict=True)
    return tuple(Finding(pattern, spread(column)) for pattern, column in pairs)


def _checked(space: BeliefSpace, number: int, places: Places) -> tuple[tuple[str, ...], ...]:
    if len(places) != len(space.beliefs):
        message = f"has {len(places)} places, expected {len(space.beliefs)}; delete the folder"
        raise InputError.about(f"set {number}", message)
    return space.settings(places)
