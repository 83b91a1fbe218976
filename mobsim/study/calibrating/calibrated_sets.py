"""Which sets of beliefs remain after calibration, and how does mobsim save them?

A file holds the remaining sets as places in priors, and names the observations with which mobsim
compared the sets. The file contains its own digest. The file also contains the priors, because
other priors would give other values for the same places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from mobsim.ground.errors import Fault, InputError, reading
from mobsim.ground.input_files import read_regular
from mobsim.ground.manifest import digest_of, opened_document, sealed_document
from mobsim.ground.tables import data_path
from mobsim.ground.typed_values import typed
from mobsim.study.designs.beliefs import Belief

BELIEFS: Final = "mobsim_beliefs"
VERSION: Final = 1
CALIBRATED: Final = "calibrated.json"
SHIPPED: Final = f"beliefs/{CALIBRATED}"
_AGAIN: Final = "make it again with: mobsim calibrate -o FOLDER"


@dataclass(frozen=True)
class CalibratedSets:
    """Sets of beliefs that history does not rule out."""

    priors: Mapping[str, str]
    """The description of the prior of each belief, keyed by path."""
    sets: tuple[tuple[float, ...], ...]
    """The place of every belief in its prior, for each set. The beliefs are in the order of
    `paths`.
    """
    made_by: Mapping[str, Any] = field(default_factory=dict)
    """A record of the method, and of the observations with which the sets were compared."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the beliefs, in the order of the places."""
        return tuple(sorted(self.priors))

    def content(self) -> bytes:
        """The content of the file with the sets."""
        return sealed_document({BELIEFS: VERSION, **asdict(self)})

    @property
    def sha256(self) -> str:
        """The digest of the file."""
        return digest_of(self.content()).sha256

    @property
    def said(self) -> str:
        """A description of the sets for the identity of a study."""
        if not self.sets:
            return "prior"
        source = "calibrated" if len(self.priors) > len(self.held) else "prior"
        held = "".join(f", {path}={value}" for path, value in sorted(self.held.items()))
        return f"{source}{held} {self.sha256}"

    @property
    def held(self) -> Mapping[str, str]:
        """The values of the beliefs that are the same in every set, keyed by path."""
        return dict(self.made_by.get("held", {}))

    def holding(self, belief: Belief, value: str) -> "CalibratedSets":
        """A copy of the sets, with one belief fixed at a named value."""
        told = {**self.made_by, "held": {**self.held, belief.path: value}}
        priors = {**self.priors, belief.path: str(belief.prior)}
        place = belief.middle_of(value)
        sets = []
        for each in self.sets or ((),):
            known = {**dict(zip(self.paths, each, strict=True)), belief.path: place}
            sets.append(tuple(known[path] for path in sorted(known)))
        return CalibratedSets(priors, tuple(sets), told)

    def sentence(self) -> str:
        """A sentence on the number of remaining sets and on patterns that no set explains."""
        told = f"{len(self.sets)} of {self.made_by.get('tried', len(self.sets))} sets"
        patterns, missing = (self.made_by.get(key, []) for key in ("patterns", "unexplained"))
        none = ", ".join(missing) or "none"
        return (
            f"{told} of {len(self.priors)} beliefs are not ruled out by {len(patterns)} patterns; "
            f"patterns that no set explains: {none}."
        )

    def check_priors(self, beliefs: Sequence[Belief], name: str) -> None:
        """Check that the priors of beliefs have not changed.

        Raises an `InputError` that lists each belief whose prior has changed.
        """
        faults = [
            Fault(name, 0, 0, each.path, f"found the prior {known!r}, expected {now!r}; {_AGAIN}")
            for each in beliefs
            if (known := self.priors.get(each.path)) and known != (now := str(each.prior))
        ]
        if faults:
            raise InputError(faults)


def read_calibrated(path: Path | str | None = None) -> CalibratedSets:
    """Read the calibrated sets in a file. If no file is named, read the shipped sets.

    Raises `InputError` when the file does not exist, has changed, or contains no set.
    """
    place = data_path(SHIPPED) if path is None else Path(path)
    name = f"data/{SHIPPED}" if path is None else str(path)
    with reading(name):
        try:
            content = read_regular(place, "kept", name)
        except FileNotFoundError:
            message = (
                "no such file of calibrated beliefs; make one with: mobsim calibrate -o FOLDER"
            )
            message += f", then name it: --beliefs FOLDER/{CALIBRATED}; or use --beliefs prior"
            raise InputError.about(name, message) from None
    made = opened_sets(content, name)
    if not made.sets:
        message = "history has ruled out every set, so none can be drawn; use --beliefs prior"
        raise InputError.about(name, message)
    return made


def opened_sets(content: bytes, name: str) -> CalibratedSets:
    """Convert the content of a file to sets. Raises `InputError` when the content has changed."""
    try:
        found = opened_document(content)
        if found.pop(BELIEFS) != VERSION:
            raise ValueError("it has another version")
        made = typed(CalibratedSets, found)
        if any(len(each) != len(made.priors) for each in made.sets):
            raise ValueError("a set does not have a place for each belief")
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        message = f"is damaged, or is not a file of calibrated beliefs: {error}; {_AGAIN}"
        raise InputError.about(name, message) from None
    return made
