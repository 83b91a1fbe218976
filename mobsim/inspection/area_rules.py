"""What does an inspection find about a region or the nation?

The findings give totals and the number of forces that meet each rule. They also give the results of
a test without notice of all forces at the same hour.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from typing import Final

from mobsim.country.forces import shipped_forces
from mobsim.country.lines import LONDON_REGION
from mobsim.country.returns import StockTotal, reconcile_returns
from mobsim.inspection.aid_answered import AidAnswered
from mobsim.inspection.capability_rules import capability, no_notice
from mobsim.inspection.capacity_rules import capacity, net_aid
from mobsim.inspection.connectivity_rules import answered_words, connectivity
from mobsim.inspection.consistency_rules import consistency, mixing
from mobsim.inspection.inspection_evidence import InspectionEvidence
from mobsim.inspection.inspection_parts import HEADS, Head, InspectionFinding, NoNoticeTest, Word
from mobsim.inspection.no_notice_hours import tested_at_every_hour
from mobsim.inspection.rule_words import Findings, counted
from mobsim.telling.wording import plain_force_name

ASKED: Final[dict[str, str]] = {
    "commitment": "declare the units they owe",
    "absence": "have at least as many fit PSUs as they owe",
    "local": "declare the PSUs they need at home",
    "bad-week": "could lend the PSUs they owe in a bad week",
    "make-up": "can make up the PSUs they declare from their fit people and carriers",
    "tested": "returned the numbers they muster, tested or estimated",
    "commanders": "have a current commander at gold, silver and bronze",
    "advisers": "have a current public order safety adviser",
    "on-call": "have a senior officer nominated at every hour",
    "currency": "have enough officers in date at level 2",
    "carriers": "have enough carriers equipped to national standards",
    "kit": "have protective kit compatible with other forces' kit",
    "vehicles": "have vehicles that meet the national requirements",
    "tactics": "use the tactics of the national standards",
    "mixed-serials": "have trained in mixed serials",
    "agreements": "name an agreement on aid",
    "tests": "took part in a test in 12 months",
    "exercises": "took part in an exercise in 12 months",
    "plan": "have a mobilisation plan that is tested and shared with the RICC",
    "mercury": "have an up-to-date record in Mercury",
}
"""The rules for which mobsim counts the forces of an area. Each text completes a sentence such as
"9 of 12 forces …".
"""
_NAMED: Final = 6
"""The largest number of forces that a sentence names. The evidence lists every force."""


def area_findings(
    evidence: InspectionEvidence, area: str, members: Sequence[str], test: NoNoticeTest
) -> list[InspectionFinding]:
    """The findings about a region, or about the nation if ``area`` is ``all``."""
    there = [force for force in members if evidence.returns.has(force, "psu")]
    by_rule: dict[str, dict[str, Word]] = defaultdict(dict)
    for force in there:
        own = tested_at_every_hour(evidence, [force])
        for each in force_findings(evidence, force, own, mixed=False):
            by_rule[each.rule][force] = each.word
    found: dict[Head, list[InspectionFinding]] = {head: [] for head in HEADS}
    found["capacity"] += [_returned(evidence, members, there), _required(evidence, area, members)]
    for head, rules in _RULES.items():
        found[head] += [_counted(head, rule, by_rule[rule], there) for rule in rules]
    found["capacity"].append(_aid(evidence, area, there))
    notes = Findings("capability", evidence.inspected, there[0])
    no_notice(notes, test)
    found["capability"] += notes.found
    if len(there) > 1 and area != "all":
        found["consistency"].append(mixing(evidence, there))
    found["connectivity"].append(_answers(evidence, there))
    return [each for of in found.values() for each in of]


_RULES: Final[dict[Head, tuple[str, ...]]] = {
    "capacity": ("commitment", "absence", "local", "bad-week"),
    "capability": (
        *("make-up", "tested", "commanders", "advisers", "on-call", "currency", "carriers"),
    ),
    "consistency": ("kit", "vehicles", "tactics", "mixed-serials"),
    "connectivity": ("agreements", "tests", "exercises", "plan", "mercury"),
}
"""The rules from `ASKED` under each heading."""


def force_findings(
    evidence: InspectionEvidence, force: str, test: NoNoticeTest, *, mixed: bool = True
) -> list[InspectionFinding]:
    """All findings about one force; ``mixed`` adds the gain from mixed serials."""
    return [
        *capacity(evidence, force),
        *capability(evidence, force, test),
        *consistency(evidence, force, mixed=mixed),
        *connectivity(evidence, force),
    ]


def _counted(
    head: Head, rule: str, words: dict[str, Word], forces: Sequence[str]
) -> InspectionFinding:
    """Count the forces that meet a rule, and name the forces that do not or gave no answer."""
    of: dict[str, list[str]] = defaultdict(list)
    good: Word = "stated" if rule == "tested" else "met"
    for force in forces:
        of[words[force]].append(force)
    if len(of["gap"]) == len(forces):
        return InspectionFinding(
            head, rule, "gap", f"Whether forces {ASKED[rule]}: not returned.", ""
        )
    says = f"{len(of[good])} of {len(forces)} forces {ASKED[rule]}."
    in_part = "Floor not returned" if rule == "bad-week" else "In part"
    others = [("Not", of["not met"]), (in_part, of["stated"]), ("Not returned", of["gap"])]
    others = [(told, names) for told, names in others if names and names is not of[good]]
    says += "".join(f" {told}: {_names(names)}." for told, names in others)
    named = "; ".join(f"{told.lower()}: {', '.join(names)}" for told, names in others)
    whole = f"rows of {counted(len(forces), 'force')}{f' ({named})' if named else ''}"
    word: Word = "met" if len(of["met"]) == len(forces) else "stated"
    return InspectionFinding(head, rule, word, says, "", whole)


def _names(forces: Sequence[str]) -> str:
    """The names of forces, not joined by "and" because some names contain this word."""
    names = [plain_force_name(shipped_forces()[force].name) for force in forces]
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return ", ".join([*names[:_NAMED], *more])


def _returned(
    evidence: InspectionEvidence, members: Sequence[str], there: Sequence[str]
) -> InspectionFinding:
    kept = [force for force in there if (force, "psu") in evidence.returns.carried]
    silent = [force for force in members if force not in there]
    says = f"{len(there) - len(kept)} of {len(members)} forces returned their PSUs."
    if kept:
        says += f" Numbers from an earlier quarter are used for {_names(kept)}."
    if silent:
        says += f" No rows came from {_names(silent)}."
    word: Word = "gap" if silent or kept else "met"
    cites = f"psu rows of {evidence.returns.quarter}"
    return InspectionFinding("capacity", "returned", word, says, cites)


def _required(evidence: InspectionEvidence, area: str, members: Sequence[str]) -> InspectionFinding:
    """Compare the declared PSUs with the national figures, or with a region's figures."""
    wanted = "" if area == "all" else area
    totals = [
        each
        for each in reconcile_returns(evidence.returns)
        if each.region == wanted or (area == LONDON_REGION and each.line == "psu_london")
    ]
    kinds = {total.line.partition("_")[0] for total in totals}
    whose = "the national figures" if area == "all" else "the figures for a region"
    make = partial(InspectionFinding, "capacity", "required")
    has = evidence.returns.has
    silent = [force for force in members if not all(has(force, kind) for kind in kinds)]
    if silent:
        says = f"Whether together they declare {whose}: rows are missing from {_names(silent)}."
        return make("gap", says, "")
    short = [each for each in totals if each.declared < each.required]
    of = "; ".join(map(_total, short or totals))
    says = f"Together they declare {'less than' if short else 'at least'} {whose}: {of}."
    return make("not met" if short else "met", says, "all rows; SPR 2023 ¶120")


def _total(total: StockTotal) -> str:
    return f"{total.name} {total.declared}, required {total.required}"


def _aid(evidence: InspectionEvidence, area: str, there: Sequence[str]) -> InspectionFinding:
    nets = {force: net_aid(evidence.returns.of(force, "psu")) for force in there}
    known = [net for net in nets.values() if net]
    if not known:
        says = "Who gives and who receives aid: not returned (columns given and received)."
        return InspectionFinding("capacity", "aid", "gap", says, "")
    says = (
        f"Of {counted(len(known), 'force')} that returned aid over 24 months, "
        f"{known.count('provider')} gave more than they received, {known.count('recipient')} "
        f"received more and {known.count('neither')} gave and received the same number."
    )
    if area == "all":
        says += " Of the 43 forces in 2011/12 and 2012/13, 31 gave more and 12 received more."
    return InspectionFinding("capacity", "aid", "stated", says, "psu rows: given, received")


def _answers(evidence: InspectionEvidence, there: Sequence[str]) -> InspectionFinding:
    make = partial(InspectionFinding, "connectivity", "answers")
    if not (evidence.how.logs or evidence.how.nights):
        says = "How they answer requests: no run; give --nights or --run."
        return make("gap", says, "")
    given, names = AidAnswered(), dict[str, None]()
    for force in there:
        answered, name = evidence.answers_of(force)
        given.add(answered)
        names[name] = None
    runs = evidence.runs_told(list(names))
    if not given.asked:
        return make("gap", f"How they answer requests: no force received a request in {runs}.", "")
    return make("stated", answered_words(given, runs, "they"), "")
