"""What can the chief constable report to the police and crime commissioner once a year?

The draft covers public order only and follows the order of a board paper: purpose, the four
headings, conclusion and recommendations. Each sentence comes from a finding. The force must
complete the parts that the inspection cannot supply.
"""

import re
from collections.abc import Iterator
from typing import Final

from mobsim.inspection.consistency_rules import AS_RETURNED
from mobsim.inspection.inspection_parts import (
    HEADS,
    TO_COMPLETE,
    Inspection,
    InspectionFinding,
    StatementLine,
)
from mobsim.inspection.rule_words import counted

_SPR: Final = "Strategic Policing Requirement"
_REMEDIES: Final = {
    "commitment": "train and declare more crews, or renegotiate the commitment with the region",
    "absence": "review the numbers of trained officers and carriers, given absence",
    "local": "review the number of trained PSUs, or the need at home",
    "bad-week": "review the number of PSUs kept at home, or leave in August",
    "make-up": "train or recruit for the scarcest role",
    "commanders": "provide an operationally competent commander at each level",
    "advisers": "provide an operationally competent public order safety adviser",
    "on-call": "nominate a senior officer at every hour",
    "currency": "bring level 2 training up to date",
    "carriers": "equip carriers to national standards, or declare fewer PSUs",
    "kit": "bring protective kit in line with other forces",
    "vehicles": "bring vehicles in line with the national requirements",
    "tactics": "bring tactics in line with the national training standards",
    "mixed-serials": "train in serials mixed with other forces",
    "tests": "take part in the tests of national mobilisation",
    "exercises": "take part in exercises with other forces",
    "plan": "share the mobilisation plan with the RICC",
    "mercury": "bring the record in Mercury up to date",
}
"""The recommendation to the chief constable for each rule that is not met."""


def statement_of(made: Inspection) -> list[StatementLine]:
    """The paragraphs of the draft, in order."""
    return [*_purpose(made), *_heads(made), *_conclusion(made), *_recommendations(made)]


def _purpose(made: Inspection) -> Iterator[StatementLine]:
    title = "Purpose"
    yield StatementLine(
        title,
        f"This statement informs the Police and Crime Commissioner how {made.name} meets the "
        f"public order part of the {_SPR}. It supports the annual assurance statement.",
        "",
    )
    yield StatementLine(
        title,
        f"It is based on the return for {made.quarter} and on a test without notice, simulated "
        f"at every hour of a week. {made.basis}",
        "",
    )
    yield StatementLine(title, f"Changes in threat since the last statement: {TO_COMPLETE}.", "")


def _heads(made: Inspection) -> Iterator[StatementLine]:
    for head, title in HEADS.items():
        for each in made.under(head):
            yield StatementLine(title, _sentence(each), each.rule)


def _sentence(found: InspectionFinding) -> str:
    """A finding as a sentence about the force. A gap becomes text for the force to complete."""
    if found.word == "gap":
        what = found.says.partition(": ")[0].rstrip(".")
        return f"{_ours(what)}: {TO_COMPLETE}."
    return _ours(found.says.replace(AS_RETURNED, ""))


_OURS: Final = re.compile(r"(?:^|(?<=\. ))It(s?) (?=\w)")


def _ours(text: str) -> str:
    """Replace "It" with "The force", and "Its" with "The force's", at the start of each sentence.

    >>> _ours("It declares the units it owes. Its record is up to date.")
    "The force declares the units it owes. The force's record is up to date."
    """
    return _OURS.sub(lambda found: "The force's " if found[1] else "The force ", text)


def _conclusion(made: Inspection) -> Iterator[StatementLine]:
    met, not_met, gaps = (made.count(word) for word in ("met", "not met", "gap"))
    judged = met + not_met
    yield StatementLine(
        "Conclusion",
        f"Of {counted(judged, 'rule')} that could be judged, {met} are met and {not_met} are not. "
        f"{counted(gaps, 'finding')} could not be made from the return.",
        "",
    )
    yield StatementLine("Conclusion", f"The Chief Constable's own assessment: {TO_COMPLETE}.", "")
    yield StatementLine(
        "Conclusion",
        "How regard to the Strategic Policing Requirement has influenced the strategic direction "
        f"and objectives for the force: {TO_COMPLETE}.",
        "",
    )


def _recommendations(made: Inspection) -> Iterator[StatementLine]:
    title = "Recommendations"
    for each in made.findings:
        if each.word == "not met" and each.rule in _REMEDIES:
            yield StatementLine(
                title, f"The Chief Constable should {_REMEDIES[each.rule]}.", each.rule
            )
    yield StatementLine(
        title,
        "The Police and Crime Commissioner should have regard to this statement in the police and "
        "crime plan and in the budget.",
        "",
    )
