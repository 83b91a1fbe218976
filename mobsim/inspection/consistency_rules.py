"""Consistency: can its crews work beside those of other forces, and what is mixing crews worth?"""

from collections.abc import Sequence
from statistics import median
from typing import Final

from mobsim.country.pool import NEEDS
from mobsim.inspection.inspection_evidence import InspectionEvidence
from mobsim.inspection.inspection_parts import InspectionFinding, Word
from mobsim.inspection.no_notice_hours import hour_name, on_duty
from mobsim.inspection.no_notice_week import HOURS
from mobsim.inspection.rule_words import Findings

_WORDS: Final[dict[str, Word]] = {"yes": "met", "partly": "stated", "no": "not met"}
_ASKED: Final = {
    "kit": ("Protective kit is {} compatible with that of other forces", "kit_remark"),
    "vehicles": ("Vehicles {} meet the national requirements", "vehicles_remark"),
    "tactics": ("Tactics are {} those of the national training standards", "tactics_remark"),
    "mixed-serials": ("Its officers have {} trained in serials mixed with other forces'", ""),
}
"""Rules that the force answers itself; its answer stands in the sentence."""
BY_ITS_OWN_WORD: Final = ", by its own word"
_SAID: Final = {"yes": "", "partly": "partly", "no": "not"}


def consistency(
    evidence: InspectionEvidence, force: str, *, mixed: bool = True
) -> list[InspectionFinding]:
    """The findings of a force under this head; ``mixed``: with what mixing serials is worth."""
    found = Findings("consistency", evidence.inspected, force)
    for rule, (sentence, remark) in _ASKED.items():
        _own_word(found, rule, sentence, remark)
    if mixed:
        _mixing(found, evidence)
    return found.found


def _own_word(found: Findings, rule: str, sentence: str, remark: str) -> None:
    row, column = found.capability, rule.replace("-", "_")
    said = getattr(row, column, "")
    if not said:
        asked = " ".join(sentence.format("").split())
        found.gap(rule, f"Whether {asked[0].lower()}{asked[1:]}", column)
        return
    says = " ".join(sentence.format(_SAID[said]).split()) + BY_ITS_OWN_WORD
    why = getattr(row, remark, "") if remark else ""
    says += f": {why.rstrip('.')}." if why else "."
    found.add(rule, _WORDS[said], says, found.of_capability(column))


def _mixing(found: Findings, evidence: InspectionEvidence) -> None:
    region = evidence.night.force_region[found.force]
    members = [
        each.force_id
        for each in evidence.night.forces
        if each.region == region and each.force_id in evidence.inspected.forces
    ]
    if len(members) < 2:
        says = "What mixing serials is worth: no other force of its region returned anything."
        found.add("mixing", "gap", says)
        return
    found.found.append(mixing(evidence, members))


def mixing(evidence: InspectionEvidence, members: Sequence[str]) -> InspectionFinding:
    """What several forces gain, hour by hour, if they make up PSUs together."""
    gains = [_gain(evidence, members, hour) for hour in range(HOURS)]
    most = max(gains)
    says = (
        f"If the {len(members)} forces mixed serials, their people on duty would make up more "
        f"PSUs: {median(gains):.10g} at the median hour, {most} at most "
        f"({hour_name(evidence, gains.index(most))}). That is lost where kit, vehicles or tactics "
        "do not allow it."
    )
    cites = f"psu rows of {', '.join(members)}"
    return InspectionFinding("consistency", "mixing", "stated", says, cites)


def _gain(evidence: InspectionEvidence, members: Sequence[str], hour: int) -> int:
    crews, people = on_duty(evidence, members, hour)
    return max(0, people.crews(NEEDS["psu"]) - sum(crews))
