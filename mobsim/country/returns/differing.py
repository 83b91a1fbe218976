"""In which numbers do two quarters differ?"""

from dataclasses import dataclass, replace
from typing import Final

from mobsim.country.returns.return_rows import NUMBERS, ReturnRow, Returns, kind_order

JUMP_SHARE: Final = 0.25
"""Of what was declared before: a larger change may be a jump; assumed."""
JUMP_CREWS: Final = 2
"""Fewest crews by which a jump changes what is declared; assumed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A number that a force returned otherwise than before."""

    force: str
    """Force id."""
    kind: str
    """Kind id."""
    column: str
    """One of `NUMBERS`."""
    before: int | None
    """None where the return did not say."""
    after: int | None
    """None where the return does not say."""
    note: str = ""
    """That it is a jump, or that one of the two sets has no such row; usually empty."""


def differences(before: Returns, after: Returns) -> list[Difference]:
    """Every number that differs, by force, then in the order of kinds and of columns.

    Texts, dates and signatures are not compared.
    """
    old = {row.key: row for row in before.rows}
    new = {row.key: row for row in after.rows}
    order = kind_order()
    keys = sorted(old.keys() | new.keys(), key=lambda key: (key[0], order[key[1]]))
    return [
        difference
        for key in keys
        for column in NUMBERS
        if (difference := _between(key, column, old.get(key), new.get(key)))
    ]


def is_jump(difference: Difference) -> bool:
    """Whether what is declared moved by more than a quarter and by two crews or more.

    >>> is_jump(Difference("kent", "psu", "declared", 13, 6))
    True
    >>> is_jump(Difference("kent", "psu", "declared", 3, 2))
    False
    """
    if difference.column != "declared":
        return False
    before, after = difference.before or 0, difference.after or 0
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
        return replace(found, note="no such row before")
    if new is None:
        return replace(found, note="no such row any more")
    return replace(found, note="a jump") if is_jump(found) else found
