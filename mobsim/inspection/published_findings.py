"""Which findings of the 2014 inspections follow from the figures that the inspections published?"""

from collections.abc import Sequence
from functools import cache
from typing import ClassVar, Literal

from mobsim.ground.tables import Row, Slug, Text, data_path, read_table
from mobsim.inspection.inspection_parts import InspectionFinding, PublishedFinding, Word


class PublishedFindingRow(Row):
    """One published finding, and the finding that a rule should give."""

    KEY: ClassVar[tuple[str, ...]] = ("force_id", "finding")

    force_id: Slug
    finding: Slug
    words: Text
    section: Text
    source: Slug
    rule: Slug
    word: Word
    says: Text
    """Words that the rule's sentence must contain."""
    found_by: Literal["rule", "return"]
    """``rule`` if the rule compares or counts numbers, ``return`` if it only repeats the return."""
    comes_out: Literal["yes", "no"]
    """Whether the rule agrees with the published finding."""
    why: str = ""
    """The reason why the rule disagrees, or the sense in which it agrees."""


@cache
def published_finding_rows() -> tuple[PublishedFindingRow, ...]:
    """Every published finding that can be compared with a rule."""
    path = data_path("inspections/inspection_findings.csv")
    return tuple(read_table(path, PublishedFindingRow))


def held_against(force: str, findings: Sequence[InspectionFinding]) -> list[PublishedFinding]:
    """The published findings about a force, each marked as matching a rule's finding or not."""
    return [
        PublishedFinding(
            row.finding,
            row.words,
            row.section,
            row.source,
            row.rule,
            row.found_by == "return",
            row.comes_out == "yes" and is_found(row, findings),
            row.why if row.comes_out == "no" or is_found(row, findings) else "the rule differs",
        )
        for row in published_finding_rows()
        if row.force_id == force
    ]


def is_found(row: PublishedFindingRow, findings: Sequence[InspectionFinding]) -> bool:
    """Whether the rule gives the finding that the row expects."""
    of = [each for each in findings if each.rule == row.rule]
    return any(each.word == row.word and row.says in each.says for each in of)
