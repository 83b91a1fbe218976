"""Connectivity: does the force have agreements, take part in tests, and answer requests for aid?"""

from mobsim.inspection.aid_answered import AidAnswered
from mobsim.inspection.inspection_evidence import InspectionEvidence
from mobsim.inspection.inspection_parts import InspectionFinding
from mobsim.inspection.rule_words import Findings, counted, missing_of
from mobsim.telling.wording import joined


def connectivity(evidence: InspectionEvidence, force: str) -> list[InspectionFinding]:
    """The findings about a force's connectivity."""
    found = Findings("connectivity", evidence.inspected, force)
    _agreements(found)
    _taken_part(found, "tests", "test of mobilisation", "tests of mobilisation")
    _taken_part(found, "exercises", "exercise with other forces", "exercises with other forces")
    _plan(found)
    _mercury(found)
    _assessment(found)
    _answers(found, evidence)
    return found.found


def _agreements(found: Findings) -> None:
    row = found.capability
    names = row.agreement_names if row else ()
    if not names:
        found.gap("agreements", "Agreements on aid with other forces", "agreements")
        return
    says = f"It names {counted(len(names), 'agreement')} on aid: {'; '.join(names)}."
    found.judge("agreements", True, says, found.of_capability("agreements"))


def _taken_part(found: Findings, column: str, single: str, several: str) -> None:
    row = found.capability
    number = getattr(row, column, None)
    last = getattr(row, f"{column}_last", "")
    if number is None:
        found.gap(column, f"The number of {several} in which it took part", column)
        return
    says = f"It took part in {counted(number, single, several)} in 12 months."
    says += f" The last was on {last}." if last else ""
    found.judge(column, number > 0, says, found.of_capability(column, f"{column}_last"))


def _plan(found: Findings) -> None:
    row = found.capability
    if row is None or not (row.plan_tested or row.plan_shared):
        found.gap("plan", "Whether its mobilisation plan is tested and shared",
                  "plan_tested", "plan_shared")  # fmt: skip
        return
    tested = f"was last tested on {row.plan_tested}" if row.plan_tested else ""
    shared = {"yes": "is shared with its RICC", "no": "is not shared with its RICC"}.get(
        row.plan_shared or "", ""
    )
    says = f"Its mobilisation plan {joined([part for part in (tested, shared) if part])}."
    if missing := missing_of(("plan_tested", "plan_shared"), row):
        says += f" Not returned: {joined(missing)}."
    cells = found.of_capability("plan_tested", "plan_shared")
    if row.plan_shared == "no" or (row.plan_tested and row.plan_shared):
        found.judge("plan", row.plan_shared == "yes", says, cells)
    else:
        found.add("plan", "gap", says, cells)


def _mercury(found: Findings) -> None:
    row = found.capability
    if row is None or not row.mercury_current:
        found.gap("mercury", "Whether its record in Mercury is up to date", "mercury_current")
        return
    yes = row.mercury_current == "yes"
    says = f"Its record in Mercury is {'' if yes else 'not '}up to date."
    found.judge("mercury", yes, says, found.of_capability("mercury_current"))


def _assessment(found: Findings) -> None:
    row = found.capability
    if row is None or not row.assessment:
        found.gap("assessment", "When its public order risk was last assessed", "assessment")
        return
    says = f"The date of its public order threat and risk assessment is {row.assessment}."
    found.add("assessment", "stated", says, found.of_capability("assessment"))


def _answers(found: Findings, evidence: InspectionEvidence) -> None:
    if not (evidence.how.logs or evidence.how.nights):
        says = "How it answers requests: no run; give --nights or --run."
        found.add("answers", "gap", says)
        return
    given, name = evidence.answers_of(found.force)
    runs = evidence.runs_told([name])
    if not given.asked:
        says = f"How it answers requests: it received no request in {runs}."
        found.add("answers", "gap", says)
        return
    found.add("answers", "stated", answered_words(given, runs))


def answered_words(given: AidAnswered, runs: str, who: str = "it") -> str:
    """The force's answers to requests, with the units that it offered and the time that it took."""
    parts = {"in full": given.in_full, "in part": given.in_part, "with nothing": given.with_nothing}
    of = [f"{number:,} {name}" for name, number in parts.items() if number]
    heard = [f"{who} answered {joined(of)}"] if of else []
    heard += [f"{given.silent:,} got no answer"] if given.silent else []
    after = given.median_minutes
    how_fast = f" The median answer took {after:.0f} minutes (assumed)." if after else ""
    return (
        f"Of {counted(given.asked, 'request')} for aid in {runs}, {' and '.join(heard)}. "
        f"Units offered: {given.units_offered:,} of {given.units_asked:,}.{how_fast}"
    )
