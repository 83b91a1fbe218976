"""Capability: how many crews can the force form, who leads them, and who arrives in an hour?"""

from collections.abc import Sequence
from typing import Final

from mobsim.country.doctrine import PSU, PSU_CARRIERS
from mobsim.country.pool import NEEDS
from mobsim.country.returns.capability_rows import MUSTERED_AT, CapabilityRow, mustered_column
from mobsim.country.returns.return_rows import AVAILABLE
from mobsim.ground.errors import listed
from mobsim.inspection.inspection_evidence import PEOPLE, InspectionEvidence
from mobsim.inspection.inspection_parts import (
    HourOfWeek,
    InspectionFinding,
    NoNoticeTest,
    OverHours,
)
from mobsim.inspection.no_notice_hours import binding
from mobsim.inspection.rule_words import Findings, counted, missing_of
from mobsim.telling.wording import joined

_LEVELS: Final = ("gold", "silver", "bronze")
_PEOPLE: Final = tuple(said for column, said in PEOPLE.items() if column.startswith("psu"))
_OF_TEST: Final = {
    "crews_at_once": ("PSU at once", "PSUs at once"),
    "inspectors_at_once": ("inspector free at once", "inspectors free at once"),
    "carriers_at_once": ("carrier known at once", "carriers known at once"),
    "crews_20": ("PSU within 20 minutes", "PSUs within 20 minutes"),
    "crews_60": ("PSU within 60 minutes", "PSUs within 60 minutes"),
    "officers_20": ("officer within 20 minutes", "officers within 20 minutes"),
    "inspectors_60": ("inspector within 60 minutes", "inspectors within 60 minutes"),
    "officers_60": ("officer within 60 minutes", "officers within 60 minutes"),
}
"""The singular and plural names of the numbers that a force can return about its last test."""
_BY_TIME: Final = {
    f"{what}_{minutes}": {at: mustered_column(what, minutes, at) for at in MUSTERED_AT}
    for what in ("crews", "officers")
    for minutes in (20, 60)
}
"""The columns that give the numbers in `_OF_TEST` for each time of the week."""
_OFFICERS_OF_RANK: Final = PSU.inspectors + PSU.sergeants + PSU.constables


def capability(
    evidence: InspectionEvidence, force: str, test: NoNoticeTest
) -> list[InspectionFinding]:
    """The findings about a force's capability."""
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
    """Judge whether people and carriers suffice for the declared PSUs, and which is scarcest."""
    lacking = [column for column in ("trained", "declared") if found.lacks(column)]
    if lacking:
        found.gap("make-up", "Whether its people make up the PSUs that it declares", *lacking)
        return
    psu, roster = found.psu, evidence.night.rosters[found.force]["psu"]
    assert roster.pool is not None  # PSUs are made up of people and carriers
    crews = min(psu.trained, roster.pool.crews(NEEDS["psu"]))
    short = joined(roster.pool.scarcest(NEEDS["psu"]))
    missing = [*missing_of(_PEOPLE, found.capability), *missing_of(("drivers", "carriers"), psu)]
    assumed = f" Not returned, so assumed: {joined(missing)}." if missing else ""
    says = (
        f"Its fit people and carriers, all called in, make up {counted(crews, 'PSU')}; it declares "
        f"{psu.declared}. Scarcest: {short}.{assumed}"
    )
    cells = found.of_psu("trained", "declared", "drivers", "carriers")
    found.judge("make-up", crews >= psu.declared, says, cells, found.of_capability(*_PEOPLE))


def _on_duty(found: Findings, test: NoNoticeTest) -> None:
    crews = [each.crews_on_duty for each in test.hours]
    least, most = min(crews), max(crews)
    when = "at every hour"
    if least < most:
        worst, best = (_first(test, "crews_on_duty", number).name for number in (least, most))
        when = f"at the lowest hour ({worst}) and {most} at the best hour ({best})"
    says = f"People on duty make up {counted(least, 'PSU')} {when}. Most often scarcest: "
    says += f"{binding(test.hours)}."
    runs = "assumed for shifts not returned and for weekend evenings"
    found.add("on-duty", "stated", says, found.of_psu(*AVAILABLE), runs=runs)


def _first(test: NoNoticeTest, what: str, number: int) -> HourOfWeek:
    return next(each for each in test.hours if getattr(each, what) == number)


def no_notice(found: Findings, test: NoNoticeTest) -> None:
    """Add the finding from the test without notice of a force or an area."""
    least, most = test.within.lowest, test.within.best
    fewest = f", fewest at {_first(test, 'within', least).name}" if least < most else ""
    says = (
        "In a simulated test without notice at each hour of a week, PSUs mustered within 20 "
        f"minutes: {over(test.at_once)}; within 60 minutes: {over(test.within)}{fewest}; officers "
        f"at their force's rendezvous point within the hour: {over(test.officers)}."
    )
    runs = f"{test.tests} tests at each of 168 hours, seed {test.seed}"
    found.add("no-notice", "stated", says, runs=runs)


def over(found: OverHours) -> str:
    """The numbers at the lowest, median and best hour, or one number if all three are equal.

    >>> over(OverHours(1, 2, 4)), over(OverHours(3, 3, 3))
    ('1 to 4 (median hour 2)', '3')
    """
    if found.lowest == found.best:
        return f"{found.best:,}"
    return f"{found.lowest:,} to {found.best:,} (median hour {found.median:,})"


def _tested(found: Findings, test: NoNoticeTest) -> None:
    row = found.capability
    by_time = [column for times in _BY_TIME.values() for column in times.values()]
    known = [name for name in (*_OF_TEST, *by_time) if getattr(row, name, None) is not None]
    if row is None or not known:
        found.gap("tested", "The numbers mustered in its own last test", "crews_20", "crews_60")
        return
    basis = "estimated, not tested" if row.muster_basis == "estimated" else row.muster_basis
    when = ", ".join(part for part in (basis, row.muster_tested) if part) or "basis not returned"
    of = [counted(getattr(row, name), *_OF_TEST[name]) for name in known if name in _OF_TEST]
    said = [joined(of)] if of else []
    for name, times in _BY_TIME.items():
        if each := [f"{at} {getattr(row, c)}" for at, c in times.items() if c in known]:
            said.append(f"{_OF_TEST[name][1]}: {joined(each)}")
    says = f"The return states ({when}): {'; '.join(said)}.{_against_test(row, known, test)}"
    cells = found.of_capability(*known, "muster_basis", "muster_tested")
    found.add("tested", "stated", says, cells)


def _against_test(row: CapabilityRow, columns: Sequence[str], test: NoNoticeTest) -> str:
    """Name the returned numbers that no hour of the simulated week reaches."""
    beyond = []
    for column in columns:
        base, most = _base(column), _best(column, test)
        if most is not None and (number := getattr(row, column)) > most:
            at = f" ({column.rpartition('_')[2]})" if column != base else ""
            beyond.append(f"{counted(number, *_OF_TEST[base])}{at} (best hour: {most})")
    if beyond:
        several = listed(beyond, len(beyond), "or")
        return f" No hour of the simulated test has {several}; the return does not explain how."
    return " The simulated test reaches each number of PSUs and people in at least one hour."


def _base(column: str) -> str:
    """The column's name without its time of the week.

    >>> _base("crews_60_early"), _base("crews_at_once")
    ('crews_60', 'crews_at_once')
    """
    return column if column in _OF_TEST else column.rpartition("_")[0]


def _best(column: str, test: NoNoticeTest) -> int | None:
    """The largest number at any hour of the simulated test. The test does not count carriers."""
    if column.startswith("crews"):
        return (test.within if column.startswith("crews_60") else test.at_once).best
    of = {"inspectors": test.inspectors, "officers": test.others}.get(column.partition("_")[0])
    return of.best if of else None


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
    says = f"Commanders who are operationally competent: {joined(of)}."
    cells = found.of_capability(*columns)
    if missing and all(number != 0 for number in numbers.values()):
        found.add("commanders", "gap", f"{says} At least one level was not returned.", cells)
        return
    found.judge("commanders", all(numbers.values()), says, cells)


def _accredited(row: object, level: str) -> str:
    number = getattr(row, f"{level}_accredited")
    return f" of {number} accredited" if number is not None else ""


def _advisers(found: Findings) -> None:
    number = getattr(found.capability, "safety_advisers_current", None)
    if number is None:
        found.gap("advisers", "Public order safety advisers", "safety_advisers_current")
        return
    says = f"Public order safety advisers who are operationally competent: {number}."
    found.judge("advisers", number > 0, says, found.of_capability("safety_advisers_current"))


_NOBODY: Final = "At some hours no senior officer is nominated"


def _on_call(found: Findings) -> None:
    row = found.capability
    if row is None or not row.on_call_commander:
        found.gap("on-call", "Whether a senior officer is on call", "on_call_commander")
        return
    yes = row.on_call_commander == "yes"
    nominated = "A senior officer is nominated at every hour" if yes else _NOBODY
    says = f"{nominated} to lead the response."
    found.judge("on-call", yes, says, found.of_capability("on_call_commander"))


def _enough(
    found: Findings, rule: str, column: str, gap: str, names: tuple[str, str], each: int
) -> None:
    """Judge whether a number in the capability return is enough if each PSU needs ``each``."""
    number, declared = getattr(found.capability, column, None), found.psu.declared
    if number is None:
        found.gap(rule, gap, column)
        return
    says = (
        f"It has {counted(number, *names)}; the PSUs that it declares ({declared}) need "
        f"{each * declared:,}."
    )
    cells = found.of_capability(column), found.of_psu("declared")
    found.judge(rule, number >= each * declared, says, *cells)


def _currency(found: Findings) -> None:
    names = ("officer in date at level 2", "officers in date at level 2")
    gap = "Whether level 2 training is in date"
    _enough(found, "currency", "in_date_level_2", gap, names, _OFFICERS_OF_RANK)


def _carriers(found: Findings) -> None:
    names = ("fully equipped carrier", "fully equipped carriers")
    gap = "Carriers equipped to national standards"
    _enough(found, "carriers", "carriers_equipped", gap, names, PSU_CARRIERS)
