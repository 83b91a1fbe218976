"""Consistency: can crews work with other forces' crews, and how many PSUs does mixing add?"""

from collections.abc import Sequence
from statistics import median_low
from typing import Final

from mobsim.country.pool import NEEDS
from mobsim.inspection.inspection_evidence import InspectionEvidence
from mobsim.inspection.inspection_parts import InspectionFinding, Word
from mobsim.inspection.no_notice_hours import hour_name, on_duty
from mobsim.inspection.no_notice_week import HOURS
from mobsim.inspection.rule_words import Findings, counted
from mobsim.telling.wording import small

_WORDS: Final[dict[str, Word]] = {"yes": "met", "partly": "stated", "no": "not met"}
_ASKED: Final = {
    "kit": "Protective kit {is} compatible with that of other forces",
    "vehicles": "Vehicles {do} meet the national requirements",
    "tactics": "Tactics {are} those of the national training standards",
    "mixed-serials": "Its officers {have} trained in serials mixed with other forces'",
}
"""The rules that a return answers with yes, partly or no."""
AS_RETURNED: Final = ", as returned"
_VERBS: Final = ("is", "are", "have", "do")


def consistency(
    evidence: InspectionEvidence, force: str, *, mixed: bool = True
) -> list[InspectionFinding]:
    """The findings about a force's consistency; ``mixed`` adds the gain from mixed serials."""
    found = Findings("consistency", evidence.inspected, force)
    for rule, sentence in _ASKED.items():
        _own_word(found, rule, sentence)
    if mixed:
        _mixing(found, evidence)
    return found.found


def _own_word(found: Findings, rule: str, sentence: str) -> None:
    row, column = found.capability, rule.replace("-", "_")
    said = getattr(row, column, "")
    if not said:
        asked = _with_verb(sentence, "yes")
        found.gap(rule, f"Whether {small(asked)}", column)
        return
    why = getattr(row, f"{column}_remark", "").rstrip(".")
    says = f"{_with_verb(sentence, said)}{AS_RETURNED}{f': {why}' if why else ''}."
    found.add(rule, _WORDS[said], says, found.of_capability(column))


def _with_verb(sentence: str, said: str) -> str:
    """A sentence in the form that fits the return's answer.

    >>> [_with_verb("Vehicles {do} meet it", said) for said in ("yes", "partly", "no")]
    ['Vehicles meet it', 'Vehicles partly meet it', 'Vehicles do not meet it']
    """
    ending = {"yes": "", "partly": " partly", "no": " not"}[said]
    verbs = {verb: f"{verb}{ending}" for verb in _VERBS} | ({"do": ending} if said != "no" else {})
    return " ".join(sentence.format(**verbs).split())


def _mixing(found: Findings, evidence: InspectionEvidence) -> None:
    region = evidence.night.force_region[found.force]
    members = [
        each.force_id
        for each in evidence.night.forces
        if each.region == region and each.force_id in evidence.inspected.forces
    ]
    if len(members) < 2:
        says = "The gain from mixed serials: no other force in its region sent a return."
        found.add("mixing", "gap", says)
        return
    found.found.append(mixing(evidence, members))


def mixing(evidence: InspectionEvidence, members: Sequence[str]) -> InspectionFinding:
    """The additional PSUs at each hour if several forces form PSUs together."""
    gains = [_gain(evidence, members, hour) for hour in range(HOURS)]
    usual, most = median_low(gains), max(gains)
    at_best = hour_name(evidence, gains.index(most))
    best = f" and {most} at the best hour ({at_best})" if most else ""
    says = (
        f"If the {len(members)} forces in the region that returned PSUs mixed serials, their "
        f"people on duty would make up {counted(usual, 'more PSU')} at the median hour{best}. Kit, "
        "vehicles or tactics that are not compatible reduce this."
    )
    cites = f"psu rows of {', '.join(members)}"
    return InspectionFinding("consistency", "mixing", "stated", says, cites)


def _gain(evidence: InspectionEvidence, members: Sequence[str], hour: int) -> int:
    crews, people = on_duty(evidence, members, hour)
    return max(0, people.crews(NEEDS["psu"]) - sum(crews))
