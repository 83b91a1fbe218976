"""Capability: how many crews can be formed, who leads them, and who is there in the hour?"""

from typing import Final

from mobsim.country.doctrine import PSU, PSU_CARRIERS
from mobsim.country.pool import NEEDS
from mobsim.country.returns.capability_rows import MUSTERED_AT, mustered_column
from mobsim.country.returns.return_rows import AVAILABLE
from mobsim.ground.errors import listed
from mobsim.inspection.inspection_evidence import InspectionEvidence
from mobsim.inspection.inspection_parts import (
    HourOfWeek,
    InspectionFinding,
    NoNoticeTest,
    OverHours,
)
from mobsim.inspection.no_notice_hours import binding
from mobsim.inspection.rule_words import Findings, counted, missing_of, units

_LEVELS: Final = ("gold", "silver", "bronze")
_PEOPLE: Final = ("inspectors_level_2", "sergeants_level_2", "constables_level_2")
_OF_TEST: Final = {
    "crews_at_once": ("PSU at once", "PSUs at once"),
    "inspectors_at_once": ("inspector free at once", "inspectors free at once"),
    "carriers_at_once": ("carrier known at once", "carriers known at once"),
    "crews_20": ("PSU within 20 minutes", "PSUs within 20 minutes"),
    "crews_60": ("PSU within 60 minutes", "PSUs within 60 minutes"),
    "inspectors_60": ("inspector within 60 minutes", "inspectors within 60 minutes"),
    "officers_60": ("officer within 60 minutes", "officers within 60 minutes"),
}
"""What a force may return of its last test, one and several."""
_OFFICERS_OF_RANK: Final = PSU.inspectors + PSU.sergeants + PSU.constables


def capability(
    evidence: InspectionEvidence, force: str, test: NoNoticeTest
) -> list[InspectionFinding]:
    """The findings of a force under this head."""
    found = Findings("capability", evidence.inspected, force)
    make_up(found, evidence)
    _on_duty(found, test)
    no_notice(found, test)
    _tested(found, test)
    _commanders(found)
    _advisers(found)
    _on_call(found)
    _currency(found)
    _carriers(found)
    return found.found


def make_up(found: Findings, evidence: InspectionEvidence) -> None:
    """Whether its people and carriers make up the PSUs that it declares, and what is scarcest."""
    lacking = [column for column in ("trained", "declared") if found.lacks(column)]
    if lacking:
        found.gap("make-up", "Whether its people make up what it declares", *lacking)
        return
    psu, roster = found.psu, evidence.night.rosters[found.force]["psu"]
    assert roster.pool is not None  # PSUs are made up of people and carriers
    crews = min(psu.trained, roster.pool.crews(NEEDS["psu"]))
    short = listed(roster.pool.scarcest(NEEDS["psu"]), 9)
    missing = [*missing_of(_PEOPLE, found.capability), *missing_of(("drivers", "carriers"), psu)]
    assumed = f" Not returned, so assumed: {listed(missing, len(missing))}." if missing else ""
    says = (
        f"Its fit people and carriers, all called in, make up {units('psu', crews)}; it declares "
        f"{psu.declared}. Scarcest: {short}.{assumed}"
    )
    cells = found.of_psu("trained", "declared", "drivers", "carriers")
    found.judge("make-up", crews >= psu.declared, says, cells, found.of_capability(*_PEOPLE))


def _on_duty(found: Findings, test: NoNoticeTest) -> None:
    crews = [each.crews_on_duty for each in test.hours]
    worst, best = (_first(test, "crews_on_duty", end(crews)) for end in (min, max))
    says = (
        f"People on duty make up {units('psu', min(crews))} at the thinnest hour ({worst.name}) "
        f"and {max(crews)} at the fullest ({best.name}). Most often scarcest: "
        f"{binding(test.hours)}."
    )
    runs = "assumed where a shift is not returned, and on weekend evenings"
    found.add("on-duty", "stated", says, found.of_psu(*AVAILABLE), runs=runs)


def _first(test: NoNoticeTest, what: str, number: int) -> HourOfWeek:
    return next(each for each in test.hours if getattr(each, what) == number)


def no_notice(found: Findings, test: NoNoticeTest) -> None:
    """The finding of the test without notice, of a force or of an area."""
    worst = _first(test, "within", test.within.lowest)
    says = (
        f"Tested without notice at each hour of a week, it musters PSUs within 20 minutes: "
        f"{over(test.at_once)}; within 60 minutes: {over(test.within)}, fewest at {worst.name}; "
        f"officers at the rendezvous point in the hour: {over(test.officers)}."
    )
    runs = f"{test.tests} tests at each of 168 hours, seed {test.seed}"
    found.add("no-notice", "stated", says, runs=runs)


def over(found: OverHours) -> str:
    """Lowest, median and best of the hours, or the one number that all have.

    >>> over(OverHours(1, 2.0, 4)), over(OverHours(3, 3.0, 3))
    ('1 to 4 (median hour 2)', '3')
    """
    if found.lowest == found.best:
        return f"{found.best:,}"
    return f"{found.lowest:,} to {found.best:,} (median hour {found.median:,.10g})"


def _tested(found: Findings, test: NoNoticeTest) -> None:
    row = found.capability
    known = [name for name in _OF_TEST if row is not None and getattr(row, name) is not None]
    if row is None or not known:
        found.gap("tested", "What it mustered in its own last test", "crews_20", "crews_60")
        return
    basis = {"tested": "tested", "estimated": "estimated, not tested"}.get(
        row.muster_basis or "", ""
    )
    when = ", ".join(part for part in (basis, row.muster_tested) if part) or "basis not returned"
    of = [counted(getattr(row, name), *_OF_TEST[name]) for name in known]
    says = f"Its own return says ({when}): {listed(of, len(of))}.{_against_model(found, test)}"
    by_shift = {at: n for at in MUSTERED_AT if (n := row.mustered("crews", 60, at)) is not None}
    if by_shift:
        each = listed([f"{at} {number}" for at, number in by_shift.items()])
        says += f" PSUs within 60 minutes by time of week: {each}."
        known += [mustered_column("crews", 60, at) for at in by_shift]
    cells = found.of_capability(*known, "muster_basis", "muster_tested")
    found.add("tested", "stated", says, cells)


def _against_model(found: Findings, test: NoNoticeTest) -> str:
    """Which of the returned numbers no hour of the model's week reaches."""
    row = found.capability
    best = {
        "crews_at_once": test.at_once.best,
        "crews_20": test.at_once.best,
        "crews_60": test.within.best,
        "inspectors_60": test.inspectors.best,
        "officers_60": test.others.best,
    }
    over_best = [
        f"{counted(getattr(row, name), *_OF_TEST[name])} (best hour: {most})"
        for name, most in best.items()
        if (getattr(row, name) or 0) > most
    ]
    if not over_best:
        return " The test at every hour reaches each of these at some hour."
    several = listed(over_best, len(over_best))
    return f" The model has at no hour {several}: the return does not say where they come from."


def _commanders(found: Findings) -> None:
    columns = [f"{level}_current" for level in _LEVELS]
    row = found.capability
    missing = missing_of(columns, row)
    if row is None or len(missing) == len(columns):
        found.gap("commanders", "Gold, silver and bronze commanders", *columns)
        return
    numbers = {level: getattr(row, f"{level}_current") for level in _LEVELS}
    of = [
        f"{level} {'not returned' if number is None else number}{_accredited(row, level)}"
        for level, number in numbers.items()
    ]
    says = f"Commanders operationally competent today: {listed(of, 9)}."
    cells = found.of_capability(*columns)
    if missing and all(number != 0 for number in numbers.values()):
        found.add("commanders", "gap", f"{says} A level was not returned.", cells)
        return
    found.judge("commanders", all(numbers.values()), says, cells)


def _accredited(row: object, level: str) -> str:
    number = getattr(row, f"{level}_accredited")
    return f" of {number} accredited" if number is not None else ""


def _advisers(found: Findings) -> None:
    row = found.capability
    if row is None or row.safety_advisers_current is None:
        found.gap("advisers", "Public order safety advisers", "safety_advisers_current")
        return
    number = row.safety_advisers_current
    says = f"{counted(number, 'public order safety adviser')} operationally competent today."
    found.judge("advisers", number > 0, says, found.of_capability("safety_advisers_current"))


def _on_call(found: Findings) -> None:
    row = found.capability
    if row is None or not row.on_call_commander:
        found.gap("on-call", "Whether a senior officer is on call", "on_call_commander")
        return
    yes = row.on_call_commander == "yes"
    says = (
        f"A senior officer is {'' if yes else 'not '}nominated at every hour to lead the response."
    )
    found.judge("on-call", yes, says, found.of_capability("on_call_commander"))


def _currency(found: Findings) -> None:
    row, declared = found.capability, found.psu.declared
    if row is None or row.in_date_level_2 is None:
        found.gap("currency", "Whether level 2 training is in date", "in_date_level_2")
        return
    needed = _OFFICERS_OF_RANK * declared
    says = (
        f"{counted(row.in_date_level_2, 'officer')} in date at level 2; the {declared} PSUs "
        f"declared need {needed:,}."
    )
    cells = found.of_capability("in_date_level_2"), found.of_psu("declared")
    found.judge("currency", row.in_date_level_2 >= needed, says, *cells)


def _carriers(found: Findings) -> None:
    row, psu = found.capability, found.psu
    if row is None or row.carriers_equipped is None:
        found.gap("carriers", "Carriers equipped to national standards", "carriers_equipped")
        return
    needed = PSU_CARRIERS * psu.declared
    says = (
        f"{counted(row.carriers_equipped, 'carrier')} fully equipped; the {psu.declared} PSUs "
        f"declared need {needed}."
    )
    cells = found.of_capability("carriers_equipped"), found.of_psu("declared")
    found.judge("carriers", row.carriers_equipped >= needed, says, *cells)
