"""What is a made-up input, and what may come of it?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

Recipe = dict[str, Any]
"""What an input is made of, as JSON holds it."""


@dataclass(frozen=True)
class Verdict:
    """What a reader made of one input."""

    kind: str
    """``accepted``, ``refused`` or ``failed``."""
    signatures: tuple[str, ...]
    """What was said, without names and numbers; of a failure, where it was raised."""
    told: str = ""
    """Of a failure, all that is known about it."""

    @property
    def failed(self) -> bool:
        return self.kind == "failed"


@dataclass(frozen=True)
class Reader:
    """One of mobsim's entrances."""

    name: str
    seeds: Callable[[], Sequence[Recipe]]
    """Inputs to begin with."""
    mutate: Callable[[Random, Recipe, Recipe], Recipe]
    """A recipe changed, perhaps by parts of another one."""
    write: Callable[[Recipe, Path], None]
    """Makes the files of a recipe in an empty folder."""
    read: Callable[[Recipe], Sequence[str]]
    """Reads them, in the working folder; what was remarked, if anything."""
    cases: int
    """That take about 10 s on a quiet core."""
    ours: Mapping[str, str] = field(default_factory=dict)
