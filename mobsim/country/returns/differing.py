"""Which numbers and other statements differ between two quarters?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from mobsim.country.returns.capability_rows import CAPABILITY_FACTS, CapabilityRow, is_number
from mobsim.country.returns.return_rows import NUMBERS, ReturnRow, Returns, kind_place

JUMP_SHARE: Final = 0.25
"""A change by more than this share of the previously declared crews may be a jump (assumed)."""
JUMP_CREWS: Final = 2
"""The smallest change in declared crews that counts as a jump (assumed)."""
_NOT_BEFORE: Final = "not in the earlier return"
_NOT_NOW: Final = "not in the later return"


@dataclass(frozen=True, slots=True)
class Difference:
    """A number, or a statement about capability, that differs from the previous return."""

    force: str
    """Force id."""
    kind: str
    """Id of the kind; empty for capability."""
    column: str
    """A column of `NUMBERS` or `CAPABILITY_FACTS`, or ``capability`` for a whole row."""
    before: int | str | None
    """The earlier value; None if the earlier return gives no value."""
    after: int | str | None
    """The later value; None if the later return gives no value."""
    note: str = ""
    """A note that the change is a jump, or that one of the two sets has no such row; usually
    empty."""


def differences(before: Returns, after: Returns) -> list[Difference]:
    """All differences between two sets, in order of force, kind and column.

    For each force, differences in capability come after differences in kinds of unit. Remarks,
    dates and signatures are not compared.
    """
    old = {row.key: row for row in before.rows}
    new = {row.key: row for row in after.rows}
    keys = sorted(old.keys() | new.keys(), key=lambda key: (key[0], kind_place(key[1])))
    numbers = [
        difference
        for key in keys
        for column in NUMBERS
        if (difference := _between(key, column, old.get(key), new.get(key)))
    ]
    return sorted([*numbers, *_of_capability(before, after)], key=lambda each: each.force)


def _of_capability(before: Returns, after: Returns) -> Iterator[Difference]:
    """The differences between the rows of capability.

    If a force has no row of capability in one of the two quarters, this counts as one difference.
    """
    for force in sorted({row.force_id for row in (*before.capability, *after.capability)}):
        old, new = before.capability_of(force), after.capability_of(force)
        if old is None or new is None:
            note = _NOT_BEFORE if old is None else _NOT_NOW
            yield Difference(force, "", "capability", _filled(old), _filled(new), note)
            continue
        for column in CAPABILITY_FACTS:
            then, now = (_said(row, column) for row in (old, new))
            if then != now:
                yield Difference(force, "", column, then, now)


def _filled(row: CapabilityRow | None) -> str | None:
    """The number of facts that a row of capability states, in words."""
    if row is None:
        return None
    facts = sum(_said(row, column) is not None for column in CAPABILITY_FACTS)
    return f"{facts} fact{'s' if facts != 1 else ''}"


def _said(row: CapabilityRow, column: str) -> int | str | None:
    """A fact from a row of capability; None if the force does not state it."""
    found: int | str | None = getattr(row, column)
    return found if is_number(column) else found or None


def is_jump(difference: Difference) -> bool:
    """Whether the declared number changed by more than a quarter and by at least two crews.

    >>> is_jump(Difference("kent", "psu", "declared", 13, 6))
    True
    >>> is_jump(Difference("kent", "psu", "declared", 3, 2))
    False
    """
    if difference.column != "declared":
        return False
    before, after = int(difference.before or 0), int(difference.after or 0)
    moved = abs(after - before)
    return moved >= JUMP_CREWS and moved > JUMP_SHARE * before


def _between(
    key: tuple[str, str], column: str, old: ReturnRow | None, new: ReturnRow | None
) -> Difference | None:
    before, after = getattr(old, column, None), getattr(new, column, None)
    if before == after:
        return None
    found = Difference(*key, column, before, after)
    if old is None:
        return replace(found, note=_NOT_BEFORE)
    if new is None:
        return replace(found, note=_NOT_NOW)
    return replace(found, note="a jump") if is_jump(found) else found
