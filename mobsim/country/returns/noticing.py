"""What in a quarter's returns should a reader know, though it can be used?"""

from collections.abc import Iterator
from typing import Final

from mobsim.country.pool import NEEDS
from mobsim.country.returns.differing import differences, is_jump
from mobsim.country.returns.quarters import OLD_QUARTERS, Quarter, read_quarter
from mobsim.country.returns.reconciling import commitment_remarks
from mobsim.country.returns.return_rows import Remark, ReturnRow, Returns, kind_order

SYNTHETIC: Final = "synthetic"
"""What made-up rows call themselves in their remarks."""
NEARLY_ALL: Final = 0.90
"""Share of trained crews above which nearly all are declared; assumed."""


def remarks_of(returns: Returns, last: Returns | None = None) -> tuple[Remark, ...]:
    """Everything that is worth a remark of a sound set, by force and in the order of kinds."""
    quarter = read_quarter(returns.quarter)
    remarks = [*_made_up(returns), *commitment_remarks(returns)]
    for row in returns.rows:
        remarks += (Remark(*row.key, text) for text in _of_row(row, quarter))
    remarks += _carried_remarks(returns, last)
    if last is not None:
        remarks += _commitment_remarks(returns, last)
        remarks += _jump_remarks(returns, last)
    order = {"": -1, **kind_order()}
    return tuple(sorted(remarks, key=lambda remark: (remark.force, order[remark.kind])))


def _made_up(returns: Returns) -> Iterator[Remark]:
    """Rows that call themselves made up, in a set that does not."""
    rows = [row for row in returns.rows if SYNTHETIC in row.remarks.casefold()]
    if rows and not returns.synthetic:
        text = f"{len(rows)} of {len(returns.rows)} rows say in their remarks that they are "
        yield Remark("", "", f"{text}{SYNTHETIC}; import them with --synthetic if they are")


def _of_row(row: ReturnRow, quarter: Quarter) -> Iterator[str]:
    """What can be said of one row by itself."""
    if row.declared > NEARLY_ALL * row.trained:
        yield f"declares nearly all it has trained: {row.declared} of {row.trained}"
    if row.trained < row.commitment:
        yield f"has trained {row.trained}, fewer than the {row.commitment} it owes"
    elif row.declared < row.commitment:
        yield f"declares {row.declared}, fewer than the {row.commitment} it owes"
    if row.kind in NEEDS:
        yield from _too_few(row)
    if row.date < quarter.earlier(OLD_QUARTERS).begins.isoformat():
        yield f"is older than {OLD_QUARTERS} quarters: of {row.date}"


def _too_few(row: ReturnRow) -> Iterator[str]:
    """Carriers or drivers that do not suffice for what is declared."""
    for column in ("carriers", "drivers"):
        each, found = getattr(NEEDS[row.kind], column), getattr(row, column)
        needed = each * row.declared
        if found is not None and found < needed:
            yield f"{found} {column} are too few for {row.declared} declared: {needed} needed"


def _carried_remarks(returns: Returns, last: Returns | None) -> Iterator[Remark]:
    kept = f"the numbers of {last.quarter}" if last else "last quarter's numbers"
    for force, kind in returns.carried:
        yield Remark(force, kind, f"no return; {kept} are kept")


def _commitment_remarks(returns: Returns, last: Returns) -> Iterator[Remark]:
    """Commitments that moved without a word: remarks are empty, or those of last quarter."""
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
