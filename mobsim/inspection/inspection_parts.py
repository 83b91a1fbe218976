"""What is an inspection made of?"""

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
"""The four heads of the inspections of 2014, in their order, as printed."""
TO_COMPLETE: Final = "[to be completed]"
"""What is in a statement where nothing was returned."""


@dataclass(frozen=True, slots=True)
class InspectionFinding:
    """The answer to one question of an inspection."""

    head: Head
    rule: str
    """Which rule of ``docs/inspection.md`` it comes from."""
    word: Word
    says: str
    """In a sentence or two."""
    cites: str
    """Rows and columns of the return, or the runs, in a few words; empty where there are none."""
    rests_on: str = ""
    """The same with what the cells say and who signed them; empty where that says no more."""


@dataclass(frozen=True, slots=True)
class HourOfWeek:
    """One hour of the week on which the test comes, and who is there then."""

    hour: int
    """0 for Monday 00:00."""
    name: str
    """``Mon 00:00``."""
    crews_on_duty: int
    """PSUs that the people and carriers on duty make up."""
    scarcest: str
    """What they are short of first."""
    at_once: int
    """PSUs mustered within 20 minutes, in at least 80 % of tests, as the next three."""
    within: int
    """PSUs mustered within 60 minutes."""
    officers: int
    """Officers at the rendezvous point within 60 minutes, in whole crews."""
    officers_in_serials: int
    """The same if crews come in serials."""
    inspectors: int
    """On duty and trained to lead PSUs."""
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
    """Of each hour."""
    seed: int
    week: str
    """Monday of the week, ISO."""
    at_once: OverHours
    within: OverHours
    officers: OverHours
    officers_in_serials: OverHours
    inspectors: OverHours
    others: OverHours
    reached: Mapping[str, float]
    """By published result: the share of hours in which it is reached."""
    hours: Sequence[HourOfWeek]
    bands: Sequence[Sequence[str]]
    """Hours of day by class of day: the lowest of each band, at once and within the hour."""


@dataclass(frozen=True, slots=True)
class ForceBeside:
    """A force in the table of peers or of members."""

    force: str
    name: str
    region: str
    officers: int
    why: str
    """Of a peer: ``itself``, ``region``, ``size``; of the member of an area the empty text."""
    trained: int | None = None
    """PSUs; None where it returned nothing, as are all that follow."""
    owed: int | None = None
    declared: int | None = None
    local_need: int | None = None
    per_thousand: float | None = None
    """PSUs declared for each 1,000 officers."""
    rank: int | None = None
    """By that, among all that returned."""
    within_hour: OverHours | None = None
    """PSUs mustered within 60 minutes of an order without notice."""
    net_aid: str = ""
    """``provider``, ``recipient``, ``neither``; empty where it was not returned."""


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """A number that differs from the quarter before."""

    what: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One paragraph of the draft of the annual assurance statement."""

    section: str
    text: str
    rule: str
    """The rule of the finding that it rests on; empty for what every statement says."""


@dataclass(frozen=True, slots=True)
class PublishedFinding:
    """A finding that an inspection of 2014 published, and whether it comes out here."""

    finding: str
    words: str
    """As published, in a short quotation or summary."""
    section: str
    source: str
    rule: str
    """The rule that it is compared with."""
    as_returned: bool
    """Whether the finding says no more than a figure that was typed in."""
    comes_out: bool
    why: str
    """Why it does not, or in what sense it does; may be empty if it does."""


@dataclass(frozen=True)
class Inspection:
    """The inspection of one force, of one region or of the nation."""

    subject: str
    """Force id, region id, or ``all``."""
    kind: Literal["force", "region", "nation"]
    name: str
    """As printed."""
    quarter: str
    source: str
    """Which return, as named."""
    returns_sha256: str
    basis: str
    """One sentence on what the figures are."""
    findings: Sequence[InspectionFinding]
    test: NoNoticeTest
    beside: Sequence[ForceBeside]
    rank_of: int
    """Forces that returned something."""
    last: str
    """The quarter before, as printed; empty if there is none to compare with."""
    changes: Sequence[ChangedNumber]
    statement: Sequence[StatementLine]
    published: Sequence[PublishedFinding]
    """Where the figures are those that an inspection published: its findings."""
    remarks: Sequence[str]
    """What the force says beside its rows."""
    assumed: Sequence[str]
    """What it rests on besides the return, in sentences."""

    def under(self, head: Head) -> list[InspectionFinding]:
        """The findings under one head."""
        return [each for each in self.findings if each.head == head]

    def count(self, word: Word) -> int:
        """Findings of one word."""
        return sum(each.word == word for each in self.findings)

    def of_rule(self, rule: str) -> InspectionFinding | None:
        """The finding of a rule, if the inspection has one."""
        return next((each for each in self.findings if each.rule == rule), None)
