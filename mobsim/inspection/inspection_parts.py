"""What are the parts of an inspection?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

Word = Literal["met", "not met", "stated", "gap"]
Head = Literal["capacity", "capability", "consistency", "connectivity"]

HEADS: Final[Mapping[Head, str]] = {
    "capacity": "Capacity and contribution",
    "capability": "Capability",
    "consistency": "Consistency",
    "connectivity": "Connectivity",
}
"""The four headings of the 2014 inspections, as printed and in order."""
TO_COMPLETE: Final = "[to be completed]"
"""The text that a statement shows if nothing was returned."""


@dataclass(frozen=True, slots=True)
class InspectionFinding:
    """The answer to one question in an inspection."""

    head: Head
    rule: str
    """The rule in ``docs/inspection.md`` that gives this finding."""
    word: Word
    says: str
    """The finding in one or two sentences."""
    cites: str
    """The rows and columns of the return, or the runs, in a few words. It is empty if the finding
    uses no rows or runs.
    """
    rests_on: str = ""
    """The evidence with the cells' text and signatories; empty if these add nothing to it."""


@dataclass(frozen=True, slots=True)
class HourOfWeek:
    """One hour of the week in the test without notice, and the people and crews present."""

    hour: int
    """The number of the hour; 0 is Monday 00:00."""
    name: str
    """The hour as printed, e.g. ``Mon 00:00``."""
    crews_on_duty: int
    """The number of PSUs that the people and carriers on duty can form."""
    scarcest: str
    """The role or vehicle that limits the number of PSUs."""
    at_once: int
    """PSUs mustered within 20 minutes in at least 80 % of tests. The 80 % also applies to the next
    three fields.
    """
    within: int
    """PSUs mustered within 60 minutes."""
    officers: int
    """Officers at the rendezvous point within 60 minutes, if crews arrive whole."""
    officers_in_serials: int
    """Officers at the rendezvous point within 60 minutes, if crews arrive serial by serial."""
    inspectors: int
    """Inspectors on duty who are trained to lead PSUs."""
    others: int
    """Trained sergeants and constables on duty."""


@dataclass(frozen=True, slots=True)
class OverHours:
    """A number at the lowest, median and best hour of a week."""

    lowest: int
    median: int
    best: int


@dataclass(frozen=True)
class NoNoticeTest:
    """The test without notice at every hour of a week."""

    tests: int
    """The number of tests at each hour."""
    seed: int
    week: str
    """The Monday of the week, in ISO format."""
    at_once: OverHours
    within: OverHours
    officers: OverHours
    officers_in_serials: OverHours
    inspectors: OverHours
    others: OverHours
    reached: Mapping[str, float]
    """The share of hours that reach each published result."""
    hours: Sequence[HourOfWeek]
    bands: Sequence[Sequence[str]]
    """The rows of the table of hours: for each class of day, the lowest number at once and within
    60 minutes.
    """


@dataclass(frozen=True, slots=True)
class ForceBeside:
    """A force in the table of peers or members."""

    force: str
    name: str
    region: str
    officers: int
    why: str
    """The relation of a peer: ``itself``, ``region`` or ``size``; empty for a member of an area."""
    trained: int | None = None
    """The number of trained PSUs. If the force returned no PSUs, this field and all later fields
    are empty.
    """
    owed: int | None = None
    declared: int | None = None
    local_need: int | None = None
    per_thousand: float | None = None
    """The number of PSUs declared per 1,000 officers."""
    rank: int | None = None
    """The rank by PSUs per 1,000 officers, among all forces that returned PSUs."""
    within_hour: OverHours | None = None
    """The number of PSUs mustered within 60 minutes of an order without notice."""
    net_aid: str = ""
    """``provider``, ``recipient`` or ``neither``; empty if not returned."""


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """A number that has changed since the previous quarter."""

    what: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One paragraph of the draft annual assurance statement."""

    section: str
    text: str
    rule: str
    """The rule of the finding. It is empty for text that every statement contains."""


@dataclass(frozen=True, slots=True)
class PublishedFinding:
    """A published finding of a 2014 inspection, and whether this inspection reproduces it."""

    finding: str
    words: str
    """The published words: a short quotation or a summary."""
    section: str
    source: str
    rule: str
    """The rule with which the finding is compared."""
    as_returned: bool
    """Whether the finding only repeats a published figure in the return."""
    comes_out: bool
    why: str
    """The reason why the finding does not match, or the sense in which it matches. It can be empty
    if the finding matches.
    """


@dataclass(frozen=True)
class Inspection:
    """The inspection of one force, one region or the nation."""

    subject: str
    """The id of a force or region, or ``all``."""
    kind: Literal["force", "region", "nation"]
    name: str
    """The name as printed."""
    quarter: str
    source: str
    """The name of the return."""
    returns_sha256: str
    basis: str
    """The origin of the figures, in one or two sentences."""
    findings: Sequence[InspectionFinding]
    test: NoNoticeTest
    beside: Sequence[ForceBeside]
    rank_of: int
    """The number of forces that have a rank."""
    last: str
    """The previous quarter, as printed; empty if there is no quarter to compare with."""
    changes: Sequence[ChangedNumber]
    statement: Sequence[StatementLine]
    published: Sequence[PublishedFinding]
    """The published findings of a 2014 inspection; empty unless this inspection uses its
    figures.
    """
    remarks: Sequence[str]
    """Remarks on the rows, by mobsim and by the force."""
    assumed: Sequence[str]
    """The inputs other than the return, in sentences."""

    def under(self, head: Head) -> list[InspectionFinding]:
        """The findings under one heading."""
        return [each for each in self.findings if each.head == head]

    def count(self, word: Word) -> int:
        """The number of findings with the given word."""
        return sum(each.word == word for each in self.findings)

    def of_rule(self, rule: str) -> InspectionFinding | None:
        """The finding of a rule; None if the inspection has no such finding."""
        return next((each for each in self.findings if each.rule == rule), None)
