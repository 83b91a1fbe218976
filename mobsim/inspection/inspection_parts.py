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
"""The four heads of the 2014 inspections in order, as printed."""
TO_COMPLETE: Final = "[to be completed]"
"""The text for a statement where nothing was returned."""


@dataclass(frozen=True, slots=True)
class InspectionFinding:
    """The answer to one question of an inspection."""

    head: Head
    rule: str
    """The rule in ``docs/inspection.md`` that produced it."""
    word: Word
    says: str
    """One or two sentences."""
    cites: str
    """Rows and columns of the return, or the runs, in a few words; empty if there are none."""
    rests_on: str = ""
    """The same, with what the cells say and who signed them; empty if that adds nothing."""


@dataclass(frozen=True, slots=True)
class HourOfWeek:
    """One hour of the week at which the test comes, and who is there."""

    hour: int
    """0 for Monday 00:00."""
    name: str
    """``Mon 00:00``."""
    crews_on_duty: int
    """PSUs that the people and carriers on duty can form."""
    scarcest: str
    """The need of a crew that runs short first."""
    at_once: int
    """PSUs mustered within 20 minutes in at least 80 % of tests; the next three numbers use the
    same 80 %.
    """
    within: int
    """PSUs mustered within 60 minutes."""
    officers: int
    """Officers at the rendezvous point within 60 minutes, in whole crews."""
    officers_in_serials: int
    """The same if crews come in serials."""
    inspectors: int
    """Inspectors on duty and trained to lead PSUs."""
    others: int
    """Trained sergeants and constables on duty."""


@dataclass(frozen=True, slots=True)
class OverHours:
    """A number over the hours of a week."""

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
    """Monday of the week, in ISO format."""
    at_once: OverHours
    within: OverHours
    officers: OverHours
    officers_in_serials: OverHours
    inspectors: OverHours
    others: OverHours
    reached: Mapping[str, float]
    """The share of hours that reaches each published result."""
    hours: Sequence[HourOfWeek]
    bands: Sequence[Sequence[str]]
    """Hours of the day by class of day: the lowest of each band, at once and within the hour."""


@dataclass(frozen=True, slots=True)
class ForceBeside:
    """A force in the table of peers or members."""

    force: str
    name: str
    region: str
    officers: int
    why: str
    """For a peer: ``itself``, ``region`` or ``size``; for the member of an area, empty."""
    trained: int | None = None
    """PSUs; None if the force returned none, in which case all later fields are empty too."""
    owed: int | None = None
    declared: int | None = None
    local_need: int | None = None
    per_thousand: float | None = None
    """PSUs declared for each 1,000 officers."""
    rank: int | None = None
    """Rank in that number, among all that returned."""
    within_hour: OverHours | None = None
    """PSUs mustered within 60 minutes of an order without notice."""
    net_aid: str = ""
    """``provider``, ``recipient`` or ``neither``; empty if not returned."""


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """A number that differs from the previous quarter."""

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
    """The rule behind its finding; empty for text that every statement contains."""


@dataclass(frozen=True, slots=True)
class PublishedFinding:
    """A finding published by an inspection of 2014, and whether this inspection reproduces it."""

    finding: str
    words: str
    """The published words: a short quotation or a summary."""
    section: str
    source: str
    rule: str
    """The rule it is compared with."""
    as_returned: bool
    """Whether the finding only repeats a figure that was typed in."""
    comes_out: bool
    why: str
    """Why the finding is not reproduced, or in what sense it is; can be empty if it is."""


@dataclass(frozen=True)
class Inspection:
    """The inspection of one force, one region or the nation."""

    subject: str
    """Force id, region id, or ``all``."""
    kind: Literal["force", "region", "nation"]
    name: str
    """The name as printed."""
    quarter: str
    source: str
    """The name of the return."""
    returns_sha256: str
    basis: str
    """One sentence on what the figures are."""
    findings: Sequence[InspectionFinding]
    test: NoNoticeTest
    beside: Sequence[ForceBeside]
    rank_of: int
    """The number of forces that returned something."""
    last: str
    """The previous quarter, as printed; empty if there is none to compare with."""
    changes: Sequence[ChangedNumber]
    statement: Sequence[StatementLine]
    published: Sequence[PublishedFinding]
    """If the figures are those that an inspection published, its findings."""
    remarks: Sequence[str]
    """The force's own remarks on its rows."""
    assumed: Sequence[str]
    """The inputs other than the return, in sentences."""

    def under(self, head: Head) -> list[InspectionFinding]:
        """The findings under one head."""
        return [each for each in self.findings if each.head == head]

    def count(self, word: Word) -> int:
        """The number of findings with one word."""
        return sum(each.word == word for each in self.findings)

    def of_rule(self, rule: str) -> InspectionFinding | None:
        """The finding of a rule, if the inspection has one."""
        return next((each for each in self.findings if each.rule == rule), None)
