"""How does one force differ from its usual state on this night?

The key ``forces_now`` of a scenario changes single forces in any table of forces. It states how
many crews a force has, how many it lends and keeps at home, how many are absent, and how much
notice it needs.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final

from mobsim.country.force_names import unknown_force
from mobsim.country.forces import Force, OwnedStock, UnitKind, load_kinds
from mobsim.ground.errors import did_you_mean
from mobsim.scenario.file.nested_keys import MOST_UNITS, NONE
from mobsim.scenario.file.part_reading import PartReader
from mobsim.scenario.file.value_readers import (
    DURATION,
    SHARE,
    Gather,
    ValueForm,
    object_schema,
    read_duration,
    read_share,
    shown,
    whole_number,
)
from mobsim.scenario.file.yaml_reading import Node

KEY: Final = "forces_now"
LENDS, ABSENCE, NOTICE, FLOOR = "lends", "absence", "notice", "floor"
_WORDS: Final = (LENDS, ABSENCE, NOTICE, FLOOR)
"""The keys that a scenario can state for a force, except its crews by kind."""
_CREWS: Final = whole_number(0, MOST_UNITS)


@dataclass(frozen=True, slots=True)
class ForceNow:
    """The ways in which one force differs from its usual state on this night."""

    crews: Mapping[str, int] = field(default_factory=dict)
    """The number of crews of each kind that the force has; all these crews are fit."""
    lends: Mapping[str, int] | None = None
    """The most crews of each kind that the force lends at once; None if not stated."""
    lends_none: bool = False
    absence: float | None = None
    """The share of the force's crews that is lost to unforeseen absence on this night."""
    notice: float | None = None
    """The minutes from an order until any of the force's crews can muster for another force."""
    floor: Mapping[str, int] = field(default_factory=dict)
    """The crews of each kind that the force keeps at home when it lends."""

    def most_lent(self, kind: str) -> int | None:
        """The most crews of a kind that the force lends at once; None if not stated."""
        return 0 if self.lends_none else (self.lends or {}).get(kind)

    def owned(self, kind: str, table: OwnedStock) -> OwnedStock:
        """The stock of a kind that the force owns on this night, given its usual stock in a table.

        If the scenario states a number of crews, the force has trained at least that number, and
        declares at most that number.

        >>> ForceNow({"psu": 6}).owned("psu", OwnedStock(20, 9, 9))
        OwnedStock(trained=20, commitment=9, declared=6, floor=None)
        """
        crews = self.crews.get(kind)
        if crews is None:
            return table
        trained, declared = max(table.trained, crews), min(table.declared, crews)
        return replace(table, trained=trained, declared=declared)


USUAL: Final = ForceNow()
"""A force about which the scenario says nothing."""


def read_forces_now(found: object) -> dict[str, ForceNow]:
    """Read how each force differs, by name of the force.

    >>> read_forces_now({"kent": {"psu": 6, "lends": "none"}})["kent"].most_lent("psu")
    0
    """
    if not isinstance(found, dict):
        raise ValueError(f"found {shown(found)}, expected forces, such as {{kent: {{psu: 6}}}}")
    gather = Gather()
    made = {name: gather.read(_force, value, name) for name, value in found.items()}
    gather.done()
    return made


def _force(found: object) -> ForceNow:
    if not isinstance(found, dict):
        form = "what is different, such as {psu: 6} or {lends: none}"
        raise ValueError(f"found {shown(found)}, expected {form}")
    gather, crews = Gather(), {}
    for key in (each for each in found if each not in _WORDS):
        if _is_count(found[key]) or key in _shipped_kinds():
            crews[key] = gather.read(_CREWS.read, found[key], key)
        else:
            gather.add(unknown(key), key)
    said: dict[str, Any] = {
        name: gather.read(read, found[name], name)
        for name, read in _READERS.items()
        if name in found
    }
    gather.done()
    lends = said.pop(LENDS, None)
    none = lends == NONE
    return ForceNow(crews, None if none else lends, none, **said)


def _is_count(found: object) -> bool:
    return isinstance(found, int) and not isinstance(found, bool)


def _shipped_kinds() -> list[str]:
    return [kind.kind_id for kind in load_kinds()]


def unknown(key: str, kinds: Iterable[str] | None = None) -> str:
    """The message for an unknown key, which is neither a kind of unit nor a key of a force."""
    known = (*_WORDS, *(_shipped_kinds() if kinds is None else kinds))
    return f"unknown key {key!r}; {did_you_mean(key, known)}"


def _by_kind(found: object, form: str) -> dict[str, int]:
    if not isinstance(found, dict):
        raise ValueError(f"found {shown(found)}, expected {form}")
    gather = Gather()
    made = {kind: gather.read(_CREWS.read, value, kind) for kind, value in found.items()}
    gather.done()
    return made


def _lends(found: object) -> object:
    return found if found == NONE else _by_kind(found, "none, or crews such as {psu: 2}")


_READERS: Final = {
    LENDS: _lends,
    ABSENCE: read_share,
    NOTICE: read_duration,
    FLOOR: lambda found: _by_kind(found, "crews by kind, such as {psu: 3}"),
}

_COUNTS = {"type": "object", "additionalProperties": _CREWS.schema}
_FORCE_NOW = object_schema(
    {
        LENDS: {"anyOf": [{"enum": [NONE]}, _COUNTS]},
        ABSENCE: SHARE.schema,
        NOTICE: DURATION.schema,
        FLOOR: _COUNTS,
    }
) | {"additionalProperties": _CREWS.schema}
ForcesNow = Annotated[
    dict[str, ForceNow],
    ValueForm(
        read_forces_now,
        {
            "type": "object",
            "additionalProperties": _FORCE_NOW,
            "examples": [{"kent": {"psu": 6}, "greater-manchester": {LENDS: NONE}}],
        },
    ),
]


class ForcesNowReader(PartReader):
    """Checks what a scenario states about forces against the forces that exist."""

    def __init__(self, tree: Node, said: Mapping[str, ForceNow], playing: Container[str]) -> None:
        super().__init__(tree, (KEY,))
        self.said = said
        self.playing = playing
        """Ids of the forces in play."""

    def read(self, forces: Sequence[Force], kinds: Sequence[UnitKind]) -> dict[str, ForceNow]:
        """How each existing force differs from its usual state, by id."""
        known = {force.force_id: force for force in forces}
        ids = [kind.kind_id for kind in kinds]
        for name, now in self.said.items():
            if name not in known:
                self.key_fault(unknown_force(name, known), name)
            elif name not in self.playing:
                message = "is not in play; add it to 'forces_in_play', or leave it out here"
                self.key_fault(f"{name!r} {message}", name)
            else:
                self._check(known[name], now, ids)
        return {name: now for name, now in self.said.items() if name in known}

    def _check(self, force: Force, now: ForceNow, kinds: Sequence[str]) -> None:
        name = force.force_id
        for kind in now.crews:
            if kind not in kinds:
                self.key_fault(unknown(kind, kinds), name, kind)
        for word, crews in ((LENDS, now.lends or {}), (FLOOR, now.floor)):
            for kind, count in crews.items():
                if kind not in kinds:
                    hint = did_you_mean(kind, kinds)
                    self.key_fault(f"unknown kind {kind!r}; {hint}", name, word, kind)
                    continue
                has = now.crews.get(kind, force.stock[kind].trained)
                if count > has:
                    who = repr(kind) if kind in now.crews else "the trained crews in its table"
                    message = f"found {count}, more than {who} ({has}); expected at most"
                    self.fault(f"{message} {has}", name, word, kind)


def with_crews(forces: Iterable[Force], now: Mapping[str, ForceNow]) -> tuple[Force, ...]:
    """The forces with the crews that they have on this night."""
    return tuple(
        replace(
            force,
            stock={
                kind: now[force.force_id].owned(kind, owned) for kind, owned in force.stock.items()
            },
        )
        if force.force_id in now
        else force
        for force in forces
    )
