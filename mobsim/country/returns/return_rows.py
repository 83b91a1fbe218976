"""Which values does a force's return contain?"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date as day
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from mobsim.country.force_names import as_force_id
from mobsim.country.forces import KindRow, UnitKind, kind_of_row, load_kinds
from mobsim.ground.safe_text import shown
from mobsim.ground.tables import Mend, Row, Slug, Text

if TYPE_CHECKING:
    from mobsim.country.returns.capability_rows import CapabilityRow

REQUIRED_KINDS: Final = ("psu", "bdu", "aep")
"""Kinds that every force must return, because they have a national figure."""
SHIFTS: Final = {"early": "07–15", "late": "15–22", "night": "22–07"}
"""Hours of the duty shifts, as in `mobsim.ground.clock`."""
AVAILABLE: Final = tuple(f"available_{shift}" for shift in SHIFTS)
LATER_COLUMNS: Final = ("local_need", "planned", "given", "received")
"""Columns that a set of returns includes only if some row has a value in the column."""
NUMBERS: Final = (
    *("trained", "commitment", "declared"),
    *AVAILABLE,
    *("floor", "carriers", "drivers"),
    *LATER_COLUMNS,
)
"""Columns of numbers, in the order in which they are printed."""
TEXTS: Final = ("remarks", "signed_by")
"""Columns of free text, which `mobsim.ground.tables.guarded` protects in every CSV file."""


def _on_one_line(value: Any) -> Any:
    """The text with one space in place of each run of white space, including line breaks."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _check_plain(text: str) -> str:
    strange = next((char for char in text if unicodedata.category(char) in ("Cc", "Cs")), None)
    if strange is not None:
        raise ValueError(f"no control character; delete U+{ord(strange):04X}")
    return shown(text)


def check_signed(text: str) -> str:
    """Check that the post of the person who signed is not empty."""
    if not text:
        raise ValueError("the post of the person responsible, such as 'Head of Operations'")
    return text


def check_day(text: str) -> str:
    """Check that a text is a day in ISO form."""
    try:
        sound = day.fromisoformat(text).isoformat() == text
    except ValueError:
        sound = False
    if not sound:
        raise ValueError("a day such as '2026-12-07'")
    return text


MOST_CREWS: Final = 99_999
"""The largest plausible number of crews in a force; a larger number counts as a mistake."""
Crews = Annotated[int, Field(ge=0, le=MOST_CREWS)]
"""A whole number, 0 or more, of plausible size."""
PlainText = Annotated[str, BeforeValidator(_on_one_line), AfterValidator(_check_plain)]
"""Text on one line without control characters; a code replaces other invisible characters."""


class ReturnRow(Row):
    """One force's return for one kind of unit. Crews are whole units of the kind."""

    KEY: ClassVar[tuple[str, ...]] = ("force_id", "kind")
    SHEET: ClassVar[str] = "return"
    BESIDE: ClassVar[str] = "capability"
    MEND: ClassVar[Mapping[str, Mend]] = {"force_id": as_force_id}

    force_id: Text
    kind: Slug
    """Id of the kind, from the table of kinds."""
    trained: Crews
    """Trained crews."""
    commitment: Crews
    """Crews that the force must provide towards the national total."""
    declared: Crews
    """Crews that the force declares it could field."""
    available_early: Crews | None = None
    """Crews on duty from 07:00 to 15:00 on a usual day; None if the return does not say."""
    available_late: Crews | None = None
    """Crews on duty from 15:00 to 22:00 on a usual day; None if the return does not say."""
    available_night: Crews | None = None
    """Crews on duty from 22:00 to 07:00 on a usual day; None if the return does not say."""
    floor: Crews | None = None
    """Crews kept at home; None if the return does not say."""
    carriers: Crews | None = None
    """Vehicles, including vehicles off the road; None if the return does not say."""
    drivers: Crews | None = None
    """People who may drive the vehicles; None if the return does not say."""
    remarks: PlainText = ""
    date: Annotated[str, AfterValidator(check_day)]
    """Day on which the numbers were correct, in ISO form."""
    signed_by: Annotated[PlainText, AfterValidator(check_signed)]
    """Post of the person responsible for the row."""
    local_need: Crews | None = None
    """Crews that the force needs for disorder at home; None if the return does not say."""
    planned: Crews | None = None
    """Trained crews that the force plans to have, if the number is going to change."""
    given: Crews | None = None
    """Crews lent to other forces in the 24 months before the date."""
    received: Crews | None = None
    """Crews borrowed from other forces in the 24 months before the date."""

    @property
    def key(self) -> tuple[str, str]:
        """The force and the kind of the row."""
        return self.force_id, self.kind


COLUMNS: Final = tuple(ReturnRow.model_fields)
"""The columns, in the order in which they are written."""


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """Something about the returns that a reader should know."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    force: str
    """Force id; empty if the remark is about all forces."""
    kind: str
    """Kind id; empty if the remark is not about one kind."""
    text: str


@dataclass(frozen=True, slots=True)
class ReturnSource:
    """A file from which rows were imported."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    """The name of the file, without its folder."""
    sha256: str
    notes: tuple[str, ...] = ()
    """Notes on how the file was read: which sheet was used, which parts were skipped or hidden, and
    how values were interpreted.
    """


@dataclass(frozen=True, repr=False)
class Returns:
    """The forces' returns for one quarter."""

    quarter: str
    """The quarter, such as ``2026-Q4``."""
    rows: tuple[ReturnRow, ...]
    """Rows by force, then in the order of the kinds."""
    synthetic: bool
    """Whether the numbers are made up."""
    sha256: str
    """The checksum of the frozen rows."""
    remarks: tuple[Remark, ...] = ()
    """Remarks from the import."""
    carried: tuple[tuple[str, str], ...] = ()
    """Force and kind of each row that was kept from last quarter because no new row was sent.

    For a row of capability, the kind is empty.
    """
    sources: tuple[ReturnSource, ...] = field(default=(), compare=False)
    """Files from which the rows were imported."""
    capability: tuple["CapabilityRow", ...] = ()
    """Rows of capability, in order of force; some or all forces may have no such row."""
    added_kinds: tuple[KindRow, ...] = ()
    """Kinds of unit that forces returned in addition to the shipped kinds."""

    def __repr__(self) -> str:
        made_up = ", synthetic" if self.synthetic else ""
        return f"<Returns of {self.quarter}: {len(self.rows)} rows{made_up}>"

    def _repr_html_(self) -> str:
        from mobsim.country.returns.reconciling import returns_page

        return returns_page(self)

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], ReturnRow]:
        return {row.key: row for row in self.rows}

    def of(self, force_id: str, kind: str) -> ReturnRow:
        """A force's return for a kind.

        Raises
        ------
        KeyError
            If the force did not return the kind.
        """
        return self._by_key[force_id, kind]

    def has(self, force_id: str, kind: str) -> bool:
        """Whether a force returned a kind."""
        return (force_id, kind) in self._by_key

    @cached_property
    def _capability(self) -> dict[str, "CapabilityRow"]:
        return {row.force_id: row for row in self.capability}

    def capability_of(self, force_id: str) -> "CapabilityRow | None":
        """A force's row of capability; None if the force sent no such row."""
        return self._capability.get(force_id)

    @property
    def kinds(self) -> tuple[UnitKind, ...]:
        """Every kind that may be returned: the shipped kinds, followed by the added kinds."""
        return load_kinds() + tuple(kind_of_row(row) for row in self.added_kinds)

    @property
    def forces_returned(self) -> int:
        """Number of forces that sent at least one row."""
        return len({row.force_id for row in self.rows if row.key not in set(self.carried)})


@cache
def kind_order() -> dict[str, int]:
    """The place of each kind in the table of kinds."""
    return {kind.kind_id: place for place, kind in enumerate(load_kinds())}


def kind_place(kind: str) -> tuple[int, str]:
    """The sort key of a kind: shipped kinds in the order of their table, then other kinds by id.

    >>> sorted(["drones", "bdu", "cbrn", "psu"], key=kind_place)
    ['psu', 'bdu', 'cbrn', 'drones']
    """
    return kind_order().get(kind, len(kind_order())), kind


def in_order(rows: Iterable[ReturnRow]) -> tuple[ReturnRow, ...]:
    """Rows by force, then in the order of the kinds."""
    return tuple(sorted(rows, key=lambda row: (row.force_id, kind_place(row.kind))))
