"""What should a reader know about returns that have no faults?"""

from collections.abc import Iterator
from typing import Final

from mobsim.country.pool import NEEDS
from mobsim.country.returns.capability_rows import MUSTERED_AT, CapabilityRow, mustered_column
from mobsim.country.returns.differing import differences, is_jump
from mobsim.country.returns.quarters import OLD_QUARTERS, Quarter, read_quarter
from mobsim.country.returns.reconciling import commitment_remarks
from mobsim.country.returns.return_rows import Remark, ReturnRow, Returns, kind_place

SYNTHETIC: Final = "synthetic"
"""The word that marks made-up rows in their remarks."""
NEARLY_ALL: Final = 0.90
"""A force that declares more than this share of its trained crews is said to declare nearly all of
them (assumed)."""


def remarks_of(returns: Returns, last: Returns | None = None) -> tuple[Remark, ...]:
    """All remarks on a set without faults, in order of force and kind.

    For each force, remarks that are not about a kind come first, including remarks on capability.
    """
    quarter = read_quarter(returns.quarter)
    remarks = [*_made_up(returns), *commitment_remarks(returns)]
    for row in returns.rows:
        remarks += (Remark(*row.key, text) for text in _of_row(row, quarter))
    for facts in returns.capability:
        remarks += (Remark(facts.force_id, "", text) for text in _of_capability(facts, returns))
    remarks += _carried_remarks(returns, last)
    if last is not None:
        remarks += _commitment_remarks(returns, last)
        remarks += _jump_remarks(returns, last)
        remarks += _silent_remarks(returns, last)
    return tuple(sorted(remarks, key=_place))


def _place(remark: Remark) -> tuple[str, bool, tuple[int, str]]:
    """The sort key of a remark: force, then whether it is about a kind, then the kind."""
    return remark.force, bool(remark.kind), kind_place(remark.kind)


def _made_up(returns: Returns) -> Iterator[Remark]:
    """A remark on rows that are marked as made up, if the set is not marked as synthetic."""
    rows = [row for row in returns.rows if SYNTHETIC in row.remarks.casefold()]
    if rows and not returns.synthetic:
        text = f"{len(rows)} of {len(returns.rows)} rows say in their remarks that they are "
        yield Remark("", "", f"{text}{SYNTHETIC}; import them with --synthetic if they are")


def _of_row(row: ReturnRow, quarter: Quarter) -> Iterator[str]:
    """Remarks that depend on a single row."""
    if row.declared > NEARLY_ALL * row.trained:
        yield f"declares nearly all it has trained: {row.declared} of {row.trained}"
    if row.trained < row.commitment:
        yield f"has trained {row.trained}, fewer than the {row.commitment} it owes"
    elif row.declared < row.commitment:
        yield f"declares {row.declared}, fewer than the {row.commitment} it owes"
    if row.local_need is not None and row.local_need + row.commitment > row.trained:
        yield (
            f"needs {row.local_need} at home and owes {row.commitment}, "
            f"{row.local_need + row.commitment} together, and has trained {row.trained}"
        )
    if row.kind in NEEDS:
        yield from _too_few(row)
    yield from _old(row.date, quarter)


def _old(date: str, quarter: Quarter) -> Iterator[str]:
    if date < quarter.earlier(OLD_QUARTERS).begins.isoformat():
        yield f"is older than {OLD_QUARTERS} quarters: of {date}"


_PARTS: Final = (
    *(
        (f"{who}_current", (f"{who}_accredited",), what, "accredited")
        for who, what in (
            ("gold", "gold commanders"),
            ("silver", "silver commanders"),
            ("bronze", "bronze commanders"),
            ("safety_advisers", "safety advisers"),
            ("tactical_advisers", "tactical advisers"),
        )
    ),
    *(
        (
            f"in_date_level_{level}",
            tuple(f"{rank}_level_{level}" for rank in ("inspectors", "sergeants", "constables")),
            f"officers in date at level {level}",
            "trained",
        )
        for level in (2, 3)
    ),
)
"""Each entry gives a column, the columns whose sum is its limit, and names for both numbers."""


_MUSTERED: Final = (
    "crews_at_once",
    *(mustered_column("crews", 60, at) for at in ("", *MUSTERED_AT)),
)
"""Columns with numbers of crews, which must not exceed the trained crews."""


def _of_capability(row: CapabilityRow, returns: Returns) -> Iterator[str]:
    """Remarks on one force's row of capability."""
    for part, whole, what, all_ in _PARTS:
        found, of = getattr(row, part), [getattr(row, column) for column in whole]
        if found is not None and None not in of and found > sum(of):
            yield f"has {found} {what}, more than the {sum(of)} {all_}"
    psu = returns.of(row.force_id, "psu") if returns.has(row.force_id, "psu") else None
    if psu and psu.carriers is not None and (row.carriers_equipped or 0) > psu.carriers:
        yield f"has {row.carriers_equipped} carriers equipped, more than the {psu.carriers} it has"
    for column in _MUSTERED:
        if psu and (number := getattr(row, column) or 0) > psu.trained:
            yield f"musters {number} PSUs ({column}), more than the {psu.trained} trained"
    yield from _old(row.date, read_quarter(returns.quarter))


def _silent_remarks(returns: Returns, last: Returns) -> Iterator[Remark]:
    """Remarks on forces that reported their capability last quarter but not this quarter."""
    for row in last.capability:
        if returns.capability_of(row.force_id) is None:
            text = (
                "did not report its capability this quarter, unlike last quarter; nothing is kept"
            )
            yield Remark(row.force_id, "", text)


def _too_few(row: ReturnRow) -> Iterator[str]:
    """Remarks on too few carriers or drivers for the declared crews."""
    for column in ("carriers", "drivers"):
        each, found = getattr(NEEDS[row.kind], column), getattr(row, column)
        needed = each * row.declared
        if found is not None and found < needed:
            yield f"{found} {column} are too few for {row.declared} declared: {needed} needed"


def _carried_remarks(returns: Returns, last: Returns | None) -> Iterator[Remark]:
    kept = f"the numbers of {last.quarter}" if last else "last quarter's numbers"
    for force, kind in returns.carried:
        what = "no return" if kind else "no return of its capability"
        yield Remark(force, kind, f"{what}; {kept} are kept")


def _commitment_remarks(returns: Returns, last: Returns) -> Iterator[Remark]:
    """Remarks on commitments that changed although the row's own remarks do not explain why."""
    for row in returns.rows:
        if not last.has(*row.key):
            continue
        before = last.of(*row.key)
        if row.commitment != before.commitment and row.remarks in ("", before.remarks):
            text = f"commitment was {before.commitment} last quarter and is {row.commitment}; "
            yield Remark(*row.key, f"{text}the remarks do not say why")


def _jump_remarks(returns: Returns, last: Returns) -> Iterator[Remark]:
    for found in differences(last, returns):
        if is_jump(found) and None not in (found.before, found.after):
            text = f"declared jumps from {found.before} to {found.after}"
            yield Remark(found.force, found.kind, text)
