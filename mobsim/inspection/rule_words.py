"""How does an inspection rule state its finding and cite its rows?"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from mobsim.country.forces import load_kinds
from mobsim.country.returns import ReturnRow
from mobsim.country.returns.capability_rows import CapabilityRow
from mobsim.inspection.inspected_returns import InspectedReturns
from mobsim.inspection.inspection_parts import Head, InspectionFinding, Word
from mobsim.telling.wording import joined

_CITED: Final = 6
"""The largest number of columns that the short evidence names."""


class Cells(NamedTuple):
    """The cells of one row in the return that support a finding."""

    name: str
    """The row's kind of unit, or ``capability``."""
    row: ReturnRow | CapabilityRow | None
    columns: Sequence[str]

    @property
    def short(self) -> str:
        """The row and its columns; if there are many columns, only the first columns are named."""
        more = [f"{len(self.columns) - _CITED} more"] if len(self.columns) > _CITED else []
        return f"{self.name}: {', '.join([*self.columns[:_CITED], *more])}"

    @property
    def whole(self) -> str:
        """The row, the text of the row's cells, and the date and signatory of the return."""
        cells = ", ".join(f"{name} {said(getattr(self.row, name))}" for name in self.columns)
        date, signed = (getattr(self.row, name) for name in ("date", "signed_by"))
        return f"{self.name} row: {cells} ({date}, {signed})"


class Findings:
    """The findings about one force under one heading, collected from the rules."""

    def __init__(self, head: Head, inspected: InspectedReturns, force: str) -> None:
        self.head = head
        self.force = force
        self.returns = inspected.returns
        self._unpublished = inspected.unpublished
        self.found: list[InspectionFinding] = []

    def row(self, kind: str) -> ReturnRow | None:
        """The force's row for a kind; None if the force did not return the kind."""
        return self.returns.of(self.force, kind) if self.returns.has(self.force, kind) else None

    @property
    def psu(self) -> ReturnRow:
        """The force's PSU row; every inspected force has this row."""
        return self.returns.of(self.force, "psu")

    @property
    def capability(self) -> CapabilityRow | None:
        """The force's capability row; None if the force did not return its capability."""
        return self.returns.capability_of(self.force)

    def lacks(self, column: str) -> bool:
        """Whether a number in the PSU row replaces an unpublished number."""
        return (self.force, column) in self._unpublished

    def add(self, rule: str, word: Word, says: str, *cells: Cells, runs: str = "") -> None:
        """Record a finding, with the cells and runs that support it."""
        kept = [each for each in cells if each.row is not None]
        cites = "; ".join([each.short for each in kept] + [runs] * bool(runs))
        rests_on = " | ".join([each.whole for each in kept] + [runs] * bool(runs))
        self.found.append(InspectionFinding(self.head, rule, word, says, cites, rests_on))

    def judge(self, rule: str, met: bool, says: str, *cells: Cells, runs: str = "") -> None:
        """Record whether a rule is met."""
        self.add(rule, "met" if met else "not met", says, *cells, runs=runs)

    def gap(self, rule: str, what: str, *columns: str) -> None:
        """Record a gap, because empty columns leave the rule without an answer."""
        several = "columns" if len(columns) > 1 else "column"
        says = f"{what}: not returned ({several} {joined(columns)})."
        self.add(rule, "gap", says)

    def of_psu(self, *columns: str) -> Cells:
        """Cells in the force's PSU row."""
        return Cells("psu", self.psu, columns)

    def of_capability(self, *columns: str) -> Cells:
        """Cells in the force's capability row."""
        return Cells("capability", self.capability, columns)


def said(value: int | str | None) -> str:
    """A value in the words of the return; "not returned" if the value is empty."""
    return "not returned" if value in (None, "") else str(value)


def several_of(kind: str) -> str:
    """The plural name of a kind's units.

    >>> several_of("bdu")
    'BDUs'
    """
    return next((each.several for each in load_kinds() if each.kind_id == kind), kind)


def of_hours(share: float) -> str:
    """A share of the hours of a week, in words.

    >>> of_hours(1.0), of_hours(0.0), of_hours(0.5)
    ('at every hour', 'at no hour', 'at 84 of 168 hours')
    """
    hours = round(share * 168)
    if hours in (0, 168):
        return "at every hour" if hours else "at no hour"
    return f"at {hours} of 168 hours"


def counted(number: int, single: str, several: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "test"), counted(2, "test")
    ('1 test', '2 tests')
    """
    return f"{number:,} {single if number == 1 else several or single + 's'}"


def missing_of(columns: Sequence[str], row: object) -> list[str]:
    """The given columns that a row leaves empty."""
    return [name for name in columns if getattr(row, name, None) in (None, "")]
